import * as z from 'zod';
import TABLE from './perturbation-table.json' with { type: 'json' };

/** Keys of records and cells are 0…65,535; the high byte of a cell's key selects one of 256 perturbations. */
const KEYS = 65_536;
const ENTRIES = 256;

/** What is added to counts: which whole number for which byte, how large at most, and how much they spread. */
export type Perturbation = {
  /** No count is moved by more than this. */
  readonly bound: number;
  readonly variance: number;
  readonly values: readonly number[];
};

const PerturbationSchema = z.strictObject({
  bound: z.int().min(1),
  variance: z.number().positive(),
  values: z.array(z.int()).length(ENTRIES),
});

/** Reads a perturbation table; fails unless its mean is zero and its bound and variance are what it says. */
export function readPerturbation(table: unknown): Perturbation {
  const read = PerturbationSchema.parse(table);
  const { bound, variance, values } = read;
  const total = (of: (value: number) => number) => values.reduce((sum, value) => sum + of(value), 0);
  if (total((value) => value) !== 0) throw new Error('the perturbation table does not have a mean of zero');
  if (Math.max(...values.map(Math.abs)) !== bound)
    throw new Error('the perturbation table does not have the bound that it states');
  if (total((value) => value * value) / ENTRIES !== variance)
    throw new Error('the perturbation table does not have the variance that it states');
  return read;
}

/** The table that counts are perturbed by. */
export const PERTURBATION: Perturbation = readPerturbation(TABLE);

/** What the records of a cell add to its count, given the sum of their keys: the same records, the same number. */
export function perturbationOf(keySum: number, { values }: Perturbation = PERTURBATION): number {
  const key = ((keySum % KEYS) + KEYS) % KEYS;
  return values[Math.floor(key / ENTRIES)] ?? 0;
}
