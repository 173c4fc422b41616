import { createHash } from 'node:crypto';
import { deliveryFolder, stageKey } from '#core/ingest/stage.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { type Manifest, recordsOf, rollupsOf } from '#core/model/manifest.ts';
import { verifyChains } from './audit/verify-chains.ts';
import { listDefinitions } from './dataset.ts';
import { geographyKey, listGeographies } from './geography/store.ts';
import { isFinal, listDeliveryItems, readStage } from './ingest/delivery-store.ts';
import { readSchema, SCHEMA_VERSION, schemaFault } from './migration/schema.ts';
import type { Platform } from './ports.ts';
import { readManifest, readPointer } from './publication/manifest-store.ts';

/** One thing looked at: `subject` in a few words, and what is wrong with it (nothing = sound). */
export type Finding = { readonly subject: string; readonly faults: readonly string[] };

type Store = Pick<Platform, 'registry' | 'objects' | 'region'>;

/**
 * How to look: `hashes` reads every file and compares its sha256; `atWork`: deliveries are being processed meanwhile;
 * `records`: whether who looks may read published and staged records, or only have them listed.
 */
export type Examination = {
  readonly hashes: boolean;
  readonly atWork?: boolean;
  readonly records?: 'read' | 'listed';
};

/**
 * Looks at everything that is stored and says what does not agree: publications and their files, the books of
 * deliveries, boundaries, the audit. Reads only. `hashes` also reads every file and compares its sha256.
 */
export async function* examine(platform: Store, options: Examination): AsyncIterable<Finding> {
  const schema = await examineSchema(platform);
  yield schema;
  if (schema.faults.length > 0) return;
  for (const { id } of await listDefinitions(platform)) {
    yield await examinePublication(platform, id, options);
    yield await examineDeliveries(platform, id, options.atWork ?? false);
  }
  for (const { level, vintage, hash } of await listGeographies(platform)) {
    const key = geographyKey(level, vintage, 'full.geojson');
    const faults = await fileFaults(platform, key, options.hashes ? hash : null, null);
    yield { subject: `boundaries of ${level} ${vintage}`, faults };
  }
  yield await examineAudit(platform);
}

async function examineSchema({ registry }: Store): Promise<Finding> {
  const version = await readSchema(registry);
  const fault = schemaFault(version);
  return { subject: `schema ${version ?? SCHEMA_VERSION}`, faults: fault === null ? [] : [fault] };
}

async function examinePublication(
  platform: Store,
  dataset: string,
  { hashes, records }: Examination,
): Promise<Finding> {
  const { pointer } = await readPointer(platform, dataset);
  if (pointer === null) return { subject: `${dataset}: nothing published yet`, faults: [] };
  const subject = `${dataset}: publication ${pointer.manifest}`;
  const manifest = await readManifest(platform, dataset, pointer.manifest);
  if (manifest === null) return { subject, faults: ['its manifest is missing'] };
  const faults = [...countFaults(manifest)];
  const compared = hashes && records !== 'listed';
  const look = records === 'listed' ? listedStageFaults : stageFaults;
  for (const file of manifest.periods.flatMap(({ files }) => files)) {
    faults.push(...(await fileFaults(platform, file.key, compared ? file.sha256 : null, file.bytes)));
  }
  for (const { number } of manifest.deliveries) faults.push(...(await look(platform, dataset, number)));
  return { subject: `${subject}, ${manifest.rows} rows`, faults };
}

/** What is missing of a delivery to compose publications anew. */
async function stageFaults(platform: Store, dataset: string, number: number): Promise<readonly string[]> {
  const stage = await readStage(platform, dataset, number);
  if (stage === null) return [`the staged rows of delivery ${number} are missing`];
  return fileFaults(platform, stage.rowsKey, null, null);
}

/** The same by what is listed: which of several files has the rows, only the stage itself says. */
async function listedStageFaults(
  { objects }: Store,
  dataset: string,
  number: number,
): Promise<readonly string[]> {
  const keys = await objects.list(`${deliveryFolder(dataset, number)}/`);
  const whole = keys.includes(stageKey(dataset, number)) && keys.some((key) => /\/rows-[^/]+$/.test(key));
  return whole ? [] : [`the staged rows of delivery ${number} are missing`];
}

