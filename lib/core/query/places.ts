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

/** Whether one area is the other or lies in it by best fit, as far as the parents tell. */
export function liesIn(places: Places, level: Level, code: string, container: string): boolean {
  if (code === container) return true;
  const area = places.at(level)?.byCode.get(code);
  return area !== undefined && Object.values(area.parents).includes(container);
}
