import { useState } from 'react';
import { useMe } from '../api/hooks.ts';
import type { Contact } from '../api/types.ts';
import { Field } from '../form/field.tsx';
import { useWrite } from '../form/write.ts';
import { useSite } from '../session/context.tsx';
import { Dialog } from './dialog.tsx';
import { People } from './people.tsx';
import { ErrorMessage } from './state-message.tsx';

export type About = 'dataset' | 'field' | 'place' | 'records' | 'download' | 'suppressed';

type Why = {
  readonly decidedBy: string;
  readonly text: string;
  readonly profile: { readonly id: string; readonly title: string; readonly version: number } | null;
  readonly ask: readonly Contact[];
};

const ABOUT: readonly (readonly [About, string])[] = [
  ['dataset', 'A dataset'],
  ['field', 'A field'],
  ['place', 'A finer place'],
  ['records', 'Single records, or some of them'],
  ['download', 'A download'],
  ['suppressed', 'A number that is left out (c)'],
];

const PLACES = [
  ['exact', 'Exact places'],
  ['cell_9', 'Cells of about 200 m'],
  ['cell_8', 'Cells of about 500 m'],
  ['cell_7', 'Cells of about 1.4 km'],
  ['lsoa', 'LSOAs'],
  ['msoa', 'MSOAs'],
  ['ward', 'Wards'],
  ['borough', 'Boroughs'],
] as const;

type Props = {
  readonly datasets: readonly { readonly id: string; readonly title: string }[];
  readonly about: About;
  readonly dataset: string | undefined;
  readonly onClose: () => void;
};

/** What is missed, then the rule that decides it and whom to ask. The answer never says whether a hidden thing exists. */
export function WhyDialog({ datasets, about: first, dataset: given, onClose }: Props) {
  const { api } = useSite();
  const asking = useWrite();
  const [about, setAbout] = useState<About>(first);
  const [dataset, setDataset] = useState(first === 'dataset' ? '' : (given ?? datasets[0]?.id ?? ''));
  const [field, setField] = useState('');
  const [level, setLevel] = useState('exact');
  const [why, setWhy] = useState<Why | null>(null);
  const ask = () =>
    asking.run(async () => {
      const query = new URLSearchParams({ about });
      if (dataset.trim() !== '') query.set('dataset', dataset.trim());
      if (about === 'field') query.set('field', field.trim());
      if (about === 'place') query.set('level', level);
      setWhy(await api.get<Why>(`/access/why?${query}`));
    });
  const change = (work: () => void) => {
    setWhy(null);
    work();
  };
  return (
    <Dialog title="Why can’t I see this?" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <Field label="What do you miss?">
          {(control) => (
            <select
              {...control}
              value={about}
              onChange={(event) =>
                change(() => {
                  const next = event.target.value as About;
                  setAbout(next);
                  setDataset(next === 'dataset' ? '' : (given ?? datasets[0]?.id ?? ''));
                })
              }
            >
              {ABOUT.map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        {about === 'dataset' ? (
          <Field label="Identifier of the dataset" hint="Agency and kind, as in mps-crime.">
            {(control) => (
              <input
                {...control}
                required
                maxLength={48}
                pattern="[a-z][a-z0-9]*(-[a-z0-9]+)+"
                value={dataset}
                onChange={(event) => change(() => setDataset(event.target.value))}
              />
            )}
          </Field>
        ) : (
          <Field label="In which dataset?">
            {(control) => (
              <select
                {...control}
                value={dataset}
                onChange={(event) => change(() => setDataset(event.target.value))}
              >
                {datasets.map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {about === 'field' && (
          <Field label="Name of the field" hint="As in the file: lower case, with underscores.">
            {(control) => (
              <input
                {...control}
                required
                maxLength={48}
                value={field}
                onChange={(event) => change(() => setField(event.target.value))}
              />
            )}
          </Field>
        )}
        {about === 'place' && (
          <Field label="Which place?">
            {(control) => (
              <select
                {...control}
                value={level}
                onChange={(event) => change(() => setLevel(event.target.value))}
              >
                {PLACES.map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <button type="submit" className="button align-start" disabled={asking.busy}>
          Find out
        </button>
        {asking.failure !== null && <ErrorMessage error={asking.failure} />}
        <div aria-live="polite">{why !== null && <Answer why={why} />}</div>
      </form>
    </Dialog>
  );
}

function Answer({ why }: { readonly why: Why }) {
  const me = useMe();
  const ask = why.ask.length > 0 ? why.ask : (me.data?.administrators ?? []);
  const text = `${why.text.charAt(0).toUpperCase()}${why.text.slice(1)}`;
  return (
    <div className="why-answer">
      <p className="strong">{text.endsWith('.') ? text : `${text}.`}</p>
      {why.decidedBy !== 'shown' && ask.length > 0 && (
        <>
          <p>To see more, ask:</p>
          <People people={ask} />
        </>
      )}
    </div>
  );
}
