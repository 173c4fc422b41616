import proj4 from 'proj4';
import { toMicroDegrees } from './micro-degree.ts';

/**
 * British National Grid on the Airy ellipsoid with the OSGB36 seven-parameter shift (EPSG:1314). Against Ordnance
 * Survey's own OSTN15 it is good to 3 m over Great Britain (1.8 m at its point in London).
 */
const BRITISH_NATIONAL_GRID =
  '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy ' +
  '+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs';

const toWgs84 = proj4(BRITISH_NATIONAL_GRID, 'WGS84');

/** Easting and northing in metres (EPSG:27700) to [longitude, latitude] in degrees (WGS84). */
export function gridToDegrees(easting: number, northing: number): [longitude: number, latitude: number] {
  const [longitude, latitude] = toWgs84.forward([easting, northing]);
  return [longitude, latitude];
}

/** Longitude and latitude in degrees (WGS84) to [easting, northing] in metres (EPSG:27700). */
export function degreesToGrid(longitude: number, latitude: number): [easting: number, northing: number] {
  const [easting, northing] = toWgs84.inverse([longitude, latitude]);
  return [easting, northing];
}

/** Columns of positions in micro-degrees, as long as each other. */
export type Positions = { readonly longitudes: Int32Array; readonly latitudes: Int32Array };

/** Stands in a column of positions where there is none. */
export const NO_COORDINATE = -(2 ** 31);

/**
 * Columns of eastings and northings in metres to micro-degrees. What is not on the grid (0 to 700 km east, 0 to
 * 1,300 km north), NaN included, becomes `NO_COORDINATE`.
 */
export function gridToMicroDegrees(eastings: Float64Array, northings: Float64Array): Positions {
  const longitudes = new Int32Array(eastings.length);
  const latitudes = new Int32Array(eastings.length);
  for (let i = 0; i < eastings.length; i += 1) {
    const easting = eastings[i] ?? Number.NaN;
    const northing = northings[i] ?? Number.NaN;
    if (onGrid(easting, northing)) {
      const [longitude, latitude] = gridToDegrees(easting, northing);
      longitudes[i] = toMicroDegrees(longitude);
      latitudes[i] = toMicroDegrees(latitude);
    } else {
      longitudes[i] = NO_COORDINATE;
      latitudes[i] = NO_COORDINATE;
    }
  }
  return { longitudes, latitudes };
}

/** Whether the position is on the British National Grid: 0 to 700 km east and 0 to 1,300 km north. */
export function onGrid(easting: number, northing: number): boolean {
  return easting >= 0 && easting <= 700_000 && northing >= 0 && northing <= 1_300_000;
}
