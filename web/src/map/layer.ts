import type { Access } from '../state/access.ts';
import type { Look, MapLayer, MapMethod } from '../state/look.ts';

export const METHOD_NAMES: Readonly<Record<MapMethod, string>> = {
  quantile: 'Quantiles',
  equal: 'Equal intervals',
  natural: 'Natural breaks',
  own: 'Own breaks',
};

const COARSEST_CELL = 7;

/** Resolutions of hexagons that the profile shows, coarse to fine. */
export function resolutionsOf({ cell }: Access): readonly number[] {
  if (cell === null) return [];
  return Array.from({ length: Math.max(0, cell - COARSEST_CELL + 1) }, (_, index) => COARSEST_CELL + index);
}

/** Why a layer cannot be shown, in words for who may not see it; null where it can. */
export function layerProblem(layer: MapLayer, access: Access): string | null {
  if (layer === 'points' && access.kind === 'counts')
    return 'Hidden by your profile: it gives counts only, not records.';
  if (layer === 'points' && !access.exact)
    return 'Hidden by your profile: it does not show where records were.';
  if (layer === 'cells' && resolutionsOf(access).length === 0)
    return 'Hidden by your profile: it does not show hexagons.';
  return null;
}

/** The resolution that is asked for, or the nearest that the profile shows. */
export function resolutionOf(look: Look, access: Access): number {
  const shown = resolutionsOf(access);
  return Math.min(look.resolution, shown.at(-1) ?? COARSEST_CELL);
}

/** How wide a hexagon of a resolution is, from corner to corner. */
export const CELL_SIZES: Readonly<Record<number, string>> = {
  7: '2.4 km',
  8: '920 m',
  9: '350 m',
  10: '130 m',
  11: '50 m',
};
