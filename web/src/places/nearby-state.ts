import type { Choice } from '../state/catalogue.ts';
import { EMPTY, type Exploration, fromSearch, toSearch } from '../state/exploration.ts';
import { addMonths, type Month } from '../state/month.ts';

/** What the page shows, as its address has it: an exploration with a circle, the name of its middle, and how rings are cut. */
export type Nearby = {
  /** Datasets, period, fields and circle; everything else as at first. */
  readonly exploration: Exploration;
  /** What was chosen in the search; null = a position only. */
  readonly name: string | null;
  readonly rings: 'equal' | 'doubling';
};

export const NEAREST_METRES = 30;
export const FARTHEST_METRES = 20_000;
const MOST_NAME = 120;

export function fromNearbySearch(search: string): Nearby {
  const params = new URLSearchParams(search);
  const { datasets, from, to, fields, near } = fromSearch(search);
  const fits = near !== null && near.metres >= NEAREST_METRES && near.metres <= FARTHEST_METRES;
  const circle = fits ? { lat: near.lat, lon: near.lon, metres: Math.round(near.metres) } : null;
  return {
    exploration: { ...EMPTY, datasets, from, to, fields, near: circle },
    name: params.get('name')?.trim().slice(0, MOST_NAME) || null,
    rings: params.get('r') === 'd' ? 'doubling' : 'equal',
  };
}

export function toNearbySearch({ exploration, name, rings }: Nearby): string {
  const { datasets, from, to, fields, near } = exploration;
  const params = new URLSearchParams(toSearch({ ...EMPTY, datasets, from, to, fields, near }));
  if (name !== null && near !== null) params.set('name', name);
  if (rings === 'doubling') params.set('r', 'd');
  return params.toString().replaceAll('%2C', ',');
}

/** Outer radii of three rings, whole metres: each as wide as the first, or each twice as far as the one inside. */
export function radiiOf(metres: number, rings: Nearby['rings']): readonly number[] {
  const shares = rings === 'equal' ? [1 / 3, 2 / 3, 1] : [1 / 4, 1 / 2, 1];
  return shares.map((share) => Math.round(metres * share));
}

/** Area of each ring, in square kilometres, of the plane. */
export function ringAreas(radii: readonly number[]): readonly number[] {
  return radii.map((radius, index) => (Math.PI * (radius ** 2 - (radii[index - 1] ?? 0) ** 2)) / 1e6);
}

/** The months that are asked for: those of the address, else the last 12 that were published. Null = none are. */
export function periodOf(
  { bounds }: Pick<Choice, 'bounds'>,
  { from, to }: Exploration,
): { readonly from: Month; readonly to: Month } | null {
  if (bounds === null) return null;
  const last = to ?? bounds.to;
  const year = addMonths(last, -11);
  return { from: from ?? (year < bounds.from ? bounds.from : year), to: last };
}

/** The address of the explorer with the same filters, of another circle or of an area. */
export function exploreAddress(exploration: Exploration, change: Partial<Exploration> = {}): string {
  const search = toSearch({ ...exploration, ...change });
  return search === '' ? '/' : `/?${search}`;
}
