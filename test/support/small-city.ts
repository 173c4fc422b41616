import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import type { Caller } from '#app/caller.ts';
import { applyDefinition } from '#app/dataset.ts';
import { importDemoGeography } from '#app/geography/demo.ts';
import { importDemoReference } from '#app/reference/demo.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { synthesise } from '#core/synth/synthesise.ts';
import type { TestServer } from './http-server.ts';

export const SETUP: Caller = {
  user: brandId<UserId>('setup'),
  name: 'Setup',
  email: 'setup@localhost',
  organisation: 'operations',
  roles: ['super-admin'],
  agencies: [],
  profile: 'all-records',
  profileUntil: null,
  preview: null,
  session: null,
};

export type SmallFile = { readonly dataset: string; readonly fileName: string; readonly text: string };

/**
 * Definitions, demonstration boundaries and population; returns one small file per dataset and month from `from` to March
 * 2024, not handed over yet.
 */
export async function prepareSmallCity(
  { platform }: TestServer,
  { from = '2024-03' }: { readonly from?: string } = {},
): Promise<readonly SmallFile[]> {
  for (const spec of FIRST_DEFINITIONS) await applyDefinition(platform, SETUP, spec);
  const tools = new MapshaperTools();
  await importDemoGeography(platform, tools);
  await importDemoReference(platform);
  const layers = await tools.readLayers([await tools.demonstrationBoroughs()]);
  const boroughs = layers.flatMap(({ features }) =>
    features.map(({ id, geometry }) => ({
      code: id ?? '',
      name: id ?? '',
      polygons: geometry?.polygons ?? [],
    })),
  );
  const files: SmallFile[] = [];
  for await (const file of synthesise({
    seed: 'http',
    rows: 2_000,
    from,
    to: '2024-03',
    boroughs,
  })) {
    let text = '';
    for await (const part of file.content) text += part;
    files.push({ dataset: file.dataset, fileName: file.fileName, text });
  }
  return files;
}
