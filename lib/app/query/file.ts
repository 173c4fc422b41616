import { writeParquet } from '#app/files/parquet.ts';
import { writeXlsx } from '#app/files/xlsx.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { writeCsv } from '#core/files/csv.ts';
import { fileColumnsOf } from '#core/files/file-column.ts';
import type { FileContent, FilePage, FileWriter } from '#core/files/file-content.ts';
import { writeGeoJson } from '#core/files/geojson.ts';
import { AppError } from '#core/model/error.ts';
import { QUERY_LIMITS } from '#core/model/query-spec.ts';
import type { ResultColumn } from '#core/model/result.ts';
import type { Balance } from '#core/query/balance.ts';
import { compileQuery } from '#core/query/compile.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import type { Query } from '#core/query/query.ts';
import { recordColumns } from '#core/query/record-page.ts';
import { completed, listBalance } from './answer.ts';
import type { Download } from './download-record.ts';
import { QUERY_TIMEOUT_MS } from './execution.ts';
import { provenanceOf } from './file-provenance.ts';
import { geometryFor, placeForFile } from './geometry.ts';
import { type QueryRecord, queryPartition } from './query-record.ts';
import { retried } from './result.ts';
import { prepare } from './settle.ts';

const PAGE_ROWS = 20_000;
const RUN_WAIT_MS = QUERY_TIMEOUT_MS + 5_000;

type Written = { readonly fileName: string; readonly key: string; readonly rows: number };
/** Told how many rows are written, of how many; what is written next waits for the promise, which may stop it by failing. */
export type OnRows = (written: number, rows: number) => Promise<void>;
/** A whole result, before it is known who asks for a file of it. */
type Result = Pick<FileContent, 'columns' | 'pages'> & {
  readonly balance: Balance;
  readonly rows: number;
  readonly rowsInAll: number | null;
};

/** Writes the whole result of a query in the format of the download, with where it comes from inside. */
export async function writeFile(platform: Platform, download: Download, onRows: OnRows): Promise<Written> {
  const item = await platform.registry.get<QueryRecord>(queryPartition(download.user), download.query);
  if (item === null) throw new AppError('NOT_FOUND', 'there is no such query');
  const { query: asked } = await prepare(platform, item.value);
  const { format } = download;
  const place = format === 'geojson' ? placeForFile(asked) : null;
  const query = place?.query ?? asked;
  const result =
    query.records === null
      ? await groupResult(platform, item, query)
      : await recordResult(platform, item, asked, query);
  const day = platform.clock().toISOString().slice(0, 10);
  const names = query.datasets.map(({ view }) => view.dataset).slice(0, 2);
  const base = `safestats-${names.join('-')}-${day}.${format}`;
  const fileName = result.rowsInAll === null ? base : `incomplete-${base}`;
  const key = `exports/${download.user}/${download.id}/${fileName}`;
  const content: FileContent = {
    columns: result.columns,
    pages: watched(result, onRows),
    provenance: provenanceOf(platform, download, item.value, query, result),
  };
  const write: FileWriter =
    place === null
      ? WRITERS[format === 'geojson' ? 'csv' : format]
      : await geoJsonWriter(platform, query, place);
  await platform.objects.putStream(key, write(content));
  return { fileName, key, rows: result.rows };
}

const WRITERS = { csv: writeCsv, xlsx: writeXlsx, parquet: writeParquet } as const;

async function geoJsonWriter(
  platform: Platform,
  query: Query,
  place: ReturnType<typeof placeForFile>,
): Promise<FileWriter> {
  const geometryOf = await geometryFor(platform, query, place);
  return (content) => writeGeoJson(content, geometryOf);
}

async function* watched({ pages, rows }: Result, onRows: OnRows): AsyncIterable<FilePage> {
  let written = 0;
  for await (const page of pages) {
    yield page;
    written += page[0]?.values.length ?? 0;
    await onRows(written, rows);
  }
}

async function groupResult(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
  query: Query,
): Promise<Result> {
  const result = await retried(platform, item, (record) => completed(platform, record, query));
  const { columns, rowCount, balance } = result;
  const labelled = new Set(columns.filter(({ labels }) => labels !== undefined).map(({ name }) => name));
  return {
    balance,
    rows: rowCount,
    rowsInAll: result.cut ? result.rowsInAll : null,
    columns: fileColumnsOf(query, columns, labelled),
    pages: one(columns),
  };
}

async function* one(columns: readonly ResultColumn[]): AsyncIterable<FilePage> {
  yield columns;
}

/**
 * All records, not only those of the screen: up to the bound of a result when the caller gave no limit. `query` may have
 * fields behind those that were asked for, which help to write the file.
 */
async function recordResult(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
  asked: Query,
  query: Query,
): Promise<Result> {
  const balance = await retried(platform, item, (record) => listBalance(platform, record));
  const most = query.limit ?? QUERY_LIMITS.rows;
  const { main } = compileQuery(query, most);
  const execution = await platform.engine.start(main, {
    timeoutMs: QUERY_TIMEOUT_MS,
    access: engineAccessOf(query, item.value.profile, item.value.user),
  });
  const { state } = await platform.engine.status(execution, RUN_WAIT_MS);
  if (state !== 'succeeded') throw new AppError('UNAVAILABLE', 'the records could not be read; try again');
  const rows = Math.min(balance.mapped, most);
  const labelled = new Set(
    (asked.records ?? [])
      .filter(
        ({ codes, area, name }) =>
          area !== null || name === 'dataset' || codes?.some(({ code, label }) => code !== label),
      )
      .map(({ name }) => name),
  );
  async function* pages(): AsyncIterable<FilePage> {
    for (let offset = 0; offset === 0 || offset < rows; offset += PAGE_ROWS)
      yield recordColumns(query, await platform.engine.page(execution, offset, PAGE_ROWS));
  }
  const none = recordColumns(asked, { names: [], columns: [] });
  return {
    balance,
    rows,
    rowsInAll: balance.mapped > most ? balance.mapped : null,
    columns: fileColumnsOf(asked, none, labelled),
    pages: pages(),
  };
}
