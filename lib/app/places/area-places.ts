import { currentVintages, listGeographies, readAreas, readBoundaries } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { ringsOfArea } from '#core/geo/boundaries.ts';
import { UNITS_PER_MICRO_DEGREE } from '#core/geo/micro-degree.ts';
import { boundsOf, contains } from '#core/geo/ring.ts';
import type { Area, Geography, Level } from '#core/model/geography.ts';
import { NameIndex } from '#core/places/name-index.ts';
import { type Place, type PlaceWithin, radiusOf } from '#core/places/place.ts';

type Store = Pick<Platform, 'registry' | 'objects'>;

/** An area as a place to be found; of equal matches a larger area comes first. */
export type AreaEntry = { readonly name: string; readonly rank: number; readonly place: Place };

/** Every area of the current boundaries, to be found by name or code. */
export type AreaPlaces = {
  readonly names: NameIndex<AreaEntry>;
  readonly byCode: ReadonlyMap<string, AreaEntry>;
  /** An area by code, and all that it lies in by best fit, the largest first. */
  readonly withinOf: (code: string) => readonly PlaceWithin[];
  /** Levels of not too many areas, the largest areas first. */
  readonly large: readonly Geography[];
};

/** Levels of more areas are neither looked through for a point nor used to tell where a street is. */
const MOST_LARGE = 2_000;

const remembered = new WeakMap<Platform['registry'], { readonly key: string; readonly made: AreaPlaces }>();

/** The areas of the boundaries that are current now. */
export async function areaPlaces(platform: Store): Promise<AreaPlaces> {
  const [all, current] = await Promise.all([listGeographies(platform), currentVintages(platform)]);
  const sets = all
    .filter(({ level, vintage }) => current[level] === vintage)
    .sort((a, b) => a.areaCount - b.areaCount || (a.level < b.level ? -1 : 1));
  const key = JSON.stringify(sets.map(({ level, vintage, importedAt }) => [level, vintage, importedAt]));
  const known = remembered.get(platform.registry);
  if (known?.key === key) return known.made;
  const areas = await Promise.all(
    sets.map(async (geography) => ({
      geography,
      areas: await readAreas(platform, geography.level, geography.vintage),
    })),
  );
  const made = makeAreaPlaces(areas);
  remembered.set(platform.registry, { key, made });
  return made;
}

type AreaSet = { readonly geography: Geography; readonly areas: readonly Area[] };

function makeAreaPlaces(sets: readonly AreaSet[]): AreaPlaces {
  const entries = sets.flatMap(({ geography, areas }) => areas.map((area) => entryOf(geography, area)));
  const byCode = new Map(
    [...entries]
      .reverse()
      .flatMap((entry) => (entry.place.area === null ? [] : [[entry.place.area.code, entry]])),
  );
  const stored = new Map<string, { readonly area: Area; readonly geography: Geography }>();
  for (const { geography, areas } of [...sets].reverse())
    for (const area of areas) stored.set(area.code, { area, geography });
  const order = new Map<Level, number>(sets.map(({ geography }, index) => [geography.level, index]));
  return {
    names: new NameIndex(entries),
    byCode,
    large: sets.map(({ geography }) => geography).filter(({ areaCount }) => areaCount <= MOST_LARGE),
    withinOf: (code) => {
      const own = stored.get(code);
      if (own === undefined) return [];
      const codes = new Set([...ancestorsOf(own.area, stored), code]);
      return [...codes]
        .flatMap((one) => stored.get(one) ?? [])
        .sort((a, b) => (order.get(a.geography.level) ?? 0) - (order.get(b.geography.level) ?? 0))
        .map(({ area, geography: { level, vintage } }) => ({
          level,
          vintage,
          code: area.code,
          name: area.name,
          squareMetres: area.squareMetres,
        }));
    },
  };
}

/** Codes of all that an area lies in: its parents and theirs. */
function ancestorsOf(
  area: Area,
  stored: ReadonlyMap<string, { readonly area: Area }>,
  depth = 0,
): readonly string[] {
  const parents = Object.values(area.parents);
  if (depth > 4) return parents;
  return [
    ...parents,
    ...parents.flatMap((code) => {
      const above = stored.get(code);
      return above === undefined ? [] : ancestorsOf(above.area, stored, depth + 1);
    }),
  ];
}

function entryOf({ level, vintage, title, synthetic, areaCount }: Geography, area: Area): AreaEntry {
  const made = synthetic ? ', synthetic' : '';
  return {
    name: area.name,
    rank: areaCount <= 100 ? 0 : areaCount <= MOST_LARGE ? 2 : 5,
    place: {
      kind: 'area',
      name: area.name,
      area: { level, vintage, code: area.code },
      longitude: area.labelLongitude,
      latitude: area.labelLatitude,
      radiusMetres: radiusOf(area.squareMetres),
      source: `${title}${made}: a point inside`,
    },
  };
}

/** The areas that a point lies in, of the levels with larger areas; largest first. */
export async function areasAt(
  platform: Store,
  places: AreaPlaces,
  longitude: number,
  latitude: number,
): Promise<readonly PlaceWithin[]> {
  const found = await Promise.all(
    places.large.map(async ({ level, vintage }) => {
      const boundaries = await readBoundaries(platform, level, vintage);
      const [x, y] = [longitude * UNITS_PER_MICRO_DEGREE, latitude * UNITS_PER_MICRO_DEGREE];
      const area = boundaries.codes.findIndex((_, index) => {
        const rings = ringsOfArea(boundaries, index);
        const { west, south, east, north } = boundsOf(rings);
        return x >= west && x <= east && y >= south && y <= north && contains(rings, x, y);
      });
      const code = boundaries.codes[area];
      if (code === undefined) return [];
      return places.withinOf(code).filter((within) => within.level === level);
    }),
  );
  return found.flat();
}
