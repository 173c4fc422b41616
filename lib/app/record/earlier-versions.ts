import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { listPublications, readManifest } from '#app/publication/manifest-store.ts';
import { contextUnder } from '#app/query/context.ts';
import type { DatasetId } from '#core/model/id.ts';
import { type Manifest, recordsOf, versionFolder } from '#core/model/manifest.ts';
import { RECORD_ID } from '#core/query/compile.ts';
import type { EngineRows } from '#core/query/complete.ts';
import type { Query } from '#core/query/query.ts';
import { sameEventStatement } from '#core/query/record-statement.ts';
import { integer, text } from '#core/sql/build.ts';
import type { Literal } from '#core/sql/tree.ts';
import type { ViewField } from '#core/view/field.ts';
import { ask, everythingOf, type Found, fieldViews } from './record-rows.ts';
import type { Difference, EarlierVersion, EarlierVersions, RecordFieldView } from './record-view.ts';

/** Earlier publications that are looked at: those that are kept in any case. */
const MOST_LOOKED = 10;
/** Of these, those with other files, each of which takes a statement; and how long all of them may take. */
const MOST_STATEMENTS = 4;
const MOST_MS = 12_000;

/** The values of a dataset's key in a record, or why they cannot be told. */
function keyOf(
  { dataset: { view }, context, record }: Pick<Found, 'dataset' | 'context' | 'record'>,
  fields: readonly RecordFieldView[],
): ReadonlyMap<ViewField, Literal> | NonNullable<EarlierVersions['untold']> {
  const names = context.definitions.find(({ id }) => id === view.dataset)?.key ?? null;
  if (names === null) return 'no-key';
  const key = new Map<ViewField, Literal>();
  for (const name of names) {
    const field = view.field(name);
    if (field === null || !field.inQuery || !field.inOutput) return 'key-hidden';
    const value = fields.find((one) => one.name === name)?.value ?? null;
    if (typeof value === 'string' && field.sqlType === 'VARCHAR') key.set(field, text(value));
    else if (typeof value === 'number' && field.type === 'integer') key.set(field, integer(value));
    else return 'key-unknown';
  }
  return record > 0 && key.size > 0 ? key : 'key-unknown';
}

/**
 * What earlier publications that are kept said of the same event: records with the same key that are no longer published,
 * through the profile in force now, its row rule included. Bounded in publications, statements and time.
 */
export async function earlierVersions(
  platform: Platform,
  caller: Caller,
  found: Found,
  fields: readonly RecordFieldView[],
): Promise<EarlierVersions> {
  const key = keyOf(found, fields);
  if (typeof key === 'string') return { untold: key, versions: [], looked: 0, left: 0 };
  const { view, manifest } = found.dataset;
  const moves = (await listPublications(platform, view.dataset)).map((move) => move.manifest);
  const earlier = moves.filter((id) => id < manifest.id);
  const until = platform.clock().getTime() + MOST_MS;
  const seen = new Set(recordsOf(manifest).map(({ v }) => v));
  // Records that are published now are no earlier versions, of whichever record.
  const told = new Set(idsOf(await eventIn(platform, caller, found, found.query, manifest, null, key)));
  told.add(found.record);
  const versions: EarlierVersion[] = [];
  let [looked, statements] = [0, 0];
  for (const id of earlier.slice(0, MOST_LOOKED)) {
    const then = await readManifest(platform, view.dataset, id);
    if (then === null) break;
    const others = recordsOf(then).filter(({ v }) => !seen.has(v));
    if (others.length > 0) {
      if (statements === MOST_STATEMENTS || platform.clock().getTime() > until) break;
      if (!(await isKept(platform, view.dataset, others))) break;
      statements += 1;
      const pins = { ...found.pins, manifests: { [view.dataset]: id } };
      const context = await contextUnder(platform, { datasets: [view.dataset] }, pins, found.access.profile);
      const query = everythingOf(view, context);
      const rows = await eventIn(platform, caller, { ...found, pins }, query, then, seen, key);
      for (const [row, record] of idsOf(rows).entries()) {
        if (told.has(record)) continue;
        told.add(record);
        const was = fieldViews(view, query, rows, row);
        versions.push({ manifest: id, publishedAt: then.createdAt, differences: differencesOf(was, fields) });
      }
      for (const { v } of others) seen.add(v);
    }
    looked += 1;
  }
  return { untold: null, versions, looked, left: earlier.length - looked };
}

function idsOf({ names, columns }: EngineRows): readonly number[] {
  return (columns[names.indexOf(RECORD_ID)] ?? []).map(Number);
}

/** The records of the event in the files of a publication; `without`: but for those of these versions. */
async function eventIn(
  platform: Platform,
  caller: Caller,
  { pins }: Pick<Found, 'pins'>,
  query: Query,
  manifest: Manifest,
  without: ReadonlySet<string> | null,
  key: ReadonlyMap<ViewField, Literal>,
): Promise<EngineRows> {
  const [own] = query.datasets;
  if (own === undefined) throw new Error('a query of no dataset');
  const periods = recordsOf(manifest).filter(({ v }) => without === null || !without.has(v));
  const dataset = { ...own, manifest, periods };
  return ask(platform, caller, { query, pins }, sameEventStatement(dataset, query.records ?? [], key));
}

async function isKept(
  { objects }: Pick<Platform, 'objects'>,
  dataset: DatasetId,
  periods: Manifest['periods'],
): Promise<boolean> {
  for (const { kind, period, v, files } of periods) {
    const there = new Set(await objects.list(`${versionFolder(dataset, kind, period, v)}/`));
    if (!files.every(({ key }) => there.has(key))) return false;
  }
  return true;
}

function differencesOf(
  was: readonly RecordFieldView[],
  now: readonly RecordFieldView[],
): readonly Difference[] {
  return was.flatMap((before) => {
    const after = now.find(({ name }) => name === before.name);
    return after === undefined || after.value === before.value ? [] : [{ was: before, now: after }];
  });
}
