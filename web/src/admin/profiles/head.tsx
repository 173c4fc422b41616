import { useState } from 'react';
import { Link } from 'wouter';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { formatDateTime } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { useProfiles, useRead, useRefresh } from '../hooks.ts';
import type { Profile, ProfileVersion } from '../types.ts';
import { AccessTable } from './access-table.tsx';
import { ProfileTag } from './list.tsx';
import { PreviewButton } from './preview-button.tsx';

type Props = { readonly id: string; readonly writes: boolean };

/** Title of a profile with what can be done with it as a whole. */
export function ProfileHead({ id, writes }: Props) {
  const { api } = useSite();
  const refresh = useRefresh();
  const write = useWrite();
  const profile = useRead<Profile>(`/profiles/${encodeURIComponent(id)}`);
  const summary = useProfiles().data?.items.find((one) => one.id === id);
  const [shown, setShown] = useState<'versions' | 'retire' | null>(null);
  if (profile.data === undefined) return <h1>{summary?.title ?? id}</h1>;
  const { title, version, state, etag, enforcedVersion } = profile.data;
  const retire = async () => {
    const done = await write.run(async () => {
      await api.write('POST', `/profiles/${encodeURIComponent(id)}/retirement`, undefined, etag);
      await refresh();
    });
    if (done) setShown(null);
  };
  return (
    <>
      <div className="title-row">
        <div>
          <h1>
            {title} <ProfileTag profile={{ state, stopped: summary?.stopped ?? false }} />
          </h1>
          <p className="subtitle">
            Version {version}
            {(enforcedVersion ?? 0) < version && ' is being put in force: queries under it wait'}
          </p>
        </div>
        <div className="title-tools">
          {state === 'active' && writes && <PreviewButton id={id} title={title} />}
          <button type="button" className="button" onClick={() => setShown('versions')}>
            Versions
          </button>
          {state === 'active' && writes && (
            <button type="button" className="button button-danger" onClick={() => setShown('retire')}>
              Retire
            </button>
          )}
        </div>
      </div>
      {!writes && (
        <section className="card" aria-label="What it shows">
          <AccessTable datasets={profile.data.datasets} words={profile.data.words} />
        </section>
      )}
      {shown === 'versions' && (
        <Dialog title="Versions" onClose={() => setShown(null)}>
          <Versions id={id} />
        </Dialog>
      )}
      {shown === 'retire' && (
        <Dialog title={`Retire “${title}”?`} onClose={() => setShown(null)}>
          <div className="form">
            <WriteProblem failure={write.failure} onReload={() => void refresh()} />
            <p>
              {summary === undefined || summary.people === 0
                ? 'Nobody has it.'
                : `${summary.people} ${summary.people === 1 ? 'person loses' : 'people lose'} it at once and see no records until they get another.`}{' '}
              It cannot be brought back.
            </p>
            <div className="title-tools">
              <button
                type="button"
                className="button button-danger"
                disabled={write.busy}
                onClick={() => void retire()}
              >
                Yes, retire it
              </button>
              <button type="button" className="button" onClick={() => setShown(null)}>
                Keep it
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Versions({ id }: { readonly id: string }) {
  const versions = useRead<{ readonly items: readonly ProfileVersion[] }>(
    `/profiles/${encodeURIComponent(id)}/versions`,
  );
  if (versions.isError) return <p>The versions could not be read.</p>;
  return (
    <ol className="rows">
      {(versions.data?.items ?? []).map(({ version, createdAt, createdBy, approvedBy }) => (
        <li key={version}>
          <span>
            <Link href={`/admin/profiles/${id}/versions/${version}`}>Version {version}</Link>
            <br />
            <span className="hint">
              {formatDateTime(createdAt)}, {createdBy.name}
              {approvedBy !== null && `, approved by ${approvedBy.name}`}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
