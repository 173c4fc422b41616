import type { Access } from '#app/access/access.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { takePlace } from '#app/query/admission.ts';
import type { LoadedContext, Pins } from '#app/query/context.ts';
import { AppError } from '#core/model/error.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { QUERY_LIMITS } from '#core/model/query-spec.ts';
import type { ResultColumn } from '#core/model/result.ts';
import type { EngineRows } from '#core/query/complete.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import type { Query, QueryDataset } from '#core/query/query.ts';
import { recordColumns } from '#core/query/record-page.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import type { Statement } from '#core/sql/tree.ts';
import { STANDARD_FIELDS } from '#core/view/standard.ts';
import type { DatasetView } from '#core/view/view.ts';
import type { RecordFieldView } from './record-view.ts';

/** Shorter than any gateway waits. */
const TIMEOUT_MS = 20_000;
const TIME_FIELDS = ['occurred_on', 'occurred_at', 'year', 'month', 'weekday', 'hour', 'time_precision'];

/** A record that may be seen, on the publication that is current, and how it is asked for. */
export type Found = {
  readonly access: Access;
  readonly pins: Pins;
  readonly context: LoadedContext;
  readonly query: Query;
  readonly dataset: QueryDataset & { readonly manifest: Manifest };
  /** Delivery number × 2^32 + row. */
  readonly record: number;
};

/** The query that lists every field that a profile shows, of every record. */
export function everythingOf(view: DatasetView, context: LoadedContext): Query {
  const names = [
    ...STANDARD_FIELDS.filter(({ name }) => name !== 'record_id' && view.standard(name) !== null).map(
      ({ name }) => name,
    ),
    ...context.places.levels.filter((level) => view.showsLevel(level)),
    ...view.fields.filter(({ inOutput }) => inOutput).map(({ name }) => name),
  ];
  const lists = [...new Set(names)].reduce<string[][]>((all, name) => {
    const last = all.at(-1);
    if (last === undefined || last.length === QUERY_LIMITS.recordFields) all.push([name]);
    else last.push(name);
    return all;
  }, []);
  const queries = lists.map((fields) =>
    resolveQuery({ datasets: [view.dataset], records: { fields } }, context),
  );
  const [first] = queries;
  if (first === undefined) throw noRecord();
  return { ...first, records: queries.flatMap(({ records }) => records ?? []) };
}

/** The rows of a statement, asked as the caller. Fails with UNAVAILABLE when it takes too long or fails. */
export async function ask(
  platform: Platform,
  caller: Caller,
  { query, pins }: Pick<Found, 'query' | 'pins'>,
  statement: Statement,
): Promise<EngineRows> {
  const leavePlace = await takePlace(platform, caller.user);
  try {
    const access = engineAccessOf(query, pins.profile, caller.user);
    const execution = await platform.engine.start(statement, { timeoutMs: TIMEOUT_MS, access });
    const { state } = await platform.engine.status(execution, TIMEOUT_MS + 1_000);
    if (state === 'succeeded') return await platform.engine.page(execution, 0, 1_000);
    await platform.engine.cancel(execution);
    throw new AppError('UNAVAILABLE', 'the record could not be read; try again');
  } finally {
    leavePlace();
  }
}

/** The fields of one of these rows. */
export function fieldViews(
  view: DatasetView,
  query: Query,
  rows: EngineRows,
  row: number,
): readonly RecordFieldView[] {
  return recordColumns(query, rows).map((column) => fieldView(view, query, column, row));
}

function fieldView(
  view: DatasetView,
  { records }: Query,
  column: ResultColumn,
  row: number,
): RecordFieldView {
  const { name, label, type, values, labels } = column;
  const value = values[row] ?? null;
  const field = records?.find((one) => one.name === name);
  const standard = view.field(name) === null ? view.standard(name) : null;
  const isPlace = field?.area !== null || (standard !== null && !TIME_FIELDS.includes(name));
  return {
    name,
    label,
    about: isPlace ? 'place' : standard !== null ? 'time' : 'record',
    type,
    value,
    text: value === null ? null : (labels?.[String(value)] ?? null),
    unit: view.field(name)?.unit ?? null,
  };
}

/** What is said of every record that cannot be opened, whatever the reason. */
export function noRecord(): AppError {
  return new AppError(
    'NOT_FOUND',
    'there is no such record, or you may not see it; if what you may see has changed, find it again in a list',
  );
}
