import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import type { Caller } from '#app/caller.ts';
import { applyDefinition } from '#app/dataset.ts';
import { deliveryTimings, getDelivery } from '#app/ingest/deliveries.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import type { StepTiming } from '#core/ingest/step.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { synthesise } from '#core/synth/synthesise.ts';
import { makeTemplate } from '#test/outside/product.ts';
import { BOUNDARIES, HISTORY, RAW_DATASETS } from '#test/outside/shared-data.ts';
import { type LocalPlatform, openPlatform } from '../../bin/local/platform.ts';
import { grantEverything } from '../support/whole-profile.ts';

export const OPERATOR: Caller = {
  user: brandId<UserId>('bench'),
  name: 'Bench',
  email: 'bench@localhost',
  organisation: 'operations',
  roles: ['super-admin'],
  agencies: [],
  profile: 'all-records',
  profileUntil: null,
  preview: null,
  session: null,
};

/** A platform whose `mps-crime` holds a long history, and what the steps of its deliveries took. */
export type BenchHistory = {
  readonly local: LocalPlatform;
  readonly what: string;
  /** Column of borough codes. */
  readonly borough: string;
  /** First and last month, `yyyy-mm`. */
  readonly from: string;
  readonly to: string;
  readonly timings: readonly StepTiming[];
  close(): Promise<void>;
};

const SYNTHETIC = { seed: 'bench', rows: 1_500_000, from: '2016-01', to: '2018-06' };

/** The real history where it lies beside the checkout, else as many synthetic records. */
export async function makeHistory(): Promise<BenchHistory> {
  const real = existsSync(HISTORY);
  const folder = await makeTemplate(real ? BOUNDARIES : null);
  const local = openPlatform(folder);
  for (const definition of FIRST_DEFINITIONS) await applyDefinition(local.platform, OPERATOR, definition);
  await grantEverything(local.platform.registry, OPERATOR.organisation);
  const files = real
    ? [HISTORY, ...(RAW_DATASETS.find(({ id }) => id === 'mps-crime')?.files ?? [])]
    : await synthesiseInto(folder);
  const timings: StepTiming[] = [];
  for (const file of files) timings.push(...(await deliver(local, file)));
  return {
    local,
    what: real ? 'the 1,830,104 rows of the history and two deliveries' : `${SYNTHETIC.rows} synthetic rows`,
    borough: real ? 'borough_2022' : 'borough_demo',
    from: SYNTHETIC.from,
    to: SYNTHETIC.to,
    timings,
    close: async () => {
      await local.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function deliver({ platform, idle }: LocalPlatform, file: string): Promise<readonly StepTiming[]> {
  const dataset = 'mps-crime';
  const { number } = await receiveDelivery(platform, OPERATOR, {
    dataset,
    fileName: basename(file),
    body: createReadStream(file, { highWaterMark: 1 << 20 }),
    source: 'command',
    command: null,
  });
  await idle();
  const { state, faults } = await getDelivery(platform, OPERATOR, dataset, number);
  if (state !== 'published') throw new Error(`${basename(file)} is ${state}: ${JSON.stringify(faults)}`);
  return deliveryTimings(platform, OPERATOR, dataset, number);
}

async function synthesiseInto(folder: string): Promise<readonly string[]> {
  const tools = new MapshaperTools();
  const [layer] = await tools.readLayers([await tools.demonstrationBoroughs()]);
  const boroughs = (layer?.features ?? []).map(({ id, geometry }) => ({
    code: id ?? '',
    name: id ?? '',
    polygons: geometry?.polygons ?? [],
  }));
  const into = mkdtempSync(join(tmpdir(), `${basename(folder)}-`));
  const files: string[] = [];
  for await (const file of synthesise({ ...SYNTHETIC, boroughs, monthsPerFile: 12 })) {
    if (file.dataset !== 'mps-crime') continue;
    const path = join(into, file.fileName);
    await pipeline(Readable.from(file.content), createWriteStream(path));
    files.push(path);
  }
  return files;
}
