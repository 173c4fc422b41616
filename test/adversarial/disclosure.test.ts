import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disclosureBound } from '#core/disclosure/bound.ts';
import { type Guess, gainOf, hitsWithin } from './gain.ts';
import { estimated, latticeAnswers, type Shown, withoutEmpty } from './lattice-answers.ts';
import { drawn, type MadeLake, MONTHS, madeCells, madeDataset, openMadeLake } from './made-lake.ts';

const CELLS = madeCells();
const bound = disclosureBound([
  { kind: 'time', months: MONTHS },
  { kind: 'areas', branching: [4, 2] },
  { kind: 'codes', codes: 3 },
]);
/** How much under the bound a measured error may be: it is one draw of the perturbations. */
const SLACK = 0.93;
const HITS_SLACK = 0.04;

type Cell = (typeof CELLS)[number];
const position = (month: number, ward: number, category: number) => (month * 8 + ward) * 4 + category;
const truthOf = (count: (cell: Cell) => number, cells: readonly number[]) =>
  cells.reduce((sum, cell) => sum + count(CELLS[cell] as Cell), 0);

describe('against counts that are all shown', { timeout: 120_000 }, () => {
  const count = ({ month, ward, category }: Cell) =>
    8 + Math.floor(drawn('dense', month, ward, category) * 24);
  let lake: MadeLake;
  let answers: readonly Shown[];

  beforeAll(async () => {
    lake = await openMadeLake(madeDataset(count));
    answers = await latticeAnswers(lake, { minimumCount: 1 });
  }, 120_000);

  afterAll(async () => lake.close());

  const shownOf = () => new Map(answers.map(({ cells, shown }) => [cells.join(), Number(shown)]));

  it('every question of the lattice together tells no cell better than the bound', () => {
    expect(answers.every(({ shown }) => typeof shown === 'number')).toBe(true);
    const estimates = estimated(answers, CELLS.length);
    const guesses = CELLS.map((cell, index) => ({ guess: estimates[index] ?? 0, truth: count(cell) }));
    const { rmsError, hits } = gainOf('every question at once', guesses, bound.rmsError);
    expect(rmsError).toBeGreaterThan(bound.rmsError * SLACK);
    expect(hits).toBeLessThan(hitsWithin(bound.rmsError) + HITS_SLACK);
  });

  it('two windows that differ by a month tell no more', () => {
    const shown = shownOf();
    const of = (from: number, length: number, ward: number, category: number) =>
      shown.get(Array.from({ length }, (_, index) => position(from + index, ward, category)).join()) ??
      Number.NaN;
    const guesses = CELLS.filter(({ month }) => month < MONTHS - 12).map((cell): Guess => {
      const { month, ward, category } = cell;
      const difference = of(month, 12, ward, category) - of(month + 1, 12, ward, category);
      return { guess: difference + of(month + 12, 1, ward, category), truth: count(cell) };
    });
    expect(gainOf('neighbouring windows', guesses, bound.rmsError).rmsError).toBeGreaterThan(bound.rmsError);
  });

  it('an area without one of its parts tells no more', () => {
    const shown = shownOf();
    const guesses = CELLS.filter(({ ward }) => ward % 2 === 0).map((cell): Guess => {
      const { month, ward, category } = cell;
      const [one, other] = [position(month, ward, category), position(month, ward + 1, category)];
      const both = shown.get(`${one},${other}`) ?? Number.NaN;
      return { guess: both - (shown.get(`${other}`) ?? Number.NaN), truth: count(cell) };
    });
    expect(gainOf('an area less its part', guesses, bound.rmsError).rmsError).toBeGreaterThan(bound.rmsError);
  });

  it('all codes without the others tell no more', () => {
    const shown = shownOf();
    const guesses = CELLS.map((cell): Guess => {
      const all = [0, 1, 2, 3].map((category) => position(cell.month, cell.ward, category));
      const others = all.filter((_, category) => category !== cell.category);
      const rest = others.reduce((sum, one) => sum + (shown.get(`${one}`) ?? Number.NaN), 0);
      return { guess: (shown.get(all.join()) ?? Number.NaN) - rest, truth: count(cell) };
    });
    expect(gainOf('all codes less the others', guesses, bound.rmsError).rmsError).toBeGreaterThan(
      bound.rmsError,
    );
  });

  it('somebody who knows every other record learns what is left no better than the bound for that', () => {
    const holding = CELLS.map((): Guess[] => []);
    for (const { cells, shown } of answers) {
      const whole = truthOf(count, cells);
      for (const cell of cells) {
        const truth = count(CELLS[cell] as Cell);
        holding[cell]?.push({ guess: Number(shown) - whole + truth, truth });
      }
    }
    const guesses = holding.map(
      (of): Guess => ({
        guess: of.reduce((sum, { guess }) => sum + guess, 0) / of.length,
        truth: of[0]?.truth ?? 0,
      }),
    );
    expect(Math.max(...holding.map(({ length }) => length))).toBe(bound.answers);
    const known = bound.rmsErrorKnowingOthers;
    expect(gainOf('all other records known', guesses, known).rmsError).toBeGreaterThan(known * 0.85);
  });

  it('the same question in other words has the same answer', async () => {
    const time = { from: '2018-03-01', to: '2018-03-31' };
    const one = await lake.ask({ where: { time }, groupBy: [{ area: 'ward' }, { field: 'category' }] });
    const other = await lake.ask({
      where: { time, fields: [{ field: 'category', in: ['theft', 'robbery', 'burglary'] }] },
      groupBy: [{ field: 'category' }, { time: 'month' }, { area: 'ward' }],
      sort: [{ by: 'count', order: 'desc' }],
    });
    const cells = new Map(one.rows.map(([ward, category, shown]) => [`${ward} ${category}`, shown]));
    expect(other.rows.length).toBe(24);
    for (const [category, , ward, shown] of other.rows) expect(shown).toBe(cells.get(`${ward} ${category}`));
  });

  it('a rate over a known denominator tells what the count tells', async () => {
    const time = { from: '2018-01-01', to: '2018-12-31' };
    const { rows } = await lake.ask({
      where: { time },
      groupBy: [{ area: 'borough' }, { field: 'category' }],
      measures: [{ measure: 'count' }, { measure: 'rate', per: 100_000, annualised: false }],
    });
    const people: Record<string, number> = { E01: 100_000, E02: 200_000, E03: 8_000, E04: 50_000 };
    for (const [borough, , shown, rate] of rows)
      expect((Number(rate) * (people[String(borough)] ?? 0)) / 100_000).toBeCloseTo(Number(shown), 6);
  });
});

