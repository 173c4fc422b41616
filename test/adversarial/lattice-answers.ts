import type { DatasetAccess } from '#core/access/profile.ts';
import { timeSets } from '#core/disclosure/bound.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import {
  CATEGORIES,
  type MadeCell,
  type MadeLake,
  MONTHS,
  madeCells,
  monthName,
  WARDS,
} from './made-lake.ts';

/** One answer: which finest cells it is of (positions in `madeCells`), and what was shown. */
export type Shown = { readonly cells: readonly number[]; readonly shown: number | string };

type Pick = (cell: MadeCell) => boolean;
type Part = { readonly spec: Omit<QuerySpec, 'datasets'>; readonly picks: (row: readonly unknown[]) => Pick };

const CELLS = madeCells();

/** Every answer of the lattice that a profile lets be asked, of each set of records that it lets be seen once. */
export async function latticeAnswers(
  lake: MadeLake,
  more: Partial<DatasetAccess> = {},
  seen: Pick = () => true,
): Promise<readonly Shown[]> {
  const answers = new Map<string, Shown>();
  for (const months of timeSets(MONTHS))
    for (const { spec, picks } of partsOf(months)) {
      const { rows } = await lake.ask(spec, more);
      for (const row of rows) {
        const pick = picks(row);
        const cells = CELLS.flatMap((cell, index) =>
          months.includes(cell.month) && pick(cell) && seen(cell) ? [index] : [],
        );
        const shown = row.at(-1);
        if (typeof shown !== 'number' && typeof shown !== 'string')
          throw new Error('an answer without a count');
        if (cells.length > 0) answers.set(cells.join(), { cells, shown });
      }
    }
  return [...answers.values()];
}

/** The questions about one set of months: by no place, borough or ward; by no category or each. */
function partsOf(months: readonly number[]): readonly Part[] {
  const first = months[0] ?? 0;
  const last = months.at(-1) ?? 0;
  const clipped = months.length < 12 && months.length !== 1 && !(months.length === 3 && first % 3 === 0);
  const from = clipped && first === 0 ? last - 11 : first;
  const to = clipped && first > 0 ? first + 11 : last;
  const time = { from: `${monthName(from)}-01`, to: lastDay(to) };
  const where = months.length === MONTHS ? {} : { where: { time } };
  const places = [
    { key: [], pick: () => () => true },
    {
      key: [{ area: 'borough' }],
      pick:
        (code: unknown) =>
        ({ ward }: MadeCell) =>
          WARDS[ward]?.startsWith(String(code)) ?? false,
    },
    {
      key: [{ area: 'ward' }],
      pick:
        (code: unknown) =>
        ({ ward }: MadeCell) =>
          WARDS[ward] === code,
    },
  ];
  return places.flatMap(({ key, pick }) => [
    { spec: { ...where, groupBy: key }, picks: (row) => pick(row[0]) },
    {
      spec: { ...where, groupBy: [...key, { field: 'category' }] },
      picks: (row) => {
        const inPlace = pick(row[0]);
        const category = row.at(-2);
        return (cell) => inPlace(cell) && CATEGORIES[cell.category] === category;
      },
    },
  ]);
}

function lastDay(month: number): string {
  return new Date(Date.UTC(2018, month + 1, 0)).toISOString().slice(0, 10);
}

/** The same answers without the cells that a shown 0 tells to be empty; sets that are then the same are one answer. */
export function withoutEmpty(answers: readonly Shown[]): readonly Shown[] {
  const empty = new Set(answers.flatMap(({ cells, shown }) => (shown === 0 ? cells : [])));
  const kept = new Map<string, Shown>();
  for (const { cells, shown } of answers) {
    const left = cells.filter((cell) => !empty.has(cell));
    if (left.length > 0) kept.set(left.join(), { cells: left, shown });
  }
  return [...kept.values()];
}

/** The best linear unbiased estimate of every finest cell from answers that are numbers. */
export function estimated(answers: readonly Shown[], cells: number): Float64Array {
  const told = answers.filter(({ shown }) => typeof shown === 'number');
  const right = new Float64Array(cells);
  for (const { cells: set, shown } of told)
    for (const one of set) right[one] = (right[one] ?? 0) + Number(shown);
  return solved(normalOf(told, cells), right);
}

/** For each pair of cells, how many answers hold both. */
export function normalOf(answers: readonly Shown[], cells: number): readonly Float64Array[] {
  const normal = Array.from({ length: cells }, () => new Float64Array(cells));
  for (const { cells: set } of answers)
    for (const one of set) {
      const row = normal[one];
      if (row !== undefined) for (const other of set) row[other] = (row[other] ?? 0) + 1;
    }
  return normal;
}

/** Solves a symmetric positive definite system by conjugate gradients. */
function solved(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const times = (vector: Float64Array) => Float64Array.from(matrix, (row) => dot(row, vector));
  const solution = new Float64Array(right.length);
  let residual = right.slice();
  let direction = right.slice();
  let size = dot(residual, residual);
  for (let round = 0; round < 2_000 && size > 1e-16; round += 1) {
    const image = times(direction);
    const step = size / dot(direction, image);
    for (let i = 0; i < solution.length; i += 1)
      solution[i] = (solution[i] ?? 0) + step * (direction[i] ?? 0);
    residual = residual.map((value, i) => value - step * (image[i] ?? 0));
    const next = dot(residual, residual);
    direction = residual.map((value, i) => value + (next / size) * (direction[i] ?? 0));
    size = next;
  }
  return solution;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
