import { toMicroDegrees } from '#core/geo/micro-degree.ts';
import { gridToDegrees, onGrid } from '#core/geo/projection.ts';
import { isPostcode } from '#core/places/postcode.ts';

/** Where the columns are; positions as latitude and longitude, or as easting and northing. */
export type PostcodeColumns = {
  readonly postcode: number;
  readonly position: 'degrees' | 'grid';
  /** Longitude or easting. */
  readonly x: number;
  /** Latitude or northing. */
  readonly y: number;
  /** When a postcode went out of use; null = the file does not say. */
  readonly ended: number | null;
};

/** The names that columns have in the ONS Postcode Directory, Code-Point Open and files like them; case does not matter. */
const NAMES = {
  postcode: ['pcds', 'pcd8', 'pcd7', 'pcd2', 'pcd', 'postcode'],
  longitude: ['long', 'lon', 'lng', 'longitude'],
  latitude: ['lat', 'latitude'],
  easting: ['oseast1m', 'east1m', 'easting', 'eastings'],
  northing: ['osnrth1m', 'north1m', 'northing', 'northings'],
  ended: ['doterm'],
} as const;

/** The columns of a header, or what is missing from it. */
export function readPostcodeColumns(header: readonly string[]): PostcodeColumns | string {
  const names = header.map((name) => name.trim().toLowerCase());
  const at = (which: keyof typeof NAMES) => {
    const name = NAMES[which].find((one) => names.includes(one));
    return name === undefined ? -1 : names.indexOf(name);
  };
  const postcode = at('postcode');
  const ended = at('ended') < 0 ? null : at('ended');
  if (postcode < 0)
    return `has no column of postcodes: it must be called ${NAMES.postcode.join(', ')}; got ${header.slice(0, 12).join(', ')}`;
  if (at('longitude') >= 0 && at('latitude') >= 0)
    return { postcode, position: 'degrees', x: at('longitude'), y: at('latitude'), ended };
  if (at('easting') >= 0 && at('northing') >= 0)
    return { postcode, position: 'grid', x: at('easting'), y: at('northing'), ended };
  return 'has no columns of positions: they must be called lat and long, or easting and northing';
}

/** A postcode with its position in micro-degrees; null where it has none or is out of use; else what is wrong with the row. */
export function readPostcodeRow(
  { postcode, position, x, y, ended }: PostcodeColumns,
  row: readonly string[],
): readonly [plain: string, longitude: number, latitude: number] | null | string {
  const plain = (row[postcode] ?? '').toUpperCase().replace(/\s+/g, '');
  if (!isPostcode(plain)) return `got "${(row[postcode] ?? '').slice(0, 20)}" for a postcode, as in SW1A 1AA`;
  if (ended !== null && (row[ended] ?? '').trim() !== '') return null;
  const [xText, yText] = [(row[x] ?? '').trim(), (row[y] ?? '').trim()];
  if (xText === '' || yText === '') return null;
  const [first, second] = [Number(xText), Number(yText)];
  if (!Number.isFinite(first) || !Number.isFinite(second))
    return `got "${xText.slice(0, 20)}" and "${yText.slice(0, 20)}" for a position`;
  if (position === 'degrees') {
    if (second >= 99 || (first === 0 && second === 0)) return null;
    if (Math.abs(first) > 180 || Math.abs(second) > 90) return `has no such position: ${first}, ${second}`;
    return [plain, toMicroDegrees(first), toMicroDegrees(second)];
  }
  if (first === 0 && second === 0) return null;
  if (!onGrid(first, second)) return `is off the British National Grid: ${first}, ${second}`;
  const [longitude, latitude] = gridToDegrees(first, second);
  return [plain, toMicroDegrees(longitude), toMicroDegrees(latitude)];
}