describe('against counts that are suppressed', { timeout: 120_000 }, () => {
  const minimumCount = 5;
  const count = ({ month, ward, category }: Cell) => {
    const draw = drawn('sparse', month, ward, category);
    return draw < 0.1 ? 0 : Math.floor(1 + draw ** 2 * 16);
  };
  let lake: MadeLake;
  let answers: readonly Shown[];

  beforeAll(async () => {
    lake = await openMadeLake(madeDataset(count));
    answers = await latticeAnswers(lake, { minimumCount });
  }, 120_000);

  afterAll(async () => lake.close());

  it('shows no count under the minimum, and none farther off than the bound of the table', () => {
    let suppressed = 0;
    for (const { cells, shown } of answers) {
      const truth = truthOf(count, cells);
      if (shown === 'c') suppressed += 1;
      else if (truth === 0) expect(shown).toBe(0);
      else {
        expect(shown).toBeGreaterThanOrEqual(minimumCount);
        expect(truth).toBeGreaterThanOrEqual(minimumCount);
        expect(Math.abs(Number(shown) - truth)).toBeLessThanOrEqual(5);
      }
    }
    console.log(`${suppressed} of ${answers.length} answers are suppressed`);
    expect(suppressed).toBeGreaterThan(100);
  });

  it('a total without its other parts does not undo a suppression', () => {
    const shown = new Map(answers.map((answer) => [answer.cells.join(), answer.shown]));
    const guesses: Guess[] = [];
    for (const { cells, shown: total } of answers) {
      if (typeof total !== 'number') continue;
      for (const size of [1, 2, 3, 4, 8]) {
        const parts = partsOf(cells, size);
        const hidden = parts.filter((part) => shown.get(part.join()) === 'c');
        const told = parts.flatMap((part) => {
          const value = shown.get(part.join());
          return typeof value === 'number' ? [value] : [];
        });
        const [only] = hidden;
        if (only === undefined || hidden.length > 1 || told.length + 1 < parts.length) continue;
        guesses.push({ guess: total - told.reduce((sum, one) => sum + one, 0), truth: truthOf(count, only) });
      }
    }
    const { rmsError, hits } = gainOf('a suppressed part of a total', guesses, bound.rmsError);
    expect(guesses.length).toBeGreaterThan(50);
    expect(rmsError).toBeGreaterThan(bound.rmsError);
    expect(hits).toBeLessThan(hitsWithin(bound.rmsError));
    const fitting = guesses.map(({ guess, truth }) => ({ guess: Math.min(9, Math.max(1, guess)), truth }));
    gainOf('the same, kept to what c can stand for', fitting, bound.rmsError);
    console.log(
      `without any answer, saying the same of each is exact in ${(constantHits(guesses) * 100).toFixed(1)} %`,
    );
  });

  it('every question of the lattice together does not undo a suppression', () => {
    const left = withoutEmpty(answers);
    const estimates = estimated(left, CELLS.length);
    const guesses = left.flatMap(({ cells, shown }): Guess[] => {
      const [cell] = cells;
      if (cell === undefined || cells.length > 1 || shown !== 'c') return [];
      return [{ guess: estimates[cell] ?? 0, truth: truthOf(count, cells) }];
    });
    const { rmsError, hits } = gainOf('every suppressed cell from all answers', guesses, bound.rmsError);
    console.log(
      `without any answer, saying the same of each is exact in ${(constantHits(guesses) * 100).toFixed(1)} %`,
    );
    expect(rmsError).toBeGreaterThan(bound.rmsError * SLACK);
    expect(hits).toBeLessThan(hitsWithin(bound.rmsError) + HITS_SLACK);
  });

  /** A set divided into runs of cells of so many, if it can be. */
  function partsOf(cells: readonly number[], size: number): readonly (readonly number[])[] {
    if (cells.length <= size || cells.length % size > 0) return [];
    return Array.from({ length: cells.length / size }, (_, index) =>
      cells.slice(index * size, (index + 1) * size),
    );
  }
});

/** The share that the best single guess for all would hit. */
function constantHits(guesses: readonly Guess[]): number {
  const counts = new Map<number, number>();
  for (const { truth } of guesses) counts.set(truth, (counts.get(truth) ?? 0) + 1);
  return Math.max(...counts.values()) / guesses.length;
}