function countFaults(manifest: Manifest): readonly string[] {
  const records = recordsOf(manifest);
  const inPeriods = sum(records.map(({ rows }) => rows));
  const inFiles = sum(records.flatMap(({ files }) => files.map(({ rows }) => rows)));
  const live = sum(manifest.deliveries.map(({ live }) => live));
  return [
    ...(inPeriods === manifest.rows ? [] : [`its periods have ${inPeriods} rows, it says ${manifest.rows}`]),
    ...(inFiles === manifest.rows ? [] : [`its files have ${inFiles} rows, it says ${manifest.rows}`]),
    ...(live === manifest.rows
      ? []
      : [`its deliveries have ${live} rows in place, it says ${manifest.rows}`]),
    ...rollupFaults(manifest),
  ];
}

/** A roll-up stands beside records of its version that say that it was made, and the other way round. */
function rollupFaults(manifest: Manifest): readonly string[] {
  const versionOf = ({ period, v }: Manifest['periods'][number]) => `${period}/${v}`;
  const made = new Set(recordsOf(manifest).flatMap((one) => (one.rollup === 'made' ? [versionOf(one)] : [])));
  const there = new Set(rollupsOf(manifest).map(versionOf));
  return [
    ...[...made].filter((one) => !there.has(one)).map((one) => `it lacks the roll-up of ${one}`),
    ...[...there]
      .filter((one) => !made.has(one))
      .map((one) => `its roll-up of ${one} is of no records that it has`),
  ];
}

async function examineDeliveries(platform: Store, dataset: string, atWork: boolean): Promise<Finding> {
  const faults: string[] = [];
  let count = 0;
  let before: number | undefined;
  for (;;) {
    const page = await listDeliveryItems(platform, dataset, before === undefined ? {} : { before });
    const last = page.at(-1);
    if (last === undefined) break;
    count += page.length;
    before = last.value.number;
    faults.push(...page.flatMap(({ value }) => deliveryFaults(value, atWork)));
  }
  return { subject: `${dataset}: books of ${count} deliveries`, faults };
}

function deliveryFaults({ number, state, step, report }: Delivery, atWork: boolean): readonly string[] {
  if (!isFinal(state)) return atWork ? [] : [`delivery ${number} is not finished (${state}: ${step})`];
  if (report === null)
    return state === 'published' ? [`delivery ${number} is published without a report`] : [];
  const { rows, accepted, rejected, duplicate } = report;
  return accepted + rejected + duplicate === rows
    ? []
    : [
        `delivery ${number}: ${accepted} accepted + ${rejected} rejected + ${duplicate} duplicate are not ${rows} rows`,
      ];
}

async function fileFaults(
  { objects }: Store,
  key: string,
  sha256: string | null,
  bytes: number | null,
): Promise<readonly string[]> {
  const size = await objects.size(key);
  if (size === null) return [`${key} is missing`];
  if (bytes !== null && size !== bytes) return [`${key} has ${size} bytes, not ${bytes}`];
  if (sha256 === null) return [];
  const hash = createHash('sha256');
  for await (const part of objects.read(key)) hash.update(part);
  return hash.digest('hex') === sha256 ? [] : [`${key} is not what was written: its sha256 differs`];
}

/** Without the heads that were told elsewhere: a copy is behind them. */
async function examineAudit({ registry, objects: store, region }: Store): Promise<Finding> {
  const here = { registry, objects: store, ...(region === undefined ? {} : { region }) };
  const { objects, events, firstBreak } = await verifyChains(here);
  const subject = `the audit: ${objects} sealed objects, ${events} events`;
  if (firstBreak === null) return { subject, faults: [] };
  const { object, at, problem } = firstBreak;
  return { subject, faults: [`${object}${at === null ? '' : `, line ${at}`}: ${problem}`] };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
