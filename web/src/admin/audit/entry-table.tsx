import { Link } from 'wouter';
import { formatDateTime, formatNumber } from '../../format/number.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import type { useEntries } from './hooks.ts';
import type { AuditEntry } from './types.ts';
import { actionWords, objectWords, STATES, toneOf } from './words.ts';

type Props = {
  readonly entries: ReturnType<typeof useEntries>;
  /** Whether each entry has a page of its own, and people are named. */
  readonly whole: boolean;
  readonly none: string;
};

/** Entries newest first, a page at a time. */
export function EntryTable({ entries, whole, none }: Props) {
  if (entries.isError) return <ErrorMessage error={entries.error} retry={() => void entries.refetch()} />;
  if (entries.data === undefined) return <Loading what="Searching" />;
  const items = entries.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p>{none}</p>;
  return (
    <div className="page-stack" aria-busy={entries.isFetching} data-stale={entries.isPlaceholderData}>
      <ScrollBox className="scroll-x" label="Entries, scrolls sideways">
        <table className="audit-table">
          <thead>
            <tr>
              <th scope="col">When</th>
              {whole && <th scope="col">Who</th>}
              <th scope="col">What</th>
              <th scope="col">In words</th>
              <th scope="col">Profile</th>
              <th scope="col" className="number">
                Rows
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((entry) => (
              <EntryRow key={entry.effect} entry={entry} whole={whole} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="hint" role="status">
        {items.length} {items.length === 1 ? 'entry' : 'entries'} shown
        {entries.hasNextPage ? '; there are more.' : '.'}
      </p>
      {entries.hasNextPage && (
        <button
          type="button"
          className="button self-start"
          disabled={entries.isFetchingNextPage}
          onClick={() => void entries.fetchNextPage()}
        >
          Show older
        </button>
      )}
    </div>
  );
}

function EntryRow({ entry, whole }: { readonly entry: AuditEntry; readonly whole: boolean }) {
  const when = formatDateTime(entry.at);
  return (
    <tr>
      <th scope="row" className="when">
        {whole ? <Link href={`/admin/audit/${entry.effect}`}>{when}</Link> : when}
      </th>
      {whole && (
        <td>
          {entry.who.name}
          <br />
          <span className="hint">{entry.organisation?.name ?? 'No organisation'}</span>
        </td>
      )}
      <td>
        <span className="tag" data-tone={toneOf(entry.action)}>
          {actionWords(entry.action)}
        </span>{' '}
        {entry.state !== 'done' && (
          <span className="tag" data-tone={entry.state === 'failed' ? 'red' : 'yellow'}>
            {STATES[entry.state]}
          </span>
        )}
      </td>
      <td className="audit-words">
        {entry.words ?? objectWords(entry.object)}
        {entry.reason !== null && (
          <>
            <br />
            <span className="hint">Reason: {entry.reason}</span>
          </>
        )}
        {entry.datasets.length > 0 && (
          <>
            <br />
            <span className="hint">{entry.datasets.join(', ')}</span>
          </>
        )}
      </td>
      <td>
        {entry.profile === null ? (
          '–'
        ) : (
          <>
            {entry.profile.id}
            <br />
            <span className="hint">
              version {entry.profile.version}
              {entry.profile.preview && ', preview'}
            </span>
          </>
        )}
      </td>
      <td className="number">{entry.rows === null ? '–' : formatNumber(entry.rows)}</td>
    </tr>
  );
}
