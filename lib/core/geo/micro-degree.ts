/** Degrees to micro-degrees, half away from zero at the seventh decimal. */
export function toMicroDegrees(degrees: number): number {
  return Math.sign(degrees) * Math.round(Math.abs(degrees) * 1e6);
}

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
