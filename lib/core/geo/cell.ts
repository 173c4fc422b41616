import { cellToBoundary, cellToLatLng, latLngToCell } from 'h3-js';
import type { H3Resolution } from '#core/model/geography.ts';
import { toDegrees, toMicroDegrees } from './micro-degree.ts';

/** The finest stored resolution; all coarser cells of a record are its parents by index. */
export const FINEST: H3Resolution = 11;

/** Upper and lower half of a cell's 64 bits, each unsigned. */
export type CellHalves = { readonly high: number; readonly low: number };

/** The resolution-11 cell of a position in micro-degrees, in halves. */
export function cellHalves(longitude: number, latitude: number): CellHalves {
  const text = latLngToCell(toDegrees(latitude), toDegrees(longitude), FINEST);
  const split = text.length - 8;
  return { high: Number.parseInt(text.slice(0, split), 16), low: Number.parseInt(text.slice(split), 16) };
}

/** The upper half of the parent at `resolution` of a resolution-11 cell. */
export function parentHigh(high: number, resolution: H3Resolution): number {
  return ((high & ~(15 << 20)) | (resolution << 20)) >>> 0;
}

/** The lower half of the parent at `resolution` of a resolution-11 cell. */
export function parentLow(low: number, resolution: H3Resolution): number {
  return (low | ((1 << (3 * (15 - resolution))) - 1)) >>> 0;
}

/** A cell as it is stored (BIGINT) from h3-js's hexadecimal text. */
export function cellFromText(text: string): bigint {
  return BigInt(`0x${text}`);
}

/** h3-js's hexadecimal text of a stored cell. */
export function cellText(cell: bigint): string {
  return cell.toString(16);
}

/** The cell of a position in micro-degrees at `resolution`, as stored: the parent by index of its resolution-11 cell. */
export function cellOf(longitude: number, latitude: number, resolution: H3Resolution): bigint {
  const { high, low } = cellHalves(longitude, latitude);
  return (BigInt(parentHigh(high, resolution)) << 32n) | BigInt(parentLow(low, resolution));
}

/** Centre of a cell in micro-degrees. */
export function cellCentre(cell: bigint): { readonly longitude: number; readonly latitude: number } {
  const [latitude, longitude] = cellToLatLng(cellText(cell));
  return { longitude: toMicroDegrees(longitude), latitude: toMicroDegrees(latitude) };
}

/** The outline of a cell by its hexadecimal text: closed, counter-clockwise, [longitude, latitude] in degrees. */
export function cellRing(text: string): readonly (readonly [number, number])[] {
  const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
  return cellToBoundary(text, true).map(([longitude, latitude]) => [rounded(longitude), rounded(latitude)]);
}
