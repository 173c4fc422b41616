import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Cell, ResultColumn } from '#core/model/result.ts';
import { formatGroup, formatNumber } from '../format/number.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { ErrorMessage } from '../shell/state-message.tsx';
import type { RecordColumn, RecordList } from '../state/records.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { MOST_LISTED, PAGE_ROWS, type Page, useRecordPage } from './record-pages.ts';

type Props = {
  readonly spec: QuerySpec;
  readonly list: RecordList;
  readonly columns: readonly RecordColumn[];
  readonly noun: { readonly one: string; readonly many: string };
  readonly onList: (list: RecordList) => void;
};

/** The records themselves, page by page, in columns of one's choice; each leads to a page of its own. */
export function RecordsView(props: Props) {
  return <Pages key={JSON.stringify(props.spec)} {...props} />;
}

function Pages({ spec, list, columns, noun, onList }: Props) {
  const [before, setBefore] = useState<readonly (Page | null)[]>([]);
  const [page, setPage] = useState<Page | null>(null);
  const query = useRecordPage(spec, page);
  const shown = new Set(spec.records?.fields ?? []);
  const chooser = (
    <ColumnChooser columns={columns} shown={shown} onChange={(fields) => onList({ ...list, fields })} />
  );
  if (query.isError) return <ErrorMessage error={query.error} />;
  if (query.data === undefined)
    return (
      <div className="state" role="status">
        <span className="skeleton skeleton-block" aria-hidden="true" />
        <p>Reading the records…</p>
      </div>
    );
  const { id, words, result } = query.data;
  const total = typeof result.mapped === 'number' ? result.mapped : result.rowCount;
  const rows = result.columns[0]?.values.length ?? 0;
  const from = before.length * PAGE_ROWS;
  const next = result.nextCursor;
  if (total === 0)
    return (
      <div className="state">
        <p className="strong">No records match</p>
        <p>Data was supplied, and nothing in it fits these filters. Remove a filter to see more.</p>
      </div>
    );
  return (
    <>
      <div className="records-tools">
        <p role="status">
          <b>
            {formatNumber(from + 1)} to {formatNumber(from + rows)}
          </b>{' '}
          of {formatNumber(total)} {total === 1 ? noun.one : noun.many}
        </p>
        {chooser}
      </div>
      <ScrollBox className="table-scroll" label="Records, scrolls sideways">
        <table className="result">
          <caption>{words}</caption>
          <thead>
            <tr>
              {result.columns.map((column) => (
                <HeadCell key={column.name} column={column} list={list} onList={onList} />
              ))}
              <th scope="col">Record</th>
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, row) => (
              <tr key={result.references?.[row] ?? row}>
                {result.columns.map((column) => (
                  <td key={column.name} className={classOf(column)}>
                    {cellText(column, column.values[row] ?? null)}
                  </td>
                ))}
                <td>
                  <Link
                    href={`/records/${result.references?.[row] ?? ''}`}
                    aria-label={`Open record ${formatNumber(from + row + 1)}`}
                  >
                    Open
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <nav className="records-tools" aria-label="Pages of records">
        <button
          type="button"
          className="button"
          disabled={before.length === 0}
          onClick={() => {
            setPage(before.at(-1) ?? null);
            setBefore(before.slice(0, -1));
          }}
        >
          Previous page
        </button>
        <button
          type="button"
          className="button"
          disabled={next === null}
          onClick={() => {
            if (next === null) return;
            setBefore([...before, page]);
            setPage({ id, cursor: next });
          }}
        >
          Next page
        </button>
      </nav>
      {total > MOST_LISTED && (
        <p className="table-note">
          The first {formatNumber(MOST_LISTED)} can be leafed through. Export holds up to 250,000; add a
          filter to see others here.
        </p>
      )}
      <p className="hint">
        {formatNumber(result.mapped === 'c' ? 0 : result.mapped)} mapped, {shownCount(result.notMapped)} not
        mapped, {shownCount(result.outsideCoverage)} outside coverage. What you open is recorded.
      </p>
    </>
  );
}

function shownCount(count: number | 'c'): string {
  return count === 'c' ? 'c' : formatNumber(count);
}

/** Dates and months are read at a glance: they stay on one line. */
function classOf(column: ResultColumn): string | undefined {
  if (isNumber(column)) return 'number';
  return column.type === 'date' || column.type === 'month' ? 'one-line' : undefined;
}

function isNumber({ type, name }: ResultColumn): boolean {
  return type === 'number' || (type === 'integer' && name !== 'year');
}

function cellText(column: ResultColumn, cell: Cell): string {
  if (typeof cell === 'boolean') return cell ? 'Yes' : 'No';
  return formatGroup(column, cell);
}

function HeadCell({
  column,
  list,
  onList,
}: { readonly column: ResultColumn } & Pick<Props, 'list' | 'onList'>) {
  const { name, label } = column;
  const down = list.sort?.by === name ? list.sort.down : null;
  return (
    <th
      scope="col"
      className={isNumber(column) ? 'number' : undefined}
      aria-sort={down === null ? undefined : down ? 'descending' : 'ascending'}
    >
      <button
        type="button"
        onClick={() => onList({ ...list, sort: { by: name, down: down === null ? false : !down } })}
      >
        {label}
        {down === true && <ArrowDown size={14} aria-hidden="true" />}
        {down === false && <ArrowUp size={14} aria-hidden="true" />}
      </button>
    </th>
  );
}
