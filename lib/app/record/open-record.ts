import { accessFor, refuseStopped } from '#app/access/access.ts';
import { reasonFor } from '#app/access/reason.ts';
import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import { mustGetDelivery } from '#app/ingest/delivery-store.ts';
import { supplierNames } from '#app/people/supplier-names.ts';
import type { Platform } from '#app/ports.ts';
import { contextUnder, currentPins } from '#app/query/context.ts';
import { precisionWords } from '#core/access/precision-words.ts';
import { type DatasetId, ROWS_PER_DELIVERY } from '#core/model/id.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import type { EngineRows } from '#core/query/complete.ts';
import { recordStatement } from '#core/query/record-statement.ts';
import { earlierVersions } from './earlier-versions.ts';
import { ask, everythingOf, type Found, fieldViews, noRecord } from './record-rows.ts';
import type { RecordProvenance, RecordView } from './record-view.ts';
import { referencesUnder } from './reference.ts';

/**
 * One record by its reference, with all that the caller's profile shows of it and where it comes from; `withEarlier`: also what
 * earlier publications said of it. A record that does
 * not exist, that the profile does not show, that it gives as counts only, or whose reference was made under another
 * profile or another version of it: NOT_FOUND, all alike. Fails also as `accessFor` does, and with REASON_REQUIRED.
 */
export async function openRecord(
  platform: Platform,
  caller: Caller,
  dataset: DatasetId,
  reference: string,
  { withEarlier = false } = {},
): Promise<RecordView> {
  const found = await findRecord(platform, caller, dataset, reference);
  const reason = await reasonFor(platform, caller, found.context.definitions, 'session');
  const { pins, record } = found;
  return audited(
    platform,
    caller,
    'consultation',
    `record/${dataset}/${record}`,
    { change: withEarlier ? 'record-versions' : 'record', ...rowOf(record) },
    async () => {
      const rows = await ask(
        platform,
        caller,
        found,
        recordStatement(found.dataset, found.query.records ?? [], record),
      );
      if ((rows.columns[0]?.length ?? 0) !== 1) throw noRecord();
      const view = await viewOf(platform, found, reference, rows);
      if (!withEarlier) return view;
      return { ...view, earlier: await earlierVersions(platform, caller, found, view.fields) };
    },
    {
      profile: pins.profile,
      datasets: [dataset],
      publications: pins.manifests,
      ...(reason === null ? {} : { reason }),
    },
    ({ earlier }) =>
      earlier === undefined
        ? { rows: 1 }
        : {
            rows: 1 + earlier.versions.length,
            detail: { publications: earlier.versions.map(({ manifest }) => manifest) },
          },
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
    fields: fieldViews(view, query, rows, 0),
    provenance: await provenanceOf(platform, found),
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
  const nameOf = await supplierNames(platform.registry);
  const isOfAll = coverage?.areas === null || coverage === null;
  const area = (column: string, code: string) => {
    const [, level = '', vintage = ''] = /^(.+)_([^_]+)$/.exec(column) ?? [];
    return context.places.at(level, vintage)?.byCode.get(code)?.name ?? null;
  };
  return {
    dataset: view.dataset,
    manifest: manifest.id,
    publishedAt: manifest.createdAt,
    agency: nameOf(agency),
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
