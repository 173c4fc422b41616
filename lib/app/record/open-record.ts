import { type Access, accessFor, refuseStopped } from '#app/access/access.ts';
import { reasonFor } from '#app/access/reason.ts';
import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import { mustGetDelivery } from '#app/ingest/delivery-store.ts';
import type { Platform } from '#app/ports.ts';
import { takePlace } from '#app/query/admission.ts';
import { contextUnder, currentPins, type LoadedContext, type Pins } from '#app/query/context.ts';
import { precisionWords } from '#core/access/precision-words.ts';
import { AppError } from '#core/model/error.ts';
import { type DatasetId, ROWS_PER_DELIVERY } from '#core/model/id.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { type ParsedQuerySpec, QUERY_LIMITS } from '#core/model/query-spec.ts';
import type { ResultColumn } from '#core/model/result.ts';
import type { EngineRows } from '#core/query/complete.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import type { Query, QueryDataset } from '#core/query/query.ts';
import { recordColumns } from '#core/query/record-page.ts';
import { recordStatement } from '#core/query/record-statement.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import type { Statement } from '#core/sql/tree.ts';
import { STANDARD_FIELDS } from '#core/view/standard.ts';
import type { DatasetView } from '#core/view/view.ts';
import type { RecordFieldView, RecordProvenance, RecordView } from './record-view.ts';
import { referencesUnder } from './reference.ts';

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

/**
 * One record by its reference, with all that the caller's profile shows of it and where it comes from. A record that does
 * not exist, that the profile does not show, that it gives as counts only, or whose reference was made under another
 * profile or another version of it: NOT_FOUND, all alike. Fails also as `accessFor` does, and with REASON_REQUIRED.
 */
export async function openRecord(
  platform: Platform,
  caller: Caller,
  dataset: DatasetId,
  reference: string,
): Promise<RecordView> {
  const found = await findRecord(platform, caller, dataset, reference);
  const reason = await reasonFor(platform, caller, found.context.definitions, 'session');
  const { pins, record } = found;
  return audited(
    platform,
    caller,
    'consultation',
    `record/${dataset}/${record}`,
    { change: 'record', ...rowOf(record) },
    async () => {
      const rows = await ask(
        platform,
        caller,
        found,
        recordStatement(found.dataset, found.query.records ?? [], record),
      );
      if ((rows.columns[0]?.length ?? 0) !== 1) throw noRecord();
      return viewOf(platform, found, reference, rows);
    },
    {
      profile: pins.profile,
      datasets: [dataset],
      publications: pins.manifests,
      ...(reason === null ? {} : { reason }),
    },
    () => ({ rows: 1 }),
  );
}

/** What a reference stands for under the caller's profile, before the record itself is read. Fails as `openRecord` does. */
async function findRecord(
  platform: Platform,
  caller: Caller,
  id: DatasetId,
  reference: string,
): Promise<Found> {
  const access = await accessFor(platform, caller);
  refuseStopped(access, [id]);
  if (access.profile.datasets[id]?.kind !== 'records') throw noRecord();
  const references = await referencesUnder(platform, access.profile);
  const record = references.open(id, reference);
  if (record === null) throw noRecord();
  const spec: ParsedQuerySpec = { datasets: [id] };
  const pins = await currentPins(platform, access, spec);
  const context = await contextUnder(platform, spec, pins, access.profile);
  const view = context.views.get(id);
  if (view === undefined) throw noRecord();
  const query = everythingOf(view, context);
  const [dataset] = query.datasets;
  const number = Math.floor(record / ROWS_PER_DELIVERY);
  const delivery = dataset?.manifest?.deliveries.find((one) => one.number === number);
  if (dataset === undefined || dataset.manifest === null || delivery === undefined) throw noRecord();
  const { years } = delivery;
  const periods = dataset.periods.filter(({ period }) => years === undefined || years[period] !== undefined);
  return {
    access,
    pins,
    context,
    query,
    dataset: { ...dataset, manifest: dataset.manifest, periods },
    record,
  };
}

/** The query that lists every field that a profile shows, of every record. */
function everythingOf(view: DatasetView, context: LoadedContext): Query {
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

async function viewOf(
  platform: Platform,
  found: Found,
  reference: string,
  rows: EngineRows,
): Promise<RecordView> {
  const { query, dataset } = found;
  const { view } = dataset;
  return {
    dataset: view.dataset,
    title: view.title,
    noun: view.noun.one,
    reference,
    fields: recordColumns(query, rows).map((column) => fieldView(view, query, column)),
    provenance: await provenanceOf(platform, found),
  };
}

function fieldView(view: DatasetView, { records }: Query, column: ResultColumn): RecordFieldView {
  const { name, label, type, values, labels } = column;
  const value = values[0] ?? null;
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

async function provenanceOf(
  platform: Platform,
  { context, dataset, record }: Found,
): Promise<RecordProvenance> {
  const { view, manifest } = dataset;
  const { exact } = view.access.precision;
  const { delivery: number, row } = rowOf(record);
  const { agency, fileName, receivedAt, coverage } = (await mustGetDelivery(platform, view.dataset, number))
    .value;
  const isOfAll = coverage?.areas === null || coverage === null;
  const area = (column: string, code: string) => {
    const [, level = '', vintage = ''] = /^(.+)_([^_]+)$/.exec(column) ?? [];
    return context.places.at(level, vintage)?.byCode.get(code)?.name ?? null;
  };
  return {
    dataset: view.dataset,
    manifest: manifest.id,
    publishedAt: manifest.createdAt,
    agency,
    licence: view.licence,
    delivery:
      exact || isOfAll
        ? {
            receivedOn: receivedAt.slice(0, 10),
            number: exact ? number : null,
            fileName: exact ? fileName : null,
            row: exact ? row : null,
          }
        : null,
    precision: precisionWords(view.access.precision),
    rule: view.ruleWords(area),
  };
}

function rowOf(record: number): { readonly delivery: number; readonly row: number } {
  return { delivery: Math.floor(record / ROWS_PER_DELIVERY), row: record % ROWS_PER_DELIVERY };
}

function noRecord(): AppError {
  return new AppError(
    'NOT_FOUND',
    'there is no such record, or you may not see it; if what you may see has changed, find it again in a list',
  );
}
