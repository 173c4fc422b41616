import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useRead, useRefresh } from '../hooks.ts';
import type { Profile, ProfileCheck, Saved, Titled } from '../types.ts';
import { AboutCard } from './about-card.tsx';
import { CheckCard, datasetOf } from './check-card.tsx';
import { DatasetCard } from './dataset-card.tsx';
import { useDefinitions } from './definitions.ts';
import { draftOf, EMPTY_ACCESS, EMPTY_PROFILE, type ProfileDraft, specOf } from './draft.ts';

/** Writes a profile: a new one where `id` is null. */
export function ProfileEditor({ id }: { readonly id: string | null }) {
  const profile = useRead<Profile>(`/profiles/${encodeURIComponent(id ?? '')}`, id !== null);
  const [said, setSaid] = useState<Saved['state'] | null>(null);
  if (id !== null && profile.data === undefined)
    return profile.isError ? (
      <ErrorMessage error={profile.error} retry={() => void profile.refetch()} />
    ) : (
      <Loading what="Loading the profile" />
    );
  return (
    <EditorForm
      key={profile.data?.etag ?? 'new'}
      profile={profile.data ?? null}
      said={said}
      onSaid={setSaid}
    />
  );
}

type FormProps = {
  readonly profile: Profile | null;
  /** What came of the last save; null once the profile is written on again. */
  readonly said: Saved['state'] | null;
  readonly onSaid: (said: Saved['state'] | null) => void;
};

function EditorForm({ profile, said, onSaid }: FormProps) {
  const { api } = useSite();
  const [, go] = useLocation();
  const refresh = useRefresh();
  const write = useWrite();
  const checking = useWrite();
  const all = useRead<{ readonly items: readonly Titled[] }>('/datasets/definitions');
  const [draft, setDraft] = useState<ProfileDraft>(() =>
    profile === null ? EMPTY_PROFILE : draftOf(profile),
  );
  const [check, setCheck] = useState<{ readonly of: ProfileDraft; readonly result: ProfileCheck } | null>(
    null,
  );
  const [missing, setMissing] = useState<readonly { dataset: string; message: string }[]>([]);
  const [opened, setOpened] = useState<string | null>(null);
  const definitions = useDefinitions(Object.keys(draft.datasets));
  const titleOf = (dataset: string) => all.data?.items.find(({ id }) => id === dataset)?.title ?? dataset;
  const edit = (next: ProfileDraft) => {
    setDraft(next);
    onSaid(null);
  };
  const ready = () => {
    const { spec, missing } = specOf(draft, definitions.columnsOf);
    setMissing(missing);
    return missing.length === 0 ? spec : null;
  };
  const ask = () => {
    const spec = ready();
    if (spec === null) return;
    void checking.run(async () => {
      const result = await api.write<ProfileCheck>('POST', '/profiles/check', spec);
      setCheck({ of: draft, result });
    });
  };
  const save = () => {
    const spec = ready();
    if (spec === null) return;
    void write.run(async () => {
      const saved = await api.write<Saved>(
        'PUT',
        `/profiles/${encodeURIComponent(spec.id)}`,
        spec,
        profile?.etag ?? '"0"',
      );
      onSaid(saved.state);
      setCheck(null);
      await refresh();
      if (saved.state === 'in-force' && profile === null) go(`/admin/profiles/${spec.id}`);
    });
  };
  const faultsOf = (dataset: string) => [
    ...missing.filter((one) => one.dataset === dataset).map(({ message }) => message),
    ...(check?.result.faults ?? [])
      .filter(({ at }) => datasetOf(at) === dataset)
      .map(({ message }) => message),
  ];
  const addable = (all.data?.items ?? []).filter(({ id }) => draft.datasets[id] === undefined);
  return (
    <div className="columns">
      <div className="form">
        {said !== null && (
          <p className="notice-done" role="status">
            {said === 'in-force' ? (
              'Saved. It is in force.'
            ) : (
              <>
                Saved, and waits for approval by a second Super Admin: see{' '}
                <Link href="/admin/approvals">Approvals</Link>. Until then the version before stays in force.
              </>
            )}
          </p>
        )}
        <WriteProblem failure={write.failure} onReload={() => void refresh()} />
        <WriteProblem failure={checking.failure} />
        {missing.length > 0 && (
          <div className="fault-summary" role="alert">
            <h3>Something is missing</h3>
            <ul className="bullets">
              {missing.map(({ dataset, message }) => (
                <li key={`${dataset} ${message}`}>
                  {titleOf(dataset)}: {message}
                </li>
              ))}
            </ul>
          </div>
        )}
        <AboutCard draft={draft} isNew={profile === null} onChange={edit} />
        {definitions.failed !== null && <ErrorMessage error={definitions.failed} />}
        {Object.entries(draft.datasets).map(([id, access]) => (
          <DatasetCard
            key={id}
            id={id}
            title={titleOf(id)}
            access={access}
            definition={definitions.of(id)}
            columns={definitions.columnsOf(id)}
            levels={definitions.levels}
            faults={faultsOf(id)}
            open={opened === id || Object.keys(draft.datasets).length === 1}
            onChange={(next) => edit({ ...draft, datasets: { ...draft.datasets, [id]: next } })}
            onRemove={() => {
              const { [id]: _, ...rest } = draft.datasets;
              edit({ ...draft, datasets: rest });
            }}
          />
        ))}
        {addable.length > 0 && (
          <section className="card" aria-labelledby="add-title">
            <h2 id="add-title">Show another dataset</h2>
            <div className="pills">
              {addable.map(({ id, title }) => (
                <button
                  key={id}
                  type="button"
                  className="button"
                  onClick={() => {
                    edit({ ...draft, datasets: { ...draft.datasets, [id]: EMPTY_ACCESS } });
                    setOpened(id);
                  }}
                >
                  {title}
                </button>
              ))}
            </div>
          </section>
        )}
      </div>
      <div className="form aside-sticky">
        <CheckCard
          check={check?.result ?? null}
          busy={checking.busy}
          stale={check !== null && check.of !== draft}
          titleOf={titleOf}
          onCheck={ask}
        />
        <section className="card" aria-labelledby="save-title">
          <h2 id="save-title">Save</h2>
          <p className="hint">
            What shows less is in force at once. What shows more waits for a second Super Admin.
          </p>
          <button
            type="button"
            className="button button-go"
            disabled={write.busy || profile?.state === 'retired'}
            onClick={save}
          >
            Save the profile
          </button>
        </section>
      </div>
    </div>
  );
}
