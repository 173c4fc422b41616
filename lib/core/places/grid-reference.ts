/** A square of the British National Grid: its centre in metres (EPSG:27700), and the length of its side. */
export type GridSquare = { readonly easting: number; readonly northing: number; readonly sideMetres: number };

/** The grid is lettered from the south-west of square S; I is left out. */
const LETTERS = 'ABCDEFGHJKLMNOPQRSTUVWXYZ';

/**
 * The square that a reference names, `TQ 301 804`, `TQ3010080400` or `TQ 30 80`; null when the text is none. Two letters
 * and 4 to 10 digits, an even number of them: fewer would also be the beginning of a postcode.
 */
export function gridSquare(text: string): GridSquare | null {
  const match = /^\s*([HJNOST])([A-HJ-Z])\s*(\d{4,10}|(\d{2,5})\s+(\d{2,5}))\s*$/i.exec(text);
  if (match === null) return null;
  const [, large = '', small = '', written = '', east, north] = match;
  if (east?.length !== north?.length) return null;
  const digits = written.replace(/\s/g, '');
  const half = digits.length / 2;
  const origin = originOf(large.toUpperCase(), small.toUpperCase());
  if (origin === null || !Number.isInteger(half)) return null;
  const sideMetres = 10 ** (5 - half);
  return {
    easting: origin.easting + (Number(digits.slice(0, half)) + 0.5) * sideMetres,
    northing: origin.northing + (Number(digits.slice(half)) + 0.5) * sideMetres,
    sideMetres,
  };
}

/** South-west corner of a 100 km square; null where it is off the grid. */
function originOf(large: string, small: string) {
  const [outer, inner] = [LETTERS.indexOf(large), LETTERS.indexOf(small)];
  const easting = ((outer - 2) % 5) * 5 + (inner % 5);
  const northing = 19 - Math.floor(outer / 5) * 5 - Math.floor(inner / 5);
  if (easting < 0 || easting > 6 || northing < 0 || northing > 12) return null;
  return { easting: easting * 100_000, northing: northing * 100_000 };
}
