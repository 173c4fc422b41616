import fc from 'fast-check';
import { geographyKey } from '#app/geography/store.ts';
import { downloadStatus, startDownload } from '#app/query/download.ts';
import { queryResult } from '#app/query/result.ts';
import { submitQuery } from '#app/query/submit.ts';
import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { addAccount, addProfile, person } from '#test/support/access-platform.ts';
import { countsAccess } from '#test/support/counts-profile.ts';
import { GEOGRAPHIES } from '#test/support/fixture-geography.ts';
import type { FixtureDataset } from '#test/support/fixture-lake.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { datasetAccess } from '#test/support/random-access.ts';
import { randomDatasets } from '#test/support/random-datasets.ts';
import type { Answer } from '#web/api/query-run.ts';

/** Few enough records for groups of none and of few, enough for groups of many. */
export const DATASETS: readonly FixtureDataset[] = randomDatasets(11, 260);

export const FORMATS = ['csv', 'xlsx', 'parquet', 'geojson'] as const;
export type Format = (typeof FORMATS)[number];

export type TestProfile = {
  readonly id: string;
  readonly accesses: ReadonlyMap<string, DatasetAccess>;
};

function profile(
  id: string,
  accessOf: (dataset: FixtureDataset, index: number) => DatasetAccess,
): TestProfile {
  return {
    id,
    accesses: new Map(DATASETS.map((dataset, index) => [dataset.definition.id, accessOf(dataset, index)])),
  };
}

function randomly(seed: number) {
  return ({ definition, levels }: FixtureDataset, index: number): DatasetAccess => {
    const [access] = fc.sample(datasetAccess(definition, levels), { numRuns: 1, seed: seed + index });
    if (access === undefined) throw new Error('no access was made');
    return { ...access, download: true };
  };
}

const rounded = { minimumCount: 4, rounding: 5 } as const;

/** All records; small and rounded counts; perturbed counts; counts of one dataset beside records of others; random ones. */
export const PROFILES: readonly TestProfile[] = [
  profile('whole', ({ definition }) => wholeAccess(definition)),
  profile('rounded', ({ definition }) => ({ ...wholeAccess(definition), ...rounded })),
  profile('counts', (dataset) => countsAccess(dataset)),
  profile('mixed', (dataset, index) =>
    index === 0 ? countsAccess(dataset) : wholeAccess(dataset.definition),
  ),
  profile('ruled-one', randomly(5)),
  profile('ruled-two', randomly(20)),
];

export async function openPlatform(): Promise<QueryPlatform> {
  const platform = await openQueryPlatform(DATASETS);
  for (const { id, accesses } of PROFILES) {
    await addProfile(platform.registry, {
      id,
      title: id,
      description: '',
      datasets: Object.fromEntries(accesses),
    });
    await addAccount(platform.registry, callerOf(id));
  }
  for (const { geography, areas } of GEOGRAPHIES)
    await platform.objects.put(
      geographyKey(geography.level, geography.vintage, 'display.geojson'),
      JSON.stringify(shapesOf(areas.map(({ code }) => code))),
    );
  return platform;
}

/** A square for each area, side by side. */
export function shapesOf(codes: readonly string[]): GeoJSON.FeatureCollection {
  const features = codes.map((code, x): GeoJSON.Feature => {
    const ring = [
      [x, 51],
      [x, 52],
      [x + 1, 52],
      [x + 1, 51],
      [x, 51],
    ];
    return {
      type: 'Feature',
      properties: { code, name: code },
      geometry: { type: 'Polygon', coordinates: [ring] },
    };
  });
  return { type: 'FeatureCollection', features };
}

function callerOf(profileId: string) {
  return person(`${profileId}-ann`, 'analyst', { profile: profileId });
}

const REFUSALS: ReadonlySet<string> = new Set(['SPEC_INVALID', 'AREA_NOT_FOUND', 'NOT_FOUND', 'FORBIDDEN']);

/** The answer to a question under a profile, as the site holds it; null where the product refuses the question. */
export async function answerOf(
  platform: QueryPlatform,
  profileId: string,
  spec: QuerySpec,
): Promise<Answer | null> {
  try {
    const view = await submitQuery(platform, callerOf(profileId), spec, { waitMs: 10_000 });
    const result = await queryResult(platform, callerOf(profileId), view.id, {});
    return { id: view.id, words: view.words, result, loaded: result.rowCount };
  } catch (error) {
    if (error instanceof AppError && REFUSALS.has(error.code)) return null;
    throw error;
  }
}

/** The bytes of a file of an answer. */
export async function fileOf(
  platform: QueryPlatform,
  profileId: string,
  query: string,
  format: Format,
): Promise<Uint8Array> {
  const caller = callerOf(profileId);
  const { id } = await startDownload(platform, caller, query, { format });
  const { state, key, error } = await downloadStatus(platform, caller, query, id, 20_000);
  if (state !== 'succeeded' || key === null) throw new Error(`${format}: ${state}, ${error}`);
  return (await platform.objects.get(key)) ?? new Uint8Array();
}
