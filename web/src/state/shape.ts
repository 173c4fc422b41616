/** Corners of a drawn polygon as [longitude, latitude] to five decimals, in order, not closed; at most 500. */
export type DrawnShape = readonly (readonly [number, number])[];

export const MOST_CORNERS = 499;
const DECIMALS = 5;

export function roundedDegrees(degrees: number): number {
  return Number(degrees.toFixed(DECIMALS)) + 0;
}

function isPosition([lon, lat]: readonly [number, number]): boolean {
  return Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

/** Positions as a shape: rounded, open, without the same corner twice in a row; null when that is no polygon. */
export function shapeOf(positions: readonly (readonly number[])[]): DrawnShape | null {
  const corners: (readonly [number, number])[] = [];
  for (const [lon = Number.NaN, lat = Number.NaN] of positions) {
    const corner = [roundedDegrees(lon), roundedDegrees(lat)] as const;
    const last = corners.at(-1);
    if (last === undefined || last[0] !== corner[0] || last[1] !== corner[1]) corners.push(corner);
  }
  const [first] = corners;
  const last = corners.at(-1);
  if (
    corners.length > 1 &&
    first !== undefined &&
    last !== undefined &&
    first[0] === last[0] &&
    first[1] === last[1]
  )
    corners.pop();
  const fine = corners.length >= 3 && corners.length <= MOST_CORNERS && corners.every(isPosition);
  return fine && doubleArea(corners) !== 0 ? corners : null;
}

function doubleArea(corners: DrawnShape): number {
  return corners.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length] ?? [x, y];
    return sum + (x * nextY - nextX * y);
  }, 0);
}

/** The ring of a query: closed. */
export function ringOf(shape: DrawnShape): [number, number][] {
  const corners = shape.map(([lon, lat]): [number, number] => [lon, lat]);
  const [first] = corners;
  return first === undefined ? [] : [...corners, [first[0], first[1]]];
}

/** As an address holds it: `lon,lat;lon,lat;…` in hundred-thousandths of a degree, each but the first as a step. */
export function shapeText(shape: DrawnShape | null): string {
  let [x, y] = [0, 0];
  return (shape ?? [])
    .map(([lon, lat]) => {
      const [nextX, nextY] = [Math.round(lon * 10 ** DECIMALS), Math.round(lat * 10 ** DECIMALS)];
      const text = `${nextX - x},${nextY - y}`;
      [x, y] = [nextX, nextY];
      return text;
    })
    .join('_');
}

export function shapeFrom(text: string | null): DrawnShape | null {
  if (text === null || text === '') return null;
  let [x, y] = [0, 0];
  const positions = text.split('_').map((part) => {
    const [, stepX, stepY] = /^(-?\d{1,9}),(-?\d{1,9})$/.exec(part) ?? [];
    [x, y] = [x + Number(stepX ?? Number.NaN), y + Number(stepY ?? Number.NaN)];
    return [x / 10 ** DECIMALS, y / 10 ** DECIMALS];
  });
  return shapeOf(positions);
}

/** `Polygon, 5 points`. */
export function shapeWords(shape: DrawnShape): string {
  return `Polygon, ${shape.length} points`;
}
