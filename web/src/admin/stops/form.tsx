import { useState } from 'react';
import { Field } from '../../form/field.tsx';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { useSite } from '../../session/context.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { usePages, useProfiles, useRead, useRefresh } from '../hooks.ts';
import type { Person, Stop, Titled } from '../types.ts';

type Kind = Stop['kind'];

const KINDS: readonly (readonly [Kind, string, string])[] = [
  ['person', 'One person', 'They are out of everything but their own account page.'],
  ['profile', 'One profile', 'Nobody looks anything up under it.'],
  ['dataset', 'One dataset', 'Nobody looks anything up in it.'],
  ['everything', 'Everything', 'Nobody looks anything up at all.'],
];

/** Stops something, after a reason and a second press. */
export function StopForm({ onDone }: { readonly onDone: (said: string) => void }) {
  const { api } = useSite();
  const refresh = useRefresh();
  const write = useWrite();
  const [kind, setKind] = useState<Kind>('person');
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState('');
  const [why, setWhy] = useState('');
  const [sure, setSure] = useState(false);
  const people = usePages<Person>(
    search.trim() === '' ? '/users' : `/users?q=${encodeURIComponent(search.trim())}`,
  );
  const profiles = useProfiles();
  const datasets = useRead<{ readonly items: readonly Titled[] }>('/datasets/definitions');
  const choices: readonly { readonly id: string; readonly name: string }[] =
    kind === 'person'
      ? (people.items ?? []).map(({ id, name, email }) => ({ id, name: `${name}, ${email}` }))
      : kind === 'profile'
        ? (profiles.data?.items ?? [])
            .filter(({ state }) => state === 'active')
            .map(({ id, title }) => ({ id, name: title }))
        : kind === 'dataset'
          ? (datasets.data?.items ?? []).map(({ id, title }) => ({ id, name: title }))
          : [];
  const id = kind === 'everything' ? 'all' : chosen;
  const name = choices.find((choice) => choice.id === chosen)?.name ?? '';
  const what = kind === 'everything' ? 'everything' : name;
  const stop = async () => {
    const done = await write.run(async () => {
      await api.write('PUT', `/stops/${kind}/${encodeURIComponent(id)}`, { why: why.trim() });
      await refresh();
    });
    setSure(false);
    if (!done) return;
    setWhy('');
    setChosen('');
    onDone(kind === 'everything' ? 'Everything is stopped.' : `${name} is stopped.`);
  };
  return (
    <section className="card" aria-labelledby="stop-title">
      <h2 id="stop-title">Stop</h2>
      <WriteProblem failure={write.failure} />
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          setSure(true);
        }}
      >
        <fieldset className="choices">
          <legend>What</legend>
          {KINDS.map(([value, label, does]) => (
            <label className="check" key={value}>
              <input
                type="radio"
                name="stop-kind"
                checked={kind === value}
                onChange={() => {
                  setKind(value);
                  setChosen('');
                }}
              />
              <span>
                <b>{label}</b> <span className="hint">{does}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {kind === 'person' && (
          <Field label="Find a person" hint="By name or e-mail.">
            {(control) => (
              <input
                {...control}
                type="search"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            )}
          </Field>
        )}
        {kind !== 'everything' && (
          <Field label={kind === 'person' ? 'Person' : kind === 'profile' ? 'Profile' : 'Dataset'}>
            {(control) => (
              <select
                {...control}
                required
                value={chosen}
                onChange={(event) => setChosen(event.target.value)}
              >
                <option value="">Choose one</option>
                {choices.map((choice) => (
                  <option key={choice.id} value={choice.id}>
                    {choice.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label="Why" hint="Written into the audit log, and shown to administrators.">
          {(control) => (
            <input
              {...control}
              required
              maxLength={200}
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="button button-danger" disabled={write.busy}>
          Stop
        </button>
      </form>
      {sure && (
        <Dialog title={`Stop ${what}?`} onClose={() => setSure(false)}>
          <div className="form">
            <p>{KINDS.find(([value]) => value === kind)?.[2]} What is running is cancelled.</p>
            <p>
              Reason: <b>{why}</b>
            </p>
            <div className="title-tools">
              <button
                type="button"
                className="button button-danger"
                disabled={write.busy}
                onClick={() => void stop()}
              >
                Yes, stop {kind === 'everything' ? 'everything' : 'it'}
              </button>
              <button type="button" className="button" onClick={() => setSure(false)}>
                Not now
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </section>
  );
}
