import type { Coordinates } from '#core/geo/polygon.ts';
import { onGrid } from '#core/geo/projection.ts';

/** Coordinates as degrees (WGS84) or as metres of the British National Grid (EPSG:27700). */
export type Reference = 'degrees' | 'grid';

/**
 * What a layer's coordinates are, from what it says and from their size, which must not contradict each other.
 * A text is the reason why it cannot be told.
 */
export function referenceOf(
  stated: string | null,
  polygons: readonly Coordinates[],
): { readonly reference: Reference } | { readonly fault: string } {
  const declared = stated === null ? null : declaredReference(stated);
  if (declared === 'other') {
    return {
      fault: `states the coordinate system ${short(stated ?? '')}; use EPSG:27700 or WGS84 (EPSG:4326, CRS84)`,
    };
  }
  const found = measuredReference(polygons);
  if (found === 'neither') {
    return {
      fault: 'has coordinates that are neither degrees nor metres of the British National Grid (EPSG:27700)',
    };
  }
  if (found === 'swapped') return { fault: 'has latitude before longitude; GeoJSON has longitude first' };
  if (declared !== null && declared !== found) {
    return {
      fault: `states ${declared === 'grid' ? 'EPSG:27700, but its coordinates are degrees' : 'degrees, but its coordinates are metres of the British National Grid'}; correct the statement or the coordinates`,
    };
  }
  return { reference: found };
}

function declaredReference(stated: string): Reference | 'other' {
  if (/27700|British[_ ]National[_ ]Grid|OSGB[_ ]?1936.*Transverse[_ ]Mercator/is.test(stated)) return 'grid';
  if (/PROJC|EPSG:+(?!4326|4258|4979)\d+/i.test(stated)) return 'other';
  return /CRS84|4326|4258|4979|WGS[_ ]?(?:19)?84|ETRS[_ ]?(?:19)?89/i.test(stated) ? 'degrees' : 'other';
}

function measuredReference(polygons: readonly Coordinates[]): Reference | 'neither' | 'swapped' {
  let degrees = true;
  let grid = true;
  let swapped = polygons.length > 0;
  for (const polygon of polygons) {
    for (const ring of polygon) {
      for (const [x = Number.NaN, y = Number.NaN] of ring) {
        degrees &&= Math.abs(x) <= 180 && Math.abs(y) <= 90;
        grid &&= onGrid(x, y);
        swapped &&= x > 49 && x < 61 && y > -9 && y < 3;
      }
    }
  }
  if (degrees) return swapped ? 'swapped' : 'degrees';
  return grid ? 'grid' : 'neither';
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
