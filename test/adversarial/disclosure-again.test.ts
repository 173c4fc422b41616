import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disclosureBound } from '#core/disclosure/bound.ts';
import { roundedTo } from '#core/disclosure/count.ts';
import { inverseDiagonal } from '#core/disclosure/least-squares.ts';
import { PERTURBATION } from '#core/disclosure/perturbation.ts';
import { type Guess, gainOf } from './gain.ts';
import { estimated, latticeAnswers, normalOf, type Shown } from './lattice-answers.ts';
import {
  drawn,
  type MadeCell,
  type MadeLake,
  MONTHS,
  madeCells,
  madeDataset,
  openMadeLake,
} from './made-lake.ts';

const CELLS = madeCells();
const count = ({ month, ward, category }: MadeCell) =>
  8 + Math.floor(drawn('again', month, ward, category) * 24);
const bySet = (answers: readonly Shown[]) =>
  new Map(answers.map(({ cells, shown }) => [cells.join(), shown]));
const bound = disclosureBound([
  { kind: 'time', months: MONTHS },
  { kind: 'areas', branching: [4, 2] },
  { kind: 'codes', codes: 3 },
]);

let lake: MadeLake;
let answers: readonly Shown[];

beforeAll(async () => {
  lake = await openMadeLake(madeDataset(count));
  answers = await latticeAnswers(lake, { minimumCount: 1 });
}, 120_000);

afterAll(async () => lake.close());

describe('two accounts together', { timeout: 120_000 }, () => {
  it('learn nothing more under one profile: every answer is the same', async () => {
    expect(bySet(await latticeAnswers(lake, { minimumCount: 1 }))).toEqual(bySet(answers));
  });

  it('learn from a profile that rounds or suppresses more nothing that the other does not tell', async () => {
    const stricter = await latticeAnswers(lake, { minimumCount: 12, rounding: 5 });
    const finer = bySet(answers);
    for (const { cells, shown } of stricter) {
      const other = Number(finer.get(cells.join()));
      if (shown !== 'c') expect(shown).toBe(roundedTo(other, 5));
    }
  });

  it('learn more from a profile with a rule of its own, as much as the sets of records tell that it adds', async () => {
    const rowRule = { column: 'category', in: ['burglary', 'robbery'] };
    const seen = ({ category }: MadeCell) => category < 2;
    const other = await latticeAnswers(lake, { minimumCount: 1, rowRule }, seen);
    const all = new Map(answers.map((answer) => [answer.cells.join(), answer]));
    let shared = 0;
    for (const answer of other) {
      const known = all.get(answer.cells.join());
      if (known !== undefined) shared += 1;
      if (known !== undefined) expect(answer.shown).toBe(known.shown);
      all.set(answer.cells.join(), answer);
    }
    expect(shared).toBeGreaterThan(1_000);
    const together = [...all.values()];
    const least = Math.sqrt(
      PERTURBATION.variance * Math.min(...inverseDiagonal(normalOf(together, CELLS.length))),
    );
    const estimates = estimated(together, CELLS.length);
    const guesses = CELLS.map((cell, index): Guess => ({ guess: estimates[index] ?? 0, truth: count(cell) }));
    const { rmsError } = gainOf(
      `two profiles, ${together.length - answers.length} more answers`,
      guesses,
      least,
    );
    console.log(`one profile alone: bound ${bound.rmsError.toFixed(2)}`);
    expect(rmsError).toBeGreaterThan(least * 0.93);
    expect(least).toBeGreaterThan(bound.rmsError * 0.85);
  });
});

describe('two publications', { timeout: 120_000 }, () => {
  const added: MadeCell = { month: 7, ward: 3, category: 1 };
  const isAdded = (cell: MadeCell) =>
    cell.month === added.month && cell.ward === added.ward && cell.category === added.category;
  const at = CELLS.findIndex(isAdded);
  let later: MadeLake;
  let after: readonly Shown[];

  beforeAll(async () => {
    later = await openMadeLake(madeDataset((cell) => count(cell) + (isAdded(cell) ? 1 : 0)));
    after = await latticeAnswers(later, { minimumCount: 1 });
  }, 120_000);

  afterAll(async () => later.close());

  it('give the same answer wherever the records are the same', () => {
    const before = bySet(answers);
    for (const { cells, shown } of after)
      if (!cells.includes(at)) expect([cells, shown]).toEqual([cells, before.get(cells.join())]);
  });

  it('tell that a cell has changed, and by how much only within the bound for one who knows all else', () => {
    const before = bySet(answers);
    const guesses = after
      .filter(({ cells }) => cells.includes(at))
      .map(
        ({ cells, shown }): Guess => ({ guess: Number(shown) - Number(before.get(cells.join())), truth: 1 }),
      );
    const one = Math.sqrt(2 * PERTURBATION.variance);
    const { rmsError } = gainOf('what one answer tells of a change', guesses, one);
    expect(rmsError).toBeGreaterThan(one * 0.8);
    expect(guesses).toHaveLength(bound.answers);
    const mean = guesses.reduce((sum, { guess }) => sum + guess, 0) / guesses.length;
    console.log(
      `all ${guesses.length} answers that hold it: ${mean.toFixed(2)} records more (1 in truth; error by the bound ${(bound.rmsErrorKnowingOthers * Math.SQRT2).toFixed(2)})`,
    );
    expect(Math.abs(mean - 1)).toBeLessThan(4 * bound.rmsErrorKnowingOthers * Math.SQRT2);
  });
});
