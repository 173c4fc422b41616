import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disclosureBound, timeSets } from '#core/disclosure/bound.ts';
import { inverseDiagonal } from '#core/disclosure/least-squares.ts';

/** Least variance over the cells, from the sets that are asked, without any shortcut. */
function leastVariance(sets: readonly (readonly number[])[], cells: number): number {
  const normal = Array.from({ length: cells }, () => new Float64Array(cells));
  for (const set of sets)
    for (const one of set)
      for (const other of set) (normal[one] as Float64Array)[other] = (normal[one]?.[other] ?? 0) + 1;
  return Math.min(...inverseDiagonal(normal));
}

const range = (from: number, length: number) => Array.from({ length }, (_, index) => from + index);

describe('inverseDiagonal(matrix)', () => {
  it('is right for a matrix whose inverse is known', () => {
    const matrix = [new Float64Array([2, 1]), new Float64Array([1, 2])];
    for (const value of inverseDiagonal(matrix)) expect(value).toBeCloseTo(2 / 3, 12);
  });

  it('fails for a matrix that is not positive definite', () => {
    expect(() => inverseDiagonal([new Float64Array([1, 2]), new Float64Array([2, 1])])).toThrow('definite');
  });
});

describe('timeSets(months)', () => {
  it('has months, quarters, years, 12 months in a row and all time, each set once', () => {
    const sets = timeSets(24).map((set) => set.join());
    expect(new Set(sets).size).toBe(sets.length);
    for (const expected of [range(5, 1), range(3, 3), range(12, 12), range(5, 12), range(0, 24), range(0, 7)])
      expect(sets).toContain(expected.join());
    expect(sets).not.toContain(range(5, 3).join());
    expect(sets).not.toContain(range(5, 13).join());
  });
});

describe('disclosureBound(dimensions)', () => {
  it('agrees with least squares over all sets of a tree of areas', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 3 }), (branching) => {
        const cells = branching.reduce((product, parts) => product * parts, 1);
        const sets = [range(0, cells)];
        let size = cells;
        for (const parts of branching) {
          size /= parts;
          for (let from = 0; from < cells; from += size) sets.push(range(from, size));
        }
        const { varianceFactor, answers } = disclosureBound([{ kind: 'areas', branching }]);
        expect(varianceFactor).toBeCloseTo(leastVariance(sets, cells), 10);
        expect(answers).toBe(branching.length + 1);
      }),
    );
  });

  it('agrees with least squares over the product of time, areas and codes', () => {
    const time = timeSets(12);
    const areas = [range(0, 3), [0], [1], [2]];
    const codes = [range(0, 3), [0], [1], [2]];
    const sets = time.flatMap((months) =>
      areas.flatMap((places) =>
        codes.map((values) =>
          months.flatMap((month) =>
            places.flatMap((place) => values.map((value) => (month * 3 + place) * 3 + value)),
          ),
        ),
      ),
    );
    const bound = disclosureBound([
      { kind: 'time', months: 12 },
      { kind: 'areas', branching: [3] },
      { kind: 'codes', codes: 2 },
    ]);
    expect(bound.varianceFactor).toBeCloseTo(leastVariance(sets, 108), 8);
    const holding = range(0, 108).map((cell) => sets.filter((set) => set.includes(cell)).length);
    expect(bound.answers).toBe(Math.max(...holding));
  });

  it('gives more to know with every dimension and never all', () => {
    const one = disclosureBound([{ kind: 'time', months: 120 }]);
    const two = disclosureBound([
      { kind: 'time', months: 120 },
      { kind: 'areas', branching: [33, 20, 8] },
    ]);
    expect(one.rmsError).toBeLessThan(2);
    expect(two.rmsError).toBeLessThan(one.rmsError);
    expect(two.rmsError).toBeGreaterThan(0);
  });

  it.each([
    [[132], [], [], 1.26, 15, 0.52],
    [[132], [33], [], 1.24, 30, 0.37],
    [[132], [33, 20], [14], 1.19, 90, 0.21],
    [[132], [33, 20, 8], [14, 24, 4], 1.03, 480, 0.09],
  ])('is what the README says for %j months, %j areas and %j codes', (time, branching, lists, ...said) => {
    const { rmsError, answers, rmsErrorKnowingOthers } = disclosureBound([
      ...time.map((months) => ({ kind: 'time' as const, months })),
      { kind: 'areas', branching },
      ...lists.map((codes) => ({ kind: 'codes' as const, codes })),
    ]);
    expect([rmsError.toFixed(2), answers, rmsErrorKnowingOthers.toFixed(2)].map(Number)).toEqual(said);
  });
});
