let read: (() => readonly [number, number]) | null = null;

/** Tells where the middle of the map that is shown lies; null when none is shown any more. */
export function noteCentre(of: (() => readonly [number, number]) | null): void {
  read = of;
}

/** [longitude, latitude] of the middle of the map that is shown; null when none is. */
export function mapCentre(): readonly [number, number] | null {
  return read?.() ?? null;
}
