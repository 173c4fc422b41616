import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import type { Caller } from '#app/caller.ts';
import { applyDefinition } from '#app/dataset.ts';
import { importDemoGeography } from '#app/geography/demo.ts';
import { importGeography } from '#app/geography/import.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { brandId, type DatasetId } from '#core/model/id.ts';
import { synthesise } from '#core/synth/synthesise.ts';
import { type LocalPlatform, openPlatform } from '../../bin/local/platform.ts';
import { grantEverything } from '../support/whole-profile.ts';

const DELIVERIES = '../shared/data/deliveries';
const BOUNDARIES = '../shared/data/boundaries';
export const OPERATOR: Caller = {
  user: brandId('operator'),
  name: 'Operator',
  email: 'operator@localhost',
  organisation: 'operations',
  roles: ['super-admin'],
  agencies: [],
  profile: 'all-records',
  profileUntil: null,
  preview: null,
  session: null,
};
/** The boroughs that the files of 2018 cover. */
const COVERED_2018 = Array.from({ length: 25 }, (_, i) => `E09${String(i + 1).padStart(6, '0')}`);
const FILES: readonly (readonly [dataset: DatasetId, file: string])[] = [
  ['mps-crime', 'mps/2018-05-london-street.csv'],
  ['mps-stop-search', 'mps/2023-12-metropolitan-stop-and-search.csv'],
  ['mps-stop-search', 'mps/2024-01-metropolitan-stop-and-search.csv'],
  ['colp-crime', 'colp/2024-06-city-of-london-street.csv'],
  ['colp-crime', 'colp/2025-01-city-of-london-street.csv'],
  ['btp-crime', 'btp/2024-01-btp-street.csv'],
  ['tfl-casualties', 'tfl/2019-gla-data-extract-casualty.csv'],
];

/** A data folder filled by the ordinary ingest. */
export type IngestedLake = {
  readonly platform: IngestPlatform;
  readonly folder: string;
  /** `real` when the agencies' files are beside the checkout, else `made`. */
  readonly source: 'real' | 'made';
  close(): Promise<void>;
};

/** Fills a new data folder: with one to two deliveries of each dataset, real ones where they are, else made ones. */
export async function ingestLake(): Promise<IngestedLake> {
  const folder = await mkdtemp(join(tmpdir(), 'safestats-ingested-'));
  const local = openPlatform(folder);
  const close = async () => {
    await local.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const spec of FIRST_DEFINITIONS) await applyDefinition(local.platform, OPERATOR, spec);
    await grantEverything(local.platform.registry, OPERATOR.organisation);
    const real = existsSync(DELIVERIES) && existsSync(BOUNDARIES);
    await (real ? deliverReal(local) : deliverMade(local));
    return { platform: local.platform, folder, source: real ? 'real' : 'made', close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function deliverReal(local: LocalPlatform): Promise<void> {
  const boroughs = join(BOUNDARIES, 'lad22');
  const names = (await readdir(boroughs)).map((name) => join(boroughs, name));
  await importLevel(local, 'borough', '2022', names);
  await importLevel(local, 'ward', '2025', [join(BOUNDARIES, 'wards', 'london_wards_2025.geojson')]);
  for (const [dataset, file] of FILES) {
    const covers = { from: '2018-05', to: '2018-05', areas: COVERED_2018 };
    const body = createReadStream(join(DELIVERIES, file));
    await deliver(local, dataset, basename(file), body, dataset === 'mps-crime' ? covers : null);
  }
}

async function importLevel(local: LocalPlatform, level: string, vintage: string, paths: readonly string[]) {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), body: await readFile(path) })),
  );
  await importGeography(local.platform, new MapshaperTools(), { level, vintage, files, by: OPERATOR.user });
}

async function deliverMade(local: LocalPlatform): Promise<void> {
  const tools = new MapshaperTools();
  await importDemoGeography(local.platform, tools);
  const layers = await tools.readLayers([await tools.demonstrationBoroughs()]);
  const boroughs = layers.flatMap(({ features }) =>
    features.map(({ id, geometry }) => ({
      code: id ?? '',
      name: id ?? '',
      polygons: geometry?.polygons ?? [],
    })),
  );
  const settings = {
    seed: 'trino',
    rows: 40_000,
    from: '2023-01',
    to: '2024-12',
    monthsPerFile: 12,
    boroughs,
  };
  for await (const { dataset, fileName, content, covers } of synthesise(settings)) {
    await deliver(local, dataset, fileName, bytesOf(content), covers);
  }
}

async function* bytesOf(content: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  for await (const part of content) yield new TextEncoder().encode(part);
}

async function deliver(
  { platform, idle }: LocalPlatform,
  dataset: DatasetId,
  fileName: string,
  body: AsyncIterable<Uint8Array>,
  command: { readonly from: string; readonly to: string; readonly areas: string[] | null } | null,
): Promise<void> {
  await receiveDelivery(platform, OPERATOR, { dataset, fileName, body, source: 'command', command });
  await idle();
}
