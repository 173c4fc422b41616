import type { Near } from './exploration.ts';

/** A circle as the address has it, `51.5,-0.1,500`, with a hole `51.5,-0.1,500,250`; empty for none. */
export function nearText(near: Near | null): string {
  if (near === null) return '';
  const { lat, lon, metres, beyond } = near;
  return [lat, lon, metres, ...(beyond === undefined ? [] : [beyond])].join();
}

/** See `nearText`; null for what is no circle. */
export function nearFrom(text: string | null): Near | null {
  const [lat, lon, metres, beyond] = (text ?? '').split(',').map(Number);
  if (lat === undefined || lon === undefined || metres === undefined) return null;
  const fine = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && metres > 0 && metres <= 50_000;
  if (!fine) return null;
  return beyond !== undefined && beyond > 0 && beyond < metres
    ? { lat, lon, metres, beyond }
    : { lat, lon, metres };
}
