import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ApiProblem } from '../../api/client.ts';
import { useGeographies } from '../../api/hooks.ts';
import type { Reference } from '../../api/references.ts';
import { formatBytes } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage } from '../../shell/state-message.tsx';
import { currentLevels, levelLabel } from '../../state/grouping.ts';
import { type Fault, FaultsProvider, SelectControl, TextControl } from '../catalogue/control.tsx';
import { identifierOf } from '../catalogue/draft.ts';
import { FaultList } from '../catalogue/fault-list.tsx';
import { type ReferenceTaken, takenText } from './words.ts';

type Draft = {
  readonly name: string;
  readonly level: string;
  readonly source: string;
  readonly codeColumn: string;
  readonly valueColumn: string;
  readonly year: string;
};

const EMPTY: Draft = { name: '', level: '', source: '', codeColumn: '', valueColumn: '', year: '' };
const NO_FAULTS: readonly Fault[] = [];

type Props = { readonly known: readonly Reference[]; readonly onSaid: (text: string) => void };

/** Sends a table of counts; the name of one that is there replaces its figures. */
export function ReferenceForm({ known, onSaid }: Props) {
  const { api } = useSite();
  const queries = useQueryClient();
  const levels = currentLevels(useGeographies().data ?? []);
  const fileId = useId();
  const [draft, setDraft] = useState(EMPTY);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [faults, setFaults] = useState(NO_FAULTS);
  const [failure, setFailure] = useState<unknown>(null);
  const [sent, setSent] = useState(0);
  const [busy, setBusy] = useState(false);
  const before = known.find((item) => item.name === draft.name);
  const level = draft.level === '' ? (levels[0]?.level ?? '') : draft.level;
  const send = async () => {
    const missing = missingOf(draft, files);
    setFaults(missing);
    setFailure(null);
    if (missing.length > 0) return;
    setBusy(true);
    try {
      const { name, year, codeColumn, valueColumn, source } = draft;
      const taken = await api.write<ReferenceTaken>(
        'PUT',
        `/references/${name}`,
        {
          level,
          source,
          ...(codeColumn === '' ? {} : { codeColumn }),
          ...(valueColumn === '' ? {} : { valueColumn }),
          ...(year === '' ? {} : { year: Number(year) }),
          files: await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() }))),
        },
        before?.etag ?? '"0"',
      );
      onSaid(takenText(name, level, taken));
      setSent(sent + 1);
      setDraft(EMPTY);
      setFiles([]);
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.faults.length > 0) setFaults(error.problem.faults);
      else setFailure(error);
    }
    setBusy(false);
    await queries.invalidateQueries({ queryKey: ['references'] });
  };
  const field = (at: keyof Draft, label: string, hint?: string, change = (value: string) => value) => (
    <TextControl
      at={at}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      value={draft[at]}
      onChange={(value) => setDraft({ ...draft, [at]: change(value) })}
    />
  );
  return (
    <section className="card" aria-labelledby="send-reference">
      <h2 id="send-reference">Add or replace a table</h2>
      <FaultsProvider faults={faults}>
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          {faults.length > 0 && <FaultList faults={faults} />}
          {failure !== null && <ErrorMessage error={failure} />}
          <div className="drop" data-at="files">
            <label className="strong" htmlFor={fileId}>
              CSV, a row for each area
            </label>
            <input
              key={sent}
              id={fileId}
              type="file"
              accept=".csv,text/csv"
              multiple
              onChange={(event) => setFiles([...(event.target.files ?? [])])}
            />
            <p className="hint">
              {files.length === 0
                ? 'A column of codes, and a column for each year with the year in its name: 2021_Population.'
                : files.map((file) => `${file.name}, ${formatBytes(file.size)}`).join('; ')}
            </p>
          </div>
          {field(
            'name',
            'Name',
            before === undefined ? 'population, households…' : 'Its figures will be replaced.',
            identifierOf,
          )}
          <SelectControl
            at="level"
            label="Level of the codes"
            value={level}
            options={levels.map((item) => [item.level, levelLabel(item.level)] as const)}
            onChange={(value) => setDraft({ ...draft, level: value })}
          />
          {field('source', 'Source', 'Shown with every rate: who published the figures, and when.')}
          <details className="more">
            <summary>More (optional)</summary>
            <div className="form">
              {field('codeColumn', 'Column of codes', 'Found by its name where it is usual.')}
              {field('valueColumn', 'Column of values', 'Or what the names of such columns have in common.')}
              {field('year', 'Year of the values', 'Where no column names it.')}
            </div>
          </details>
          <button type="submit" className="button button-go" disabled={busy}>
            {busy ? 'Sending…' : before === undefined ? 'Add the table' : 'Replace the table'}
          </button>
        </form>
      </FaultsProvider>
    </section>
  );
}

function missingOf({ name, source, year }: Draft, files: readonly File[]): readonly Fault[] {
  return [
    ...(files.length === 0 ? [{ at: 'files', message: 'Choose the file of counts.' }] : []),
    ...(name === '' ? [{ at: 'name', message: 'Give the table a name.' }] : []),
    ...(source.trim() === '' ? [{ at: 'source', message: 'Say where the figures come from.' }] : []),
    ...(year === '' || /^(?:19|20)\d\d$/.test(year)
      ? []
      : [{ at: 'year', message: 'Use a year, as in 2021.' }]),
  ];
}
