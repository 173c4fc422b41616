import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ApiProblem } from '../../api/client.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage } from '../../shell/state-message.tsx';
import { type Fault, FaultsProvider, TextControl } from '../catalogue/control.tsx';
import { identifierOf } from '../catalogue/draft.ts';
import { FaultList } from '../catalogue/fault-list.tsx';
import { LookupGrid } from './grid.tsx';
import type { LookupTable } from './hooks.ts';
import { withCsv } from './table-text.ts';

type Props = {
  readonly table: LookupTable;
  readonly usedBy: readonly string[];
  readonly onSaved: (table: LookupTable) => void;
  readonly onDeleted: () => void;
};

const NO_FAULTS: readonly Fault[] = [];

/** One table as a grid that can be typed into, pasted into or filled from a file. */
export function LookupEditor({ table, usedBy, onSaved, onDeleted }: Props) {
  const { api } = useSite();
  const queries = useQueryClient();
  const isNew = table.name === '';
  const [draft, setDraft] = useState(table);
  const [faults, setFaults] = useState(NO_FAULTS);
  const [failure, setFailure] = useState<unknown>(null);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const forget = () =>
    Promise.all(
      ['lookups', 'lookup', 'datasets'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    );
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    setFaults(NO_FAULTS);
    setSaid('');
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.faults.length > 0) setFaults(error.problem.faults);
      else setFailure(error);
    }
    setBusy(false);
  };
  const save = () =>
    attempt(async () => {
      const { etag: _, ...body } = draft;
      const rows = body.rows.filter((row) => row.some((cell) => cell !== ''));
      const saved = await api.write<LookupTable>(
        'PUT',
        `/lookups/${draft.name}`,
        { ...body, rows },
        table.etag,
      );
      await forget();
      setSaid(`Saved, ${rows.length} rows. New queries use it at once.`);
      onSaved(saved);
    });
  const remove = () =>
    attempt(async () => {
      await api.write('DELETE', `/lookups/${table.name}`, undefined, table.etag);
      await forget();
      onDeleted();
    });
  const take = (text: string) => {
    const next = withCsv(draft, text);
    if (next === null) setSaid('That is no table: the first line names the key and the columns.');
    else {
      setDraft(next);
      setSaid(`${next.rows.length} rows taken. Look at them, then save.`);
    }
  };
  return (
    <FaultsProvider faults={faults}>
      {faults.length > 0 && <FaultList faults={faults} />}
      {failure !== null && <ErrorMessage error={failure} />}
      <p className={said === '' ? 'visually-hidden' : 'notice-good'} role="status">
        {said}
      </p>
      <section className="card" aria-label="About the table">
        <div className="three">
          <TextControl
            at="title"
            label="Title"
            value={draft.title}
            onChange={(title) =>
              setDraft({ ...draft, title, ...(isNew ? { name: identifierOf(title) } : {}) })
            }
          />
          {isNew && (
            <TextControl
              at="name"
              label="Name"
              value={draft.name}
              onChange={(name) => setDraft({ ...draft, name: identifierOf(name) })}
            />
          )}
          <TextControl
            at="keyLabel"
            label="The key is called"
            value={draft.keyLabel}
            onChange={(keyLabel) => setDraft({ ...draft, keyLabel })}
          />
        </div>
        {!isNew && (
          <p className="hint">
            {usedBy.length === 0 ? 'No dataset joins it.' : 'Joined by '}
            {usedBy.map((dataset, index) => (
              <span key={dataset}>
                {index > 0 && ', '}
                <Link href={`/admin/datasets/${dataset}`}>{dataset}</Link>
              </span>
            ))}
          </p>
        )}
      </section>
      <section className="card" aria-labelledby="rows">
        <h2 id="rows">Rows</h2>
        <LookupGrid table={draft} onChange={setDraft} onText={take} />
      </section>
      <div className="title-tools">
        <button
          type="button"
          className="button button-go"
          disabled={busy || draft.name === ''}
          onClick={() => void save()}
        >
          {isNew ? 'Add the table' : 'Save the table'}
        </button>
        {!isNew && (
          <button
            type="button"
            className="button"
            disabled={busy || usedBy.length > 0}
            title={usedBy.length > 0 ? 'A table that a dataset joins cannot be deleted' : undefined}
            onClick={() => void remove()}
          >
            Delete the table
          </button>
        )}
      </div>
    </FaultsProvider>
  );
}
