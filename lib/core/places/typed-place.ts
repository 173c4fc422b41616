import { toMicroDegrees } from '#core/geo/micro-degree.ts';
import { gridToDegrees, onGrid } from '#core/geo/projection.ts';
import { gridSquare } from './grid-reference.ts';
import { type Place, RADIUS_METRES } from './place.ts';

const NUMBER = String.raw`([-+−]?\d{1,7}(?:\.\d+)?)`;
const DECIMAL = new RegExp(
  String.raw`^\s*${NUMBER}\s*°?\s*([NS])?\s*[,;\s]\s*${NUMBER}\s*°?\s*([EW])?\s*$`,
  'i',
);

/**
 * The place that somebody typed as numbers: latitude and longitude (`51.5074, -0.1278`, `51.5074N 0.1278W`), a grid
 * reference (`TQ 301 804`) or easting and northing in metres (`530100 180400`). Null when the text is none of these.
 */
export function typedPlace(text: string): Place | null {
  const square = gridSquare(text);
  if (square !== null) {
    const { easting, northing, sideMetres } = square;
    const name = text.trim().toUpperCase().replace(/\s+/g, ' ');
    return onGrid(easting, northing) ? gridPlace(name, easting, northing, sideMetres) : null;
  }
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, first = '', north, second = '', east] = match;
  const [a, b] = [signed(first, north), signed(second, east)];
  if (Math.abs(a) <= 90 && Math.abs(b) <= 180) {
    const [latitude, longitude] = [toMicroDegrees(a), toMicroDegrees(b)];
    return {
      kind: 'coordinates',
      name: `${(latitude / 1e6).toFixed(5)}, ${(longitude / 1e6).toFixed(5)}`,
      area: null,
      longitude,
      latitude,
      radiusMetres: RADIUS_METRES.coordinates,
      source: 'Latitude and longitude as typed (WGS84)',
    };
  }
  const plain = north === undefined && east === undefined;
  return plain && a >= 1_000 && b >= 1_000 && onGrid(a, b) ? gridPlace(`${a}, ${b}`, a, b, 1) : null;
}

function signed(text: string, side: string | undefined): number {
  const value = Number(text.replace('−', '-'));
  return /[SW]/i.test(side ?? '') ? -Math.abs(value) : value;
}

function gridPlace(name: string, easting: number, northing: number, sideMetres: number): Place {
  const [longitude, latitude] = gridToDegrees(easting, northing);
  return {
    kind: 'grid',
    name,
    area: null,
    longitude: toMicroDegrees(longitude),
    latitude: toMicroDegrees(latitude),
    radiusMetres: Math.max(RADIUS_METRES.coordinates, Math.min(20_000, sideMetres / 2)),
    source:
      sideMetres === 1
        ? 'British National Grid as typed, good to some 3 m'
        : `British National Grid as typed: the middle of a square of ${sideMetres.toLocaleString('en-GB')} m`,
  };
}
