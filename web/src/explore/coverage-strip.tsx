import { useId, useState } from 'react';
import { useCoverage } from '../api/hooks.ts';
import type { DatasetSummary } from '../api/types.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { ErrorMessage } from '../shell/state-message.tsx';
import type { Choice } from '../state/catalogue.ts';
import { type Month, monthLabel, monthRange, periodLabel } from '../state/month.ts';

/** What was supplied for a month: `areas` null = everywhere. */
type Supplied = { readonly areas: readonly string[] | null } | undefined;

function wordsOf(supplied: Supplied): string {
  if (supplied === undefined) return 'not supplied';
  if (supplied.areas === null) return 'supplied everywhere';
  return `supplied for ${supplied.areas.length} ${supplied.areas.length === 1 ? 'area' : 'areas'} only`;
}

function useMonths({ id }: DatasetSummary) {
  const coverage = useCoverage(id);
  const months = new Map(
    coverage.data?.flatMap((item) => item.months.map(({ month, areas }) => [month, { areas }] as const)) ??
      [],
  );
  return { coverage, months };
}

/** Which months each dataset was supplied for; what was not is hatched and never zero. */
export function CoverageStrip({ choice }: { readonly choice: Choice }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { bounds, datasets } = choice;
  if (bounds === null) return null;
  const months = monthRange(bounds.from, bounds.to);
  return (
    <section className="coverage-strip" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} className="visually-hidden">
        Coverage
      </h2>
      <button
        type="button"
        className="coverage-open"
        aria-expanded={open}
        aria-controls={`${id}-rows`}
        onClick={() => setOpen(!open)}
      >
        <span className="coverage-sign" aria-hidden="true">
          {open ? '▾' : '▸'}
        </span>
        <b>Coverage</b>
        <Gaps datasets={datasets} months={months} />
      </button>
      {open && (
        <div id={`${id}-rows`}>
          <ScrollBox className="scroll-x" label="Months supplied, scrolls sideways">
            <table className="coverage-table">
              <caption className="visually-hidden">Months that each dataset was supplied for</caption>
              <thead>
                <tr>
                  <th scope="col">Agency and dataset</th>
                  {months.map((month, index) => (
                    <th key={month} scope="col" className="coverage-month">
                      <span className="visually-hidden">{monthLabel(month)}</span>
                      <span className="coverage-year" aria-hidden="true">
                        {index === 0 || month.endsWith('-01') ? month.slice(0, 4) : ''}
                      </span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {datasets.map((dataset) => (
                  <Row key={dataset.id} dataset={dataset} months={months} />
                ))}
              </tbody>
            </table>
          </ScrollBox>
          <p className="coverage-key">
            <span className="coverage-cell" data-supplied="all" /> everywhere
            <span className="coverage-cell" data-supplied="some" /> some areas
            <span className="coverage-cell" data-supplied="none" /> not supplied: not zero, and no line is
            drawn across it
          </p>
        </div>
      )}
    </section>
  );
}

type RowProps = { readonly dataset: DatasetSummary; readonly months: readonly Month[] };

function Row({ dataset, months }: RowProps) {
  const { coverage, months: supplied } = useMonths(dataset);
  if (coverage.isError)
    return (
      <tr>
        <th scope="row">{dataset.title}</th>
        <td colSpan={months.length}>
          <ErrorMessage error={coverage.error} retry={() => void coverage.refetch()} />
        </td>
      </tr>
    );
  return (
    <tr>
      <th scope="row">
        <b>{dataset.agency.toUpperCase()}</b> {dataset.title}
      </th>
      {months.map((month) => {
        const one = supplied.get(month);
        const words = coverage.data === undefined ? 'not known yet' : wordsOf(one);
        return (
          <td key={month}>
            <span
              className="coverage-cell"
              data-supplied={one === undefined ? 'none' : one.areas === null ? 'all' : 'some'}
              data-waiting={coverage.data === undefined}
              title={`${monthLabel(month)}: ${words}`}
            >
              <span className="visually-hidden">{words}</span>
            </span>
          </td>
        );
      })}
    </tr>
  );
}

/** In one line how much of the months was supplied. */
function Gaps({
  datasets,
  months,
}: {
  readonly datasets: readonly DatasetSummary[];
  readonly months: readonly Month[];
}) {
  return (
    <span className="coverage-words">
      {datasets.map((dataset) => (
        <GapWords key={dataset.id} dataset={dataset} months={months} alone={datasets.length === 1} />
      ))}
    </span>
  );
}

function GapWords({ dataset, months, alone }: RowProps & { readonly alone: boolean }) {
  const { coverage, months: supplied } = useMonths(dataset);
  const name = alone ? '' : `${dataset.title}: `;
  if (coverage.data === undefined) return <span>{name}…</span>;
  const missing = months.filter((month) => !supplied.has(month));
  const partly = months.filter((month) => (supplied.get(month)?.areas ?? null) !== null);
  const gaps =
    missing.length === 0
      ? `all ${months.length} months supplied`
      : `${missing.length} of ${months.length} months not supplied`;
  const [first, last] = [months[0], months.at(-1)];
  return (
    <span>
      {name}
      {gaps}
      {first !== undefined && last !== undefined && `, ${periodLabel(first, last)}`}
      {partly.length > 0 && `, ${partly.length} for some areas only`}
    </span>
  );
}
