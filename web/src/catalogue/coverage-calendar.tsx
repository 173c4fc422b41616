import { useCoverage } from '../api/hooks.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { monthLabel } from '../state/month.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Years down, months across: what was supplied everywhere, in part, or not at all. */
export function CoverageCalendar({ dataset }: { readonly dataset: string }) {
  const coverage = useCoverage(dataset);
  if (coverage.isError) return <ErrorMessage error={coverage.error} retry={() => void coverage.refetch()} />;
  if (coverage.data === undefined) return <Loading what="Loading the calendar" />;
  const months = new Map(
    coverage.data.flatMap((item) => item.months.map((entry) => [entry.month, entry.areas] as const)),
  );
  const years = [...months.keys()].map((month) => Number(month.slice(0, 4)));
  if (years.length === 0) return <p>Nothing has been supplied yet.</p>;
  const first = Math.min(...years);
  const rows = Array.from({ length: Math.max(...years) - first + 1 }, (_, offset) => first + offset);
  return (
    <>
      <ScrollBox className="scroll-x" label="Calendar of months supplied, scrolls sideways">
        <table className="calendar">
          <thead>
            <tr>
              <th scope="col">Year</th>
              {MONTHS.map((month) => (
                <th key={month} scope="col">
                  {month}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((year) => (
              <tr key={year}>
                <th scope="row">{year}</th>
                {MONTHS.map((_, index) => {
                  const month = `${year}-${String(index + 1).padStart(2, '0')}`;
                  return (
                    <td key={month}>
                      <CalendarCell month={month} areas={months.get(month)} />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="hint">
        “all” was supplied everywhere; a number says for how many areas; “–” was not supplied, which is not
        the same as zero.
      </p>
    </>
  );
}

type CellProps = { readonly month: string; readonly areas: readonly string[] | null | undefined };

function CalendarCell({ month, areas }: CellProps) {
  const supplied = areas === undefined ? 'none' : areas === null ? 'all' : 'some';
  const long = {
    none: 'not supplied',
    all: 'supplied everywhere',
    some: `supplied for ${areas?.length ?? 0} areas`,
  }[supplied];
  const short = { none: '–', all: 'all', some: String(areas?.length ?? 0) }[supplied];
  return (
    <span className="calendar-cell" data-supplied={supplied} title={`${monthLabel(month)}: ${long}`}>
      <span aria-hidden="true">{short}</span>
      <span className="visually-hidden">{long}</span>
    </span>
  );
}
