/** From numbers to places on a drawing, in proportion. */
export function linear(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  const step = (end - start) / (high - low);
  return (value) => start + (value - low) * step;
}

/** Round numbers from zero to `most` or the next one above it: some four steps of 1, 2 or 5 and zeros. */
export function roundTicks(most: number, whole: boolean): readonly number[] {
  const rough = most / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const nearest = [10, 5, 2, 1].find((times) => rough >= size * times * 0.6) ?? 1;
  const step = whole ? Math.max(1, size * nearest) : size * nearest;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, index) => index * step);
}

/** Ticks that can be written at least so many pixels apart, the first and the last among them. */
export function readableTicks(ticks: readonly number[], height: number, apart = 18): readonly number[] {
  const steps = ticks.length - 1;
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find(
    (every) => steps % every === 0 && (height / steps) * every >= apart,
  );
  return ticks.filter((_, index) => index % (step ?? Math.max(1, steps)) === 0);
}
