import { levelLabel } from '../state/grouping.ts';
import type { FoundPlace } from './types.ts';

const KINDS = {
  street: 'Street',
  station: 'Station',
  postcode: 'Postcode',
  district: 'Postcode district',
  coordinates: 'Position',
  grid: 'Grid reference',
} as const;

/** Levels whose names say nothing to people. */
const UNSPOKEN = new Set(['lsoa', 'msoa']);

/** `Ward in Hackney`, `Street in Dalston, Hackney`, `Postcode`. */
export function placeHint(place: FoundPlace): string {
  const kind = place.kind === 'area' ? levelLabel(place.area?.level ?? 'area') : KINDS[place.kind];
  const above = place.within
    .filter((one) => one.code !== place.area?.code && !UNSPOKEN.has(one.level))
    .map((one) => one.name)
    .reverse();
  return above.length === 0 ? kind : `${kind} in ${[...new Set(above)].join(', ')}`;
}

/** `500 m`, `1.5 km`. */
export function distanceText(metres: number): string {
  return metres >= 1_000 ? `${Number((metres / 1_000).toFixed(2))} km` : `${Number(metres.toFixed(0))} m`;
}
