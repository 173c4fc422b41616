import type { Area, Geography, Level, Vintage } from '#core/model/geography.ts';

/** One set of boundaries with its areas. */
export type GeographyAreas = {
  readonly geography: Geography;
  readonly areas: readonly Area[];
  readonly byCode: ReadonlyMap<string, Area>;
};

/** The areas that queries can name: those of every vintage known, and which vintage of a level is current. */
export type Places = {
  /** The boundaries of a level, of its current vintage unless one is named; null = unknown. */
  readonly at: (level: Level, vintage?: Vintage) => GeographyAreas | null;
  /** The current level that has an area of this code, coarsest first; null = none has. */
  readonly find: (code: string) => GeographyAreas | null;
  /** Levels with a current vintage, coarsest (fewest areas) first. */
  readonly levels: readonly Level[];
};

/** Makes the places of boundaries and of the current vintage of each level. */
export function placesOf(
  all: readonly { readonly geography: Geography; readonly areas: readonly Area[] }[],
  current: Readonly<Record<Level, Vintage>>,
): Places {
  const sets = all.map((set) => ({ ...set, byCode: new Map(set.areas.map((area) => [area.code, area])) }));
  const at = (level: Level, vintage = current[level]) =>
    sets.find((set) => set.geography.level === level && set.geography.vintage === vintage) ?? null;
  const levels = Object.keys(current)
    .flatMap((level) => at(level) ?? [])
    .sort((a, b) => a.areas.length - b.areas.length || (a.geography.level < b.geography.level ? -1 : 1));
  return {
    at,
    find: (code) => levels.find((set) => set.byCode.has(code)) ?? null,
    levels: levels.map((set) => set.geography.level),
  };
}

/** The places as if there were only the levels that `shows` says. */
export function shownPlaces(places: Places, shows: (level: Level) => boolean): Places {
  const levels = places.levels.filter(shows);
  return {
    at: (level, vintage) => (shows(level) ? places.at(level, vintage) : null),
    find: (code) => {
      const level = levels.find((one) => places.at(one)?.byCode.has(code));
      return level === undefined ? null : places.at(level);
    },
    levels,
  };
}

/** Whether an area is one of these or lies in one by best fit, as far as its parents tell. */
export function liesInAny(
  places: Places,
  level: Level,
  code: string,
  containers: ReadonlySet<string>,
): boolean {
  if (containers.has(code)) return true;
  const area = places.at(level)?.byCode.get(code);
  return area !== undefined && Object.values(area.parents).some((parent) => containers.has(parent));
}

/** The areas, of whatever level, that these lie in. */
export function parentsOf(places: Places, codes: Iterable<string>): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const code of codes)
    for (const parent of Object.values(places.find(code)?.byCode.get(code)?.parents ?? {}))
      parents.add(parent);
  return parents;
}
