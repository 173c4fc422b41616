import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { METRES_PER_MICRO_LATITUDE, metresPerMicroLongitude } from '#core/geo/micro-degree.ts';
import { MATCHES, type Match } from '#core/places/name-index.ts';
import type { Place, PlaceWithin } from '#core/places/place.ts';
import { RADIUS_METRES } from '#core/places/place.ts';
import { postcodeStart } from '#core/places/postcode.ts';
import { typedPlace } from '#core/places/typed-place.ts';
import { type AreaPlaces, areaPlaces, areasAt } from './area-places.ts';
import { postcodesFrom } from './postcode-store.ts';
import { recordPlaces } from './record-places.ts';

/** A place that was found, how well its name answers what was typed, and what it lies in, the largest area first. */
export type FoundPlace = Place & { readonly match: Match; readonly within: readonly PlaceWithin[] };

export type FoundPlaces = {
  /** Best first. */
  readonly items: readonly FoundPlace[];
  /** Whether names that records give are still being read, so that asking again may find more. */
  readonly preparing: boolean;
};

/** Bounds of what may be asked. */
export const SEARCH_LIMITS = { text: 120, items: 20 } as const;
const WAIT_MS = 400;
/** Names alike that are nearer to each other are one place, which several datasets name. */
const SAME_METRES = 600;

/**
 * Places by name, the best first: areas, streets and stations that the caller's profile shows, postcodes where an operator
 * has brought them in, and whatever position was typed. Areas and postcodes are open data, for everybody who is signed in.
 */
export async function searchPlaces(
  platform: Platform,
  caller: Caller,
  text: string,
  limit: number,
): Promise<FoundPlaces> {
  const areas = await areaPlaces(platform);
  const typed = typedPlace(text);
  if (typed !== null) {
    const within = await areasAt(platform, areas, typed.longitude, typed.latitude);
    return { items: [{ ...typed, match: 'exact', within }], preparing: false };
  }
  const start = postcodeStart(text);
  const [records, postcodes] = await Promise.all([
    recordPlaces(platform, caller, WAIT_MS),
    start === null ? [] : postcodesFrom(platform, start, limit),
  ]);
  const found: Ranked[] = [
    ...areasOf(areas, text, limit),
    ...postcodes.map((place): Ranked => ({ place, rank: 1, match: matchOf(place, start ?? '') })),
    ...records.indexes.flatMap((index) =>
      index.search(text, limit).map(({ entry, match }): Ranked => {
        const { kind, place, source, rank } = entry;
        const { name, area, longitude, latitude } = place;
        const radiusMetres = RADIUS_METRES[kind];
        return {
          place: { kind, name, area: null, longitude, latitude, radiusMetres, source },
          rank,
          match,
          in: area,
        };
      }),
    ),
  ];
  const best = apart(found.sort(compareRanked)).slice(0, limit);
  const items = await Promise.all(
    best.map(async (one): Promise<FoundPlace> => {
      const { place, match } = one;
      const code = place.area?.code ?? one.in ?? null;
      const known = code === null ? [] : areas.withinOf(code);
      const within =
        known.length > 0 ? known : await areasAt(platform, areas, place.longitude, place.latitude);
      return { ...place, match, within };
    }),
  );
  return { items, preparing: records.preparing };
}

/** A hit with what it is ordered by; `in`: the code of an area that records place it in. */
type Ranked = {
  readonly place: Place;
  readonly rank: number;
  readonly match: Match;
  readonly in?: string | null;
};

function areasOf(areas: AreaPlaces, text: string, limit: number): readonly Ranked[] {
  const coded = areas.byCode.get(text.trim().toUpperCase());
  if (coded !== undefined) return [{ ...coded, match: 'exact' }];
  return areas.names.search(text, limit).map(({ entry, match }) => ({ ...entry, match }));
}

function matchOf(place: Place, start: string): Match {
  return place.name.replace(' ', '') === start ? 'exact' : 'prefix';
}

function compareRanked(a: Ranked, b: Ranked): number {
  return (
    MATCHES.indexOf(a.match) - MATCHES.indexOf(b.match) ||
    a.rank - b.rank ||
    a.place.name.length - b.place.name.length ||
    (a.place.name < b.place.name ? -1 : a.place.name > b.place.name ? 1 : 0)
  );
}

/** Without what several datasets name alike at the same place; the first stays. */
function apart(found: readonly Ranked[]): readonly Ranked[] {
  const kept: Ranked[] = [];
  for (const one of found) {
    const again = kept.some(
      (other) =>
        one.place.area === null &&
        other.place.kind === one.place.kind &&
        other.place.name.toLowerCase() === one.place.name.toLowerCase() &&
        metresBetween(one.place, other.place) < SAME_METRES,
    );
    if (!again) kept.push(one);
  }
  return kept;
}

function metresBetween(a: Place, b: Place): number {
  return Math.hypot(
    (a.longitude - b.longitude) * metresPerMicroLongitude(a.latitude),
    (a.latitude - b.latitude) * METRES_PER_MICRO_LATITUDE,
  );
}
