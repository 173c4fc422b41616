import type { Level, Vintage } from '#core/model/geography.ts';

/** What a place is. `street` and `station` are named by records; `coordinates` and `grid` are what somebody typed. */
export type PlaceKind = 'area' | 'street' | 'station' | 'postcode' | 'district' | 'coordinates' | 'grid';

/** An area that a place lies in; areas of the level and vintage may be looked up by its code. */
export type PlaceWithin = {
  readonly level: Level;
  readonly vintage: Vintage;
  readonly code: string;
  readonly name: string;
  /** Area of the whole of it, in square metres. */
  readonly squareMetres: number;
};

/** A place as somebody may choose it from a list. Positions are WGS84 micro-degrees. */
export type Place = {
  readonly kind: PlaceKind;
  readonly name: string;
  /** Level and code where it is an area, else null. */
  readonly area: { readonly level: Level; readonly vintage: Vintage; readonly code: string } | null;
  readonly longitude: number;
  readonly latitude: number;
  /** A radius to begin with, in metres: such as a person would draw round a place of this kind. */
  readonly radiusMetres: number;
  /** Where its name and position come from, in words. */
  readonly source: string;
};

/** A radius that takes in an area of this size, rounded to a number that people would type. */
export function radiusOf(squareMetres: number): number {
  const radius = Math.sqrt(Math.max(1, squareMetres) / Math.PI);
  const step = radius < 500 ? 50 : radius < 2_000 ? 100 : 500;
  return Math.min(20_000, Math.max(200, Math.round(radius / step) * step));
}

/** Radii for places that have no size of their own. */
export const RADIUS_METRES = {
  street: 250,
  station: 500,
  postcode: 250,
  district: 1_500,
  coordinates: 500,
} as const;
