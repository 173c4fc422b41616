import { describe, expect, it } from 'vitest';
import { disclosureBound, timeSets } from '#core/disclosure/bound.ts';
import { PERTURBATION, perturbationOf } from '#core/disclosure/perturbation.ts';
import { type Guess, gainOf, hitsWithin } from './gain.ts';
import { drawn } from './made-lake.ts';

type Sets = readonly (readonly number[])[];

const range = (from: number, length: number) => Array.from({ length }, (_, index) => from + index);
const MONTHS = 36;
const AREAS = 48;
const VALUES = 6;
/** Months and their sets; 6 boroughs of 8 wards; 5 codes and unknown. */
const LATTICE: readonly { readonly sets: Sets; readonly cells: number }[] = [
  { sets: timeSets(MONTHS), cells: MONTHS },
  {
    sets: [
      range(0, AREAS),
      ...range(0, 6).map((one) => range(one * 8, 8)),
      ...range(0, AREAS).map((one) => [one]),
    ],
    cells: AREAS,
  },
  { sets: [range(0, VALUES), ...range(0, VALUES).map((one) => [one])], cells: VALUES },
];
const bound = disclosureBound([
  { kind: 'time', months: MONTHS },
  { kind: 'areas', branching: [6, 8] },
  { kind: 'codes', codes: VALUES - 1 },
]);

/** Sums of a tensor of cells over the sets of each of its dimensions, one after another. */
function summed(values: Float64Array): Float64Array {
  return LATTICE.reduce(
    (from, { sets, cells }, index) =>
      along(
        from,
        innerOf(index, 'cells'),
        sets.map((set) => indicatorOf(set, cells)),
      ),
    values,
  );
}

/** The best linear unbiased estimate of every cell from the sums. */
function undone(sums: Float64Array): Float64Array {
  return LATTICE.reduce(
    (from, dimension, index) => along(from, innerOf(index, 'sets'), leastSquares(dimension)),
    sums,
  );
}

/** How many numbers of a tensor lie between two neighbours along a dimension, those after it being of cells or sets. */
function innerOf(index: number, after: 'cells' | 'sets'): number {
  return LATTICE.slice(index + 1).reduce(
    (product, { cells, sets }) => product * (after === 'cells' ? cells : sets.length),
    1,
  );
}

function indicatorOf(set: readonly number[], cells: number): Float64Array {
  return Float64Array.from(range(0, cells), (cell) => (set.includes(cell) ? 1 : 0));
}

/** A tensor with a matrix applied to each of its lines along one dimension. */
function along(values: Float64Array, inner: number, rows: readonly Float64Array[]): Float64Array {
  const length = rows[0]?.length ?? 1;
  const outer = values.length / (length * inner);
  const result = new Float64Array(outer * rows.length * inner);
  for (let o = 0; o < outer; o += 1)
    for (const [r, row] of rows.entries())
      for (let i = 0; i < inner; i += 1) {
        let sum = 0;
        for (let k = 0; k < length; k += 1)
          sum += (row[k] ?? 0) * (values[(o * length + k) * inner + i] ?? 0);
        result[(o * rows.length + r) * inner + i] = sum;
      }
  return result;
}

/** (A'A)^-1 A' for the sets of one dimension, by Gauss and Jordan. */
function leastSquares({
  sets,
  cells,
}: {
  readonly sets: Sets;
  readonly cells: number;
}): readonly Float64Array[] {
  const rows = range(0, cells).map((cell) => {
    const row = new Float64Array(cells + sets.length);
    for (const [column, set] of sets.entries()) {
      if (!set.includes(cell)) continue;
      row[cells + column] = 1;
      for (const other of set) row[other] = (row[other] ?? 0) + 1;
    }
    return row;
  });
  for (const [pivot, row] of rows.entries()) {
    const scale = row[pivot] ?? 1;
    for (let k = 0; k < row.length; k += 1) row[k] = (row[k] ?? 0) / scale;
    for (const other of rows) {
      const factor = other === row ? 0 : (other[pivot] ?? 0);
      if (factor !== 0)
        for (let k = 0; k < row.length; k += 1) other[k] = (other[k] ?? 0) - factor * (row[k] ?? 0);
    }
  }
  return rows.map((row) => row.slice(cells));
}

describe('a lattice of 10,368 cells', { timeout: 60_000 }, () => {
  it('is estimated from all its answers no better than the bound, and nearly as well', () => {
    const size = MONTHS * AREAS * VALUES;
    const counts = Float64Array.from(range(0, size), (cell) => 6 + Math.floor(drawn('count', cell) * 30));
    const keys = Float64Array.from(range(0, size), (cell) => Math.floor(drawn('key', cell) * 65_536));
    const keySums = summed(keys);
    const shown = summed(counts).map((count, index) => count + perturbationOf(keySums[index] ?? 0));
    const perturbed = keySums.map((sum) => perturbationOf(sum));
    const mean = perturbed.reduce((sum, value) => sum + value, 0) / perturbed.length;
    console.log(`${shown.length} answers, perturbed by ${mean.toFixed(3)} on average`);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    const estimates = undone(shown);
    const guesses = Array.from(estimates, (guess, cell): Guess => ({ guess, truth: counts[cell] ?? 0 }));
    const { rmsError, hits } = gainOf('every cell from all answers', guesses, bound.rmsError);
    expect(rmsError).toBeGreaterThan(bound.rmsError * 0.97);
    expect(rmsError).toBeLessThan(bound.rmsError * 1.2);
    expect(hits).toBeLessThan(hitsWithin(bound.rmsError) + 0.01);
  });
});

describe('the order of the perturbation table', () => {
  /** How often the best guess at the perturbation of one part hits, given by how much a total and its two parts differ. */
  function bestGuess(triples: Iterable<readonly [part: number, difference: number, weight: number]>): number {
    const byDifference = new Map<number, Map<number, number>>();
    for (const [part, difference, weight] of triples) {
      const parts = byDifference.get(difference) ?? new Map<number, number>();
      byDifference.set(difference, parts);
      parts.set(part, (parts.get(part) ?? 0) + weight);
    }
    return [...byDifference.values()].reduce((sum, parts) => sum + Math.max(...parts.values()), 0);
  }

  function* byKeys(values: readonly number[]) {
    for (let one = 0; one < 256; one += 1)
      for (let other = 0; other < 256; other += 1)
        for (const carry of [0, 1]) {
          const [part, second] = [values[one] ?? 0, values[other] ?? 0];
          const whole = values[(one + other + carry) % 256] ?? 0;
          yield [part, whole - part - second, 0.5 / 65_536] as const;
        }
  }

  function* independent(values: readonly number[]) {
    const share = new Map<number, number>();
    for (const value of values) share.set(value, (share.get(value) ?? 0) + 1 / 256);
    for (const [part, a] of share)
      for (const [second, b] of share)
        for (const [whole, c] of share) yield [part, whole - part - second, a * b * c] as const;
  }

  it('lets the sum of the keys of two parts tell nothing of either, unlike a table in order', () => {
    const { values } = PERTURBATION;
    const [kept, sorted, none] = [
      bestGuess(byKeys(values)),
      bestGuess(byKeys(values.toSorted((a, b) => a - b))),
      bestGuess(independent(values)),
    ];
    console.log(
      `a perturbation is guessed from a total and its parts in ${(kept * 100).toFixed(1)} %; independent ${(none * 100).toFixed(1)} %; a table in order ${(sorted * 100).toFixed(1)} %`,
    );
    expect(kept).toBeLessThan(none + 0.01);
    expect(sorted).toBeGreaterThan(none + 0.02);
  });
});
