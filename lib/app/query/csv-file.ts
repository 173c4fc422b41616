import type { Platform, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { ExecutionId } from '#core/model/id.ts';
import { QUERY_LIMITS } from '#core/model/query-spec.ts';
import type { ResultColumn, ResultCoverage } from '#core/model/result.ts';
import type { Balance } from '#core/query/balance.ts';
import { compileQuery } from '#core/query/compile.ts';
import { coverageReport } from '#core/query/coverage-report.ts';
import { csvHeader, csvRows, type Provenance, provenanceLines } from '#core/query/csv.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import { notesOf } from '#core/query/note.ts';
import type { Query } from '#core/query/query.ts';
import { recordColumns } from '#core/query/record-page.ts';
import { completed, listBalance } from './answer.ts';
import type { Download } from './download.ts';
import { QUERY_TIMEOUT_MS } from './execution.ts';
import { type QueryRecord, queryPartition } from './query-record.ts';
import { retried } from './result.ts';
import { prepare } from './settle.ts';

const LINE_END = '\r\n';
const PAGE_ROWS = 20_000;
const RUN_WAIT_MS = QUERY_TIMEOUT_MS + 5_000;

type Written = { readonly fileName: string; readonly key: string; readonly rows: number };
/** A whole result on its way into a file. */
type Content = {
  readonly balance: Balance;
  readonly rows: number;
  readonly rowsInAll: number | null;
  readonly pages: AsyncIterable<readonly ResultColumn[]>;
  readonly labelled: ReadonlySet<string>;
};

/** Writes the whole result of a query as CSV, with where it comes from above it. */
export async function writeCsv(platform: Platform, download: Download): Promise<Written> {
  const item = await platform.registry.get<QueryRecord>(queryPartition(download.user), download.query);
  if (item === null) throw new AppError('NOT_FOUND', 'there is no such query');
  const { query } = await prepare(platform, item.value);
  const content =
    query.records === null
      ? await groupContent(platform, item, query)
      : await recordContent(platform, item, query);
  const day = platform.clock().toISOString().slice(0, 10);
  const base = `safestats-${query.datasets
    .map(({ view }) => view.dataset)
    .slice(0, 2)
    .join('-')}-${day}.csv`;
  const fileName = content.rowsInAll === null ? base : `incomplete-${base}`;
  const key = `exports/${download.user}/${download.id}/${fileName}`;
  const head = provenanceLines(provenanceOf(platform, download, item.value, query, content));
  await platform.objects.putStream(key, encoded(head, content));
  return { fileName, key, rows: content.rows };
}

async function* encoded(head: readonly string[], { pages, labelled }: Content): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  const bytes = (lines: Iterable<string>) => encoder.encode([...lines, ''].join(LINE_END));
  yield bytes(head);
  let first = true;
  for await (const columns of pages) {
    if (first) yield bytes([csvHeader(columns, labelled)]);
    first = false;
    yield bytes(csvRows(columns, labelled));
  }
}

async function groupContent(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
  query: Query,
): Promise<Content> {
  const result = await retried(platform, item, (record) => completed(platform, record, query));
  const { columns, rowCount, balance } = result;
  return {
    balance,
    rows: rowCount,
    rowsInAll: result.cut ? result.rowsInAll : null,
    labelled: new Set(columns.filter(({ labels }) => labels !== undefined).map(({ name }) => name)),
    pages: one(columns),
  };
}

async function* one(columns: readonly ResultColumn[]): AsyncIterable<readonly ResultColumn[]> {
  yield columns;
}

/** All records, not only those of the screen: up to the bound of a result when the caller gave no limit. */
async function recordContent(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
  query: Query,
): Promise<Content> {
  const balance = await retried(platform, item, (record) => listBalance(platform, record));
  const most = query.limit ?? QUERY_LIMITS.rows;
  const { main } = compileQuery(query, most);
  const execution = await platform.engine.start(main, {
    timeoutMs: QUERY_TIMEOUT_MS,
    access: engineAccessOf(query, item.value.profile, item.value.user),
  });
  const { state } = await platform.engine.status(execution, RUN_WAIT_MS);
  if (state !== 'succeeded') throw new AppError('UNAVAILABLE', 'the records could not be read; try again');
  const named = new Set(
    (query.records ?? [])
      .filter(
        ({ codes, area, name }) =>
          area !== null || name === 'dataset' || codes?.some(({ code, label }) => code !== label),
      )
      .map(({ name }) => name),
  );
  const rows = Math.min(balance.mapped, most);
  return {
    balance,
    rows,
    rowsInAll: balance.mapped > most ? balance.mapped : null,
    labelled: named,
    pages: recordPages(platform, query, execution, rows),
  };
}

async function* recordPages(
  platform: Platform,
  query: Query,
  execution: ExecutionId,
  rows: number,
): AsyncIterable<readonly ResultColumn[]> {
  for (let offset = 0; offset === 0 || offset < rows; offset += PAGE_ROWS)
    yield recordColumns(query, await platform.engine.page(execution, offset, PAGE_ROWS));
}

function provenanceOf(
  platform: Platform,
  download: Download,
  record: QueryRecord,
  query: Query,
  content: Content,
): Provenance {
  const coverage = coverageReport(query);
  const { rows, rowsInAll, balance } = content;
  return {
    words: record.words,
    query: record.id,
    sources: query.datasets.map(({ view, manifest }, index) => ({
      title: view.title,
      dataset: view.dataset,
      licence: view.licence,
      manifest: manifest?.id ?? 'none',
      publishedAt: manifest?.createdAt ?? 'never',
      coverage: coverageText(coverage[index]),
    })),
    ...balance,
    rows,
    rowsInAll,
    notes: notesOf(query),
    user: download.userName,
    at: platform.clock().toISOString(),
  };
}

function coverageText(coverage: ResultCoverage | undefined): string {
  if (coverage === undefined || coverage.from === null) return 'nothing was supplied';
  const { from, to, missingMonths, missingAreas } = coverage;
  const gaps = [
    missingMonths.length === 0 ? '' : `; not supplied: ${missingMonths.join(' ')}`,
    missingAreas.length === 0
      ? ''
      : `; not supplied in all months: ${missingAreas.map(({ code, name }) => `${name} (${code})`).join('; ')}`,
  ];
  return `${from} to ${to}${gaps.join('')}`;
}
