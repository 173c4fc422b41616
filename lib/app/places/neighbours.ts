import { getGeography, readAreas, readBoundaries } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { LEAST_SHARED_METRES, neighboursOf, TOLERANCE_METRES } from '#core/geo/neighbours.ts';
import { AppError } from '#core/model/error.ts';
import type { Level, Vintage } from '#core/model/geography.ts';

/** The areas that share a boundary with one, by code, and how that was told. */
export type Neighbours = {
  readonly items: readonly { readonly code: string; readonly name: string; readonly sharedMetres: number }[];
  readonly toleranceMetres: number;
  readonly leastSharedMetres: number;
};

/** Of the boundaries as they are in full. Open data, for everybody who is signed in. Fails with NOT_FOUND. */
export async function listNeighbours(
  platform: Pick<Platform, 'registry' | 'objects'>,
  level: Level,
  vintage: Vintage,
  code: string,
): Promise<Neighbours> {
  if ((await getGeography(platform, level, vintage)) === null)
    throw new AppError('NOT_FOUND', `there are no boundaries of ${level} ${vintage}`);
  const [boundaries, areas] = await Promise.all([
    readBoundaries(platform, level, vintage),
    readAreas(platform, level, vintage),
  ]);
  const found = neighboursOf(boundaries, code);
  if (found === null) throw new AppError('NOT_FOUND', `there is no ${level} "${code}" in ${vintage}`);
  const names = new Map(areas.map((area) => [area.code, area.name]));
  return {
    items: found.map((one) => ({ ...one, name: names.get(one.code) ?? one.code })),
    toleranceMetres: TOLERANCE_METRES,
    leastSharedMetres: LEAST_SHARED_METRES,
  };
}
