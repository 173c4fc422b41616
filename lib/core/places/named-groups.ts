import { gridDisk } from 'h3-js';
import { cellText } from '#core/geo/cell.ts';

/** Records that name the same place within one cell of resolution 8 and one area. Sums are of micro-degrees. */
export type NamedGroup = {
  readonly name: string;
  readonly cell: bigint;
  /** Code of the area that they lie in; null = none known. */
  readonly area: string | null;
  readonly count: number;
  readonly longitudes: number;
  readonly latitudes: number;
};

/** A place that records name: neighbouring cells with the same name are one place, far ones are others of that name. */
export type NamedPlace = {
  readonly name: string;
  readonly area: string | null;
  /** Of the cell with most records, in micro-degrees. */
  readonly longitude: number;
  readonly latitude: number;
  readonly count: number;
};

/**
 * What police files say in place of a name: kinds of place, which are everywhere. From the list of anonymous map points
 * at data.police.uk/about.
 */
const KINDS_OF_PLACE = new Set(
  [
    'no location',
    'parking area',
    'supermarket',
    'shopping area',
    'petrol station',
    'sports/recreation area',
    'park/open space',
    'pedestrian subway',
    'nightclub',
    'theatre/concert hall',
    'hospital',
    'further/higher educational building',
    'police station',
    'conference/exhibition centre',
    'bus/coach station',
    'ferry terminal',
    'airport/airfield',
    'race track',
    'prison',
    'theme/adventure park',
    'motorway service area',
    'rail station',
  ].map((kind) => kind.toLowerCase()),
);

/** The name that a record gives, without `On or near`; null where it gives only a kind of place, or nothing. */
function placeName(text: string): string | null {
  const name = text
    .trim()
    .replace(/^on or near\s*/i, '')
    .replace(/\s+/g, ' ')
    .replace(/ \((?:lu )?station\)$/i, '')
    .trim();
  return name === '' || name.length > 120 || KINDS_OF_PLACE.has(name.toLowerCase()) ? null : name;
}

/**
 * The places that groups name, each of at least `least` records: one that only a few records name is left out, so that
 * a name tells of nobody. In no particular order.
 */
export function namedPlaces(groups: readonly NamedGroup[], least: number): readonly NamedPlace[] {
  const byName = new Map<string, NamedGroup[]>();
  for (const group of groups) {
    const name = placeName(group.name);
    if (name === null) continue;
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [{ ...group, name }]);
    else same.push({ ...group, name });
  }
  const places: NamedPlace[] = [];
  for (const same of byName.values())
    for (const near of neighbouring(same)) {
      const place = together(near);
      if (place.count >= least) places.push(place);
    }
  return places;
}

/** Groups of one name by whether their cells hang together. */
function neighbouring(groups: readonly NamedGroup[]): readonly (readonly NamedGroup[])[] {
  if (groups.length === 1) return [groups];
  const byCell = new Map<string, NamedGroup[]>();
  for (const group of groups) {
    const cell = cellText(group.cell);
    byCell.set(cell, [...(byCell.get(cell) ?? []), group]);
  }
  const found: NamedGroup[][] = [];
  while (byCell.size > 0) {
    const [first = ''] = byCell.keys();
    const members: NamedGroup[] = [];
    const waiting = [first];
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      const here = byCell.get(cell);
      if (here === undefined) continue;
      members.push(...here);
      byCell.delete(cell);
      waiting.push(...gridDisk(cell, 1).filter((next) => byCell.has(next)));
    }
    found.push(members);
  }
  return found;
}

function together(groups: readonly NamedGroup[]): NamedPlace {
  const [most] = [...groups].sort((a, b) => b.count - a.count || (a.cell < b.cell ? -1 : 1));
  if (most === undefined) throw new Error('a place of no group');
  return {
    name: most.name,
    area: most.area,
    longitude: Math.round(most.longitudes / most.count),
    latitude: Math.round(most.latitudes / most.count),
    count: groups.reduce((sum, { count }) => sum + count, 0),
  };
}
