import { Link } from 'wouter';
import { useAnswer } from '../api/hooks.ts';
import { formatGroup, formatNumber } from '../format/number.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { whereOf } from '../state/spec.ts';
import { exploreAddress } from './nearby-state.ts';

type Props = { readonly choice: Choice; readonly state: Exploration };

const SHOWN = 50;

/** Columns that say when, what and where, as far as the datasets have them. */
function columnsOf({ datasets, knowsDays, knowsMonths, category }: Choice): readonly string[] {
  const when = knowsDays ? 'occurred_on' : knowsMonths ? 'month' : 'year';
  const [only, ...more] = datasets;
  const where =
    more.length > 0 ? undefined : only?.fields.find(({ role, type }) => role === 'text' && type === 'text');
  return [when, ...(category === null ? [] : [category.name]), ...(where === undefined ? [] : [where.name])];
}

/** The latest records in the circle, for profiles that show records. */
export function RecordList({ choice, state }: Props) {
  const fields = columnsOf(choice);
  const where = whereOf(choice, state);
  const answer = useAnswer({
    datasets: choice.datasets.filter(({ published }) => published !== null).map(({ id }) => id),
    ...(where === undefined ? {} : { where }),
    records: { fields: [...fields] },
    sort: [{ by: fields[0] ?? 'year', order: 'desc' }],
    limit: SHOWN,
  });
  if (answer.isError) return <ErrorMessage error={answer.error} retry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Loading what="Listing records" />;
  const { columns, mapped } = answer.data.result;
  const rows = columns[0]?.values.length ?? 0;
  if (rows === 0) return <p>No records match. Choose a wider circle or a longer period.</p>;
  const all = typeof mapped === 'number' ? mapped : rows;
  return (
    <>
      <p>
        {all > rows
          ? `The latest ${formatNumber(rows)} of ${formatNumber(all)}. `
          : `All ${formatNumber(rows)}. `}
        <Link href={exploreAddress(state, { view: 'table' })}>Open the table in Explore</Link>
      </p>
      <ScrollBox className="record-scroll" label="Records, scroll">
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column.name}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: records have no name of their own here, and their order stands
              <tr key={row}>
                {columns.map((column) => (
                  <td key={column.name}>{formatGroup(column, column.values[row] ?? null)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
