import { useMemo, useState } from 'react';
import { measuresOf } from '../charts/series.ts';
import { formatNumber } from '../format/number.ts';
import { crossText } from './copied-text.ts';
import { CopyButton } from './copy-button.tsx';
import { crossOf, marksIn } from './cross.ts';
import { CrossTable } from './cross-table.tsx';
import { ResultTable, type TableProps } from './result-table.tsx';
import { Explained, NothingFound, TableFoot, TableTools } from './table-parts.tsx';

/** An answer to two groupings as a cross-table; as a list where it is too long for one, with the reason. */
export function CrossResult({ answer, tools, ...telling }: TableProps) {
  const { result, loaded } = answer;
  const measures = measuresOf(result);
  const [chosen, setChosen] = useState<string | null>(null);
  const at = measures.findIndex(({ name }) => name === chosen);
  const measure = at < 0 ? measures.length - 1 : at;
  const adds = telling.adds ?? true;
  const cross = useMemo(() => crossOf(answer, measure, adds), [answer, measure, adds]);
  if (loaded === 0) return <NothingFound result={result} {...telling} />;
  if ('reason' in cross)
    return (
      <>
        <p className="table-note">{cross.reason}</p>
        <ResultTable answer={answer} tools={tools} {...telling} />
      </>
    );
  const marks = marksIn(cross);
  return (
    <>
      <TableTools
        mayCopy={telling.mayCopy ?? false}
        tools={
          <>
            {tools}
            {measures.length > 1 && (
              <label className="table-measure">
                Numbers
                <select
                  value={measures[measure]?.name ?? ''}
                  onChange={(event) => setChosen(event.target.value)}
                >
                  {measures.map(({ name, label }) => (
                    <option key={name} value={name}>
                      {label}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </>
        }
      >
        <CopyButton
          text={() => crossText(cross)}
          what={`${formatNumber(cross.rows.length)} by ${formatNumber(cross.columns.length)} cells`}
        />
      </TableTools>
      <CrossTable cross={cross} words={answer.words} />
      {cross.total === null ? (
        <p className="table-note">No totals: these numbers may not be added up.</p>
      ) : (
        marks.includes('x') && <p className="table-note">Totals are of what was supplied.</p>
      )}
      <Explained result={result} marks={marks} {...telling} />
      <TableFoot result={result} {...telling} />
    </>
  );
}
