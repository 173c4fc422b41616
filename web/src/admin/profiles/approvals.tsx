import { useState } from 'react';
import { useMe } from '../../api/hooks.ts';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { formatDateTime } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useRead, useRefresh } from '../hooks.ts';
import type { Profile, ProfileChange, Titled } from '../types.ts';
import { AffectsView, ComparisonView } from './check-card.tsx';
import { DifferenceTable } from './difference-table.tsx';

type TitleOf = (dataset: string) => string;

/** Changes that show more, waiting for a second Super Admin. */
export function ApprovalsPage() {
  const changes = useRead<{ readonly items: readonly ProfileChange[] }>('/profile-changes');
  const all = useRead<{ readonly items: readonly Titled[] }>('/datasets/definitions');
  const [said, setSaid] = useState('');
  const titleOf = (dataset: string) => all.data?.items.find(({ id }) => id === dataset)?.title ?? dataset;
  return (
    <main className="page" id="main">
      <div>
        <h1>Approvals</h1>
        <p className="subtitle">
          A profile that shows more than before is in force once a second Super Admin has approved it.
        </p>
      </div>
      <p className={said === '' ? 'visually-hidden' : 'notice-done'} role="status">
        {said}
      </p>
      {changes.isError ? (
        <ErrorMessage error={changes.error} retry={() => void changes.refetch()} />
      ) : changes.data === undefined ? (
        <Loading what="Loading changes" />
      ) : changes.data.items.length === 0 ? (
        <section className="card" aria-label="Changes">
          <p>Nothing waits.</p>
        </section>
      ) : (
        changes.data.items.map((change) => (
          <Change key={change.id} change={change} titleOf={titleOf} onDone={setSaid} />
        ))
      )}
    </main>
  );
}

type ChangeProps = {
  readonly change: ProfileChange;
  readonly titleOf: TitleOf;
  readonly onDone: (said: string) => void;
};

function Change({ change, titleOf, onDone }: ChangeProps) {
  const { api } = useSite();
  const refresh = useRefresh();
  const write = useWrite();
  const me = useMe().data;
  const isNew = change.profile.version === null;
  const before = useRead<Profile>(`/profiles/${encodeURIComponent(change.profile.id)}`, !isNew);
  const path = `/profile-changes/${encodeURIComponent(change.id)}`;
  const decide = async (said: string, work: () => Promise<unknown>) => {
    const done = await write.run(async () => {
      await work();
      await refresh();
    });
    if (done) onDone(said);
  };
  const title = change.spec.title;
  const titleId = `change-${change.id}`;
  return (
    <section className="card" aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      <p className="hint">
        {isNew ? 'A new profile' : `A change to version ${change.profile.version}`}, proposed by{' '}
        {change.proposedBy.name} on {formatDateTime(change.proposedAt)}
      </p>
      <WriteProblem failure={write.failure} onReload={() => void refresh()} />
      <div className="columns">
        <div className="form">
          {isNew || before.data !== undefined ? (
            <DifferenceTable before={before.data ?? null} after={change.spec} titleOf={titleOf} />
          ) : (
            <Loading what="Loading the version in force" />
          )}
        </div>
        <div className="form">
          <ComparisonView comparison={change.comparison} titleOf={titleOf} />
          <AffectsView affects={change.affects} />
        </div>
      </div>
      {change.proposedBy.id === me?.user && (
        <p className="hint">You proposed it, so that another Super Admin has to approve it.</p>
      )}
      <div className="title-tools">
        {change.mayApprove && (
          <button
            type="button"
            className="button button-go"
            disabled={write.busy}
            onClick={() =>
              void decide(`“${title}” is in force.`, () => api.write('POST', `${path}/approval`))
            }
          >
            Approve<span className="visually-hidden"> {title}</span>
          </button>
        )}
        {me?.roles.includes('super-admin') && (
          <button
            type="button"
            className="button"
            disabled={write.busy}
            onClick={() =>
              void decide(`The change to “${title}” is dropped.`, () => api.write('DELETE', path))
            }
          >
            {change.proposedBy.id === me.user ? 'Take it back' : 'Refuse'}
            <span className="visually-hidden"> {title}</span>
          </button>
        )}
      </div>
    </section>
  );
}
