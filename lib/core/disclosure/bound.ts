import { inverseDiagonal } from './least-squares.ts';
import { PERTURBATION, type Perturbation } from './perturbation.ts';

/** One of the independent ways in which the lattice divides records. */
export type LatticeDimension =
  /** Months from a January on, with quarters, years, every 12 months in a row (cut off at either end), and all time. */
  | { readonly kind: 'time'; readonly months: number }
  /** Areas within areas: how many parts each level divides those above it into, coarse to fine. */
  | { readonly kind: 'areas'; readonly branching: readonly number[] }
  /** The codes of a list with *unknown*, and all together. */
  | { readonly kind: 'codes'; readonly codes: number };

/** What answers to every question of a lattice tell of one finest cell. */
export type DisclosureBound = {
  /** Variance of the best linear unbiased estimate of a cell, as a share of the variance of one answer. */
  readonly varianceFactor: number;
  /** Root mean square error of that estimate, in records. */
  readonly rmsError: number;
  /** Most answers, each perturbed on its own, that one record takes part in. */
  readonly answers: number;
  /** The error for somebody who knows every other record, so that each of those answers tells of this one. */
  readonly rmsErrorKnowingOthers: number;
};

/**
 * The bound for a lattice of these dimensions, all answers given and none suppressed. The lattice is their product, so
 * that both factors are products over them: (A'A)^-1 of a Kronecker product is that of its parts.
 */
export function disclosureBound(
  dimensions: readonly LatticeDimension[],
  { variance }: Pick<Perturbation, 'variance'> = PERTURBATION,
): DisclosureBound {
  const parts = dimensions.map(partOf);
  const varianceFactor = parts.reduce((product, part) => product * part.varianceFactor, 1);
  const answers = parts.reduce((product, part) => product * part.answers, 1);
  return {
    varianceFactor,
    rmsError: Math.sqrt(variance * varianceFactor),
    answers,
    rmsErrorKnowingOthers: Math.sqrt(variance / answers),
  };
}

type Part = Pick<DisclosureBound, 'varianceFactor' | 'answers'>;

function partOf(dimension: LatticeDimension): Part {
  switch (dimension.kind) {
    case 'time':
      return setsPart(timeSets(dimension.months), dimension.months);
    case 'codes':
      return codesPart(dimension.codes + 1);
    case 'areas':
      return areasPart(dimension.branching.filter((parts) => parts > 1));
  }
}

/** (I + J)^-1 has 1 - 1/(n + 1) on its diagonal; a list of one value is the same set as all together. */
function codesPart(values: number): Part {
  return values < 2
    ? { varianceFactor: 1, answers: 1 }
    : { varianceFactor: 1 - 1 / (values + 1), answers: 2 };
}

/**
 * Up the tree, what its parts and its own answer tell of an area; then down again, what the whole tells of each of its
 * parts. A level that divides nothing is the same set as the level above.
 */
function areasPart(branching: readonly number[]): Part {
  const upward: number[] = [1];
  for (const parts of branching.toReversed()) {
    const sum = parts * (upward[0] ?? 1);
    upward.unshift(sum / (1 + sum));
  }
  let varianceFactor = upward[0] ?? 1;
  for (const [depth, parts] of branching.entries()) {
    const own = upward[depth + 1] ?? 1;
    varianceFactor = own - own / parts + varianceFactor / parts ** 2;
  }
  return { varianceFactor, answers: branching.length + 1 };
}

/** The distinct sets of months that can be asked: a set that two questions share has one answer. */
export function timeSets(months: number): readonly (readonly number[])[] {
  const sets = new Map<string, readonly number[]>();
  const add = (from: number, to: number) => {
    const first = Math.max(0, from);
    const last = Math.min(months - 1, to);
    if (first > last) return;
    sets.set(
      `${first} ${last}`,
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
  };
  for (let month = 0; month < months; month += 1) add(month, month);
  for (let month = 0; month < months; month += 3) add(month, month + 2);
  for (let month = -11; month < months; month += 1) add(month, month + 11);
  add(0, months - 1);
  return [...sets.values()];
}

/** The bound of the cell that sets of cells tell most of. */
function setsPart(sets: readonly (readonly number[])[], cells: number): Part {
  const normal = Array.from({ length: cells }, () => new Float64Array(cells));
  const holding = new Array<number>(cells).fill(0);
  for (const set of sets)
    for (const one of set) {
      holding[one] = (holding[one] ?? 0) + 1;
      const row = normal[one];
      if (row !== undefined) for (const other of set) row[other] = (row[other] ?? 0) + 1;
    }
  return { varianceFactor: Math.min(...inverseDiagonal(normal)), answers: Math.max(...holding) };
}
