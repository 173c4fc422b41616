import type { Random } from './random.ts';

/** Draws an index by weight in constant time (Vose's alias method). */
export type Draw = (random: Random) => number;

/** A draw over indices 0…n−1 with these weights; at least one must be above zero. */
export function drawOf(weights: readonly number[]): Draw {
  const count = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) throw new Error('a draw needs a weight above zero');
  const keep = Float64Array.from(weights, (weight) => (weight * count) / total);
  const alias = new Int32Array(count);
  const small: number[] = [];
  const large: number[] = [];
  for (const [i, share] of keep.entries()) (share < 1 ? small : large).push(i);
  while (small.length > 0 && large.length > 0) {
    const low = small.pop() ?? 0;
    const high = large.at(-1) ?? 0;
    alias[low] = high;
    const rest = (keep[high] ?? 0) + (keep[low] ?? 0) - 1;
    keep[high] = rest;
    if (rest < 1) small.push(large.pop() ?? 0);
  }
  for (const i of [...small, ...large]) keep[i] = 1;
  return (random) => {
    const scaled = random.unit() * count;
    const i = Math.floor(scaled);
    return scaled - i < (keep[i] ?? 1) ? i : (alias[i] ?? 0);
  };
}

/** A draw of values by weight. */
export function drawValue<Value>(entries: readonly (readonly [Value, number])[]): (random: Random) => Value {
  const draw = drawOf(entries.map(([, weight]) => weight));
  return (random) => {
    const entry = entries[draw(random)];
    if (entry === undefined) throw new Error('a draw left its range');
    return entry[0];
  };
}

/** Splits `total` into whole parts in proportion to the weights (largest remainder, then lower index first). */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!(sum > 0)) return weights.map(() => 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const rest = total - parts.reduce((a, b) => a + b, 0);
  const order = exact
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of order.slice(0, rest)) parts[i] = (parts[i] ?? 0) + 1;
  return parts;
}
