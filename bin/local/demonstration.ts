import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { importDemoGeography } from '#app/geography/demo.ts';
import { listDeliveryItems } from '#app/ingest/delivery-store.ts';
import { importDemoReference } from '#app/reference/demo.ts';
import type { Delivery } from '#core/model/delivery.ts';
import type { SynthBorough } from '#core/synth/places.ts';
import { DEMO, demoPeriod, type SynthFile, synthesise } from '#core/synth/synthesise.ts';
import { addDemoSaved } from './demo-saved.ts';
import type { LocalPlatform } from './platform.ts';

/** What a demonstration is made of; kept, so that an interrupted one is finished as it was begun. */
type Plan = { readonly seed: string; readonly rows: number; readonly from: string; readonly to: string };
type Item = { readonly plan: Plan; readonly done: boolean };

const MONTHS_PER_FILE = 12;
const POLL_MS = 300;

/** True when the data folder shows, or is about to show, made-up records. */
export async function isDemonstration({ platform }: LocalPlatform): Promise<boolean> {
  return (await platform.registry.get('setting', 'demonstration')) !== null;
}

/**
 * Makes the demonstration: boundaries, population, and files of all agencies, which are dropped into the folders from
 * which any delivery is taken. Does nothing when it was made before, and goes on where it was interrupted.
 */
export async function makeDemonstration(
  local: LocalPlatform,
  rows: number,
  say: (line: string) => void,
): Promise<void> {
  const { platform } = local;
  const known = await platform.registry.get<Item>('setting', 'demonstration');
  if (known?.value.done === true) return;
  const plan = known?.value.plan ?? { seed: DEMO.seed, rows, ...demoPeriod(platform.clock()) };
  await keep(local, { plan, done: false });
  const tools = new MapshaperTools();
  for (const { geography, changed } of await importDemoGeography(platform, tools)) {
    if (changed) say(`${geography.title}: ${geography.areaCount} areas`);
  }
  if (await importDemoReference(platform)) say('Population of the boroughs, for rates');
  const dropped: SynthFile[] = [];
  for await (const file of synthesise({
    ...plan,
    monthsPerFile: MONTHS_PER_FILE,
    boroughs: await boroughsOf(tools),
  })) {
    if (await isPublished(local, file)) continue;
    await drop(local.folder, file);
    dropped.push(file);
  }
  say(
    `${dropped.reduce((sum, file) => sum + file.rows, 0)} made-up records in ${dropped.length} files on their way in`,
  );
  const states = new Set<Delivery['state']>();
  for (const file of dropped) {
    const delivery = await outcome(local, file);
    states.add(delivery.state);
    say(outcomeOf(delivery));
  }
  if (states.has('failed')) say('What failed is taken up again at the next start.');
  else {
    await addDemoSaved(platform);
    await keep(local, { plan, done: true });
  }
}

async function keep({ platform }: LocalPlatform, value: Item): Promise<void> {
  await platform.registry.transact([
    { kind: 'put', partition: 'setting', sort: 'demonstration', value, expected: null },
  ]);
}

async function boroughsOf(tools: MapshaperTools): Promise<readonly SynthBorough[]> {
  const layers = await tools.readLayers([await tools.demonstrationBoroughs()]);
  return layers.flatMap(({ features }) =>
    features.map(({ id, geometry }) => ({
      code: id ?? '',
      name: id ?? '',
      polygons: geometry?.polygons ?? [],
    })),
  );
}

async function drop(folder: string, file: SynthFile): Promise<void> {
  const place = join(folder, 'ingest', file.agency, file.dataset);
  await mkdir(place, { recursive: true });
  const path = join(place, file.fileName);
  await rm(`${path}.report.json`, { force: true });
  await pipeline(Readable.from(file.content), createWriteStream(`${path}.part`));
  await rename(`${path}.part`, path);
  await writeFile(`${path}.manifest.json.part`, JSON.stringify({ covers: file.covers, rows: file.rows }));
  await rename(`${path}.manifest.json.part`, `${path}.manifest.json`);
}

async function isPublished(local: LocalPlatform, file: SynthFile): Promise<boolean> {
  return (await latest(local, file))?.state === 'published';
}

async function latest(
  { platform }: LocalPlatform,
  { dataset, fileName }: SynthFile,
): Promise<Delivery | null> {
  const items = await listDeliveryItems(platform, dataset);
  return items.find(({ value }) => value.fileName === fileName)?.value ?? null;
}

async function outcome(local: LocalPlatform, file: SynthFile): Promise<Delivery> {
  for (;;) {
    const delivery = await latest(local, file);
    if (delivery !== null && (delivery.finishedAt !== null || delivery.state === 'failed')) return delivery;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function outcomeOf({ dataset, fileName, state, report, faults }: Delivery): string {
  const why = faults.map(({ message }) => message).join('; ');
  const records = state === 'published' && report !== null ? `, ${report.accepted} records` : ` ${why}`;
  return `${dataset}: ${fileName} ${state}${records}`.trimEnd();
}
