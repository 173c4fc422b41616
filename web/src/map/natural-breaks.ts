/**
 * First value of each group after the first when ascending values are cut into at most `count` groups whose squared
 * distances from their means are least (Jenks; one-dimensional k-means as in Wang & Song 2011, found by divide and
 * conquer in count × n × log n steps). Values must be ascending; equal values are never parted.
 */
export function naturalStarts(ascending: readonly number[], count: number): readonly number[] {
  const groups = weighted(ascending);
  const n = groups.values.length;
  const k = Math.min(count, n);
  if (k < 2) return [];
  const cost = costOf(groups);
  let above = Float64Array.from({ length: n }, (_, end) => cost(0, end));
  const starts: Int32Array[] = [];
  for (let group = 1; group < k; group += 1) {
    const best = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    const from = new Int32Array(n);
    const fill = (low: number, high: number, least: number, most: number): void => {
      if (low > high) return;
      const end = (low + high) >> 1;
      const last = Math.min(most, end);
      for (let start = Math.max(least, group); start <= last; start += 1) {
        const sum = (above[start - 1] ?? 0) + cost(start, end);
        if (sum < (best[end] ?? Number.POSITIVE_INFINITY)) {
          best[end] = sum;
          from[end] = start;
        }
      }
      fill(low, end - 1, least, from[end] ?? least);
      fill(end + 1, high, from[end] ?? least, most);
    };
    fill(group, n - 1, group, n - 1);
    starts.push(from);
    above = best;
  }
  const found: number[] = [];
  for (let group = k - 2, end = n - 1; group >= 0; group -= 1) {
    const start = starts[group]?.[end] ?? 0;
    found.unshift(groups.values[start] ?? 0);
    end = start - 1;
  }
  return found;
}

type Weighted = { readonly values: readonly number[]; readonly counts: readonly number[] };

function weighted(ascending: readonly number[]): Weighted {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of ascending) {
    if (value === values.at(-1)) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values, counts };
}

/** Squared distances from their mean of the values from one place to another, both included. */
function costOf({ values, counts }: Weighted): (from: number, to: number) => number {
  const middle = values[values.length >> 1] ?? 0;
  const size = new Float64Array(values.length + 1);
  const sum = new Float64Array(values.length + 1);
  const square = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) {
    const count = counts[index] ?? 0;
    const moved = value - middle;
    size[index + 1] = (size[index] ?? 0) + count;
    sum[index + 1] = (sum[index] ?? 0) + count * moved;
    square[index + 1] = (square[index] ?? 0) + count * moved * moved;
  }
  const between = (of: Float64Array, from: number, to: number) => (of[to + 1] ?? 0) - (of[from] ?? 0);
  return (from, to) => {
    const total = between(sum, from, to);
    return Math.max(0, between(square, from, to) - (total * total) / between(size, from, to));
  };
}
