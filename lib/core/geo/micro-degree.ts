/** Degrees to micro-degrees, half away from zero at the seventh decimal. */
export function toMicroDegrees(degrees: number): number {
  return roundDegrees(degrees, 1e6);
}

/** Degrees to whole units of which there are `perDegree`, half away from zero. */
export function roundDegrees(degrees: number, perDegree: number): number {
  return Math.sign(degrees) * Math.round(Math.abs(degrees) * perDegree);
}

/**
 * Units of boundaries in a micro-degree: their vertices are kept to a centimetre. Published points often lie on borders,
 * and a border rounded to a micro-degree (a decimetre) would pass on the wrong side of one record in eight hundred.
 */
export const UNITS_PER_MICRO_DEGREE = 10;

/** Micro-degrees to degrees. */
export function toDegrees(microDegrees: number): number {
  return microDegrees / 1e6;
}

/** Mean radius of the earth in metres (IUGG R1); distances here are good to 0.3 %. */
export const EARTH_RADIUS_METRES = 6_371_008.8;

/** Metres that one micro-degree of latitude measures. */
export const METRES_PER_MICRO_LATITUDE = (EARTH_RADIUS_METRES * Math.PI) / 180e6;

/** Metres that one micro-degree of longitude measures at a latitude in micro-degrees. */
export function metresPerMicroLongitude(latitude: number): number {
  return METRES_PER_MICRO_LATITUDE * Math.cos((latitude * Math.PI) / 180e6);
}
