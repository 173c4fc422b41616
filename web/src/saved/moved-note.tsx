import { formatCell, formatDateTime, formatNumber } from '../format/number.ts';
import { useComparison } from './hooks.ts';
import type { Comparison } from './types.ts';
import { movedWords } from './words.ts';

const INCOMPARABLE: Readonly<Record<Extract<Comparison, { state: 'incomparable' }>['why'], string>> = {
  first: 'Its numbers are kept from now on: after the next publication it says here what moved.',
  profile: 'Your access is another than when you last opened it, so what moved cannot be told.',
  query: 'It was changed since you last opened it, so what moved cannot be told.',
  'left-out': 'Your profile does not show all that it asks, so what moved cannot be told.',
  preview: 'What moved is not told while you look through a profile.',
};

/** What moved in a saved query since the publication before. */
export function MovedNote({
  id,
  etag,
  opened,
}: {
  readonly id: string;
  readonly etag: string;
  readonly opened: string;
}) {
  const { data } = useComparison(id, etag, opened);
  if (data === undefined || data.state === 'running') return null;
  if (data.state === 'incomparable') return <p className="hint">{INCOMPARABLE[data.why]}</p>;
  return <Moved comparison={data} />;
}

type Compared = Extract<Comparison, { state: 'compared' }>;

function Moved({ comparison }: { readonly comparison: Compared }) {
  const { before, measure, total, groups, groupsMoved, publications, redefined, isMoved } = comparison;
  const { type } = measure;
  const kind = type === 'number' ? 'number' : 'integer';
  return (
    <div className="moved">
      <p role="status">
        <b>{isMoved ? 'What moved' : 'Nothing moved'}</b> since {formatDateTime(before)}: {measure.label}{' '}
        {formatCell(total.before, type)} → <b>{movedWords(total.before, total.now, type)}</b>.
      </p>
      {(groups.length > 0 || publications.length > 0) && (
        <details>
          <summary>
            {groupsMoved === 0
              ? 'What was published'
              : `${formatNumber(groupsMoved)} ${groupsMoved === 1 ? 'group' : 'groups'} changed`}
          </summary>
          {groups.length > 0 && (
            <table className="moved-table">
              <caption className="visually-hidden">Largest changes</caption>
              <thead>
                <tr>
                  <th scope="col">Largest changes</th>
                  <th scope="col" className="number">
                    Before
                  </th>
                  <th scope="col" className="number">
                    Now
                  </th>
                </tr>
              </thead>
              <tbody>
                {groups.map((group) => (
                  <tr key={group.label}>
                    <th scope="row">{group.label}</th>
                    <td className="number">{formatNumber(group.before, kind)}</td>
                    <td className="number">{movedWords(group.before, group.now, type)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <ul className="bullets">
            {publications.map(({ dataset, title, before: was, now }) => (
              <li key={dataset}>
                {title}:{' '}
                {now === null ? 'nothing is published' : `published ${formatDateTime(now.publishedAt)}`}
                {was !== null && `, before that ${formatDateTime(was.publishedAt)}`}
                {rowsWords(was?.rows ?? null, now?.rows ?? null)}
              </li>
            ))}
          </ul>
          {redefined.length > 0 && (
            <p className="hint">
              How {redefined.join(', ')} is described has changed too: labels and categories may be others.
            </p>
          )}
        </details>
      )}
    </div>
  );
}

function rowsWords(before: number | null, now: number | null): string {
  if (before === null || now === null) return '';
  if (before === now) return `; ${formatNumber(now)} records as before`;
  const word = now > before ? 'more' : 'fewer';
  return `; ${formatNumber(now)} records, ${formatNumber(Math.abs(now - before))} ${word}`;
}
