import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  and,
  arithmetic,
  cast,
  choose,
  column,
  compare,
  indicator,
  integer,
  isIn,
  isNull,
  isTrue,
  not,
  or,
  text,
} from '#core/sql/build.ts';
import type { Arithmetic, Comparison, Expression } from '#core/sql/tree.ts';
import { makeProbe, type Probe } from './probe.ts';

const SEED = 20_180_501;
const STATEMENTS = 20;
const COLUMNS = 12;
const COMPARISONS: readonly Comparison[] = ['=', '<>', '<', '<=', '>', '>='];
const TEXTS = ['', 'a', 'B', 'é', '😀', "it's", '\uffff'];

/** Numbers stay small: one side of every product is a digit, and divisors are constants other than 0. */
const { number, condition, word } = fc.letrec<{
  number: Expression;
  condition: Expression;
  word: Expression;
}>((tie) => ({
  number: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(column('id'), column('a'), column('b')).map((name) => cast(name, 'BIGINT')),
    fc.integer({ min: -50, max: 50 }).map(integer),
    fc
      .tuple(tie('number'), fc.constantFrom<Arithmetic>('+', '-'), tie('number'))
      .map(([left, op, right]) => arithmetic(left, op, right)),
    fc
      .tuple(tie('number'), fc.integer({ min: -9, max: 9 }))
      .map(([left, by]) => arithmetic(left, '*', integer(by))),
    fc
      .tuple(tie('number'), fc.constantFrom<Arithmetic>('/', '%'), fc.constantFrom(-7, -3, -1, 1, 2, 10))
      .map(([left, op, by]) => arithmetic(left, op, integer(by))),
    tie('condition').map(indicator),
    fc
      .tuple(tie('condition'), tie('number'), tie('number'))
      .map(([when, value, other]) => choose([{ when, value }], other)),
  ),
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.constant(column('flag')),
    fc
      .tuple(tie('number'), fc.constantFrom(...COMPARISONS), tie('number'))
      .map(([left, op, right]) => compare(left, op, right)),
    fc
      .tuple(tie('word'), fc.constantFrom(...COMPARISONS), tie('word'))
      .map(([left, op, right]) => compare(left, op, right)),
    fc
      .tuple(
        tie('number'),
        fc.array(fc.integer({ min: -9, max: 9 }).map(integer), { minLength: 1, maxLength: 5 }),
      )
      .map(([term, values]) => isIn(term, values)),
    fc
      .tuple(tie('word'), fc.array(fc.constantFrom(...TEXTS).map(text), { minLength: 1, maxLength: 5 }))
      .map(([term, values]) => isIn(term, values)),
    tie('number').map(isNull),
    tie('condition').map(not),
    tie('condition').map(isTrue),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((terms) => and(...terms)),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((terms) => or(...terms)),
  ),
  word: fc.oneof(
    { maxDepth: 4 },
    fc.constant(column('word')),
    fc.constantFrom(...TEXTS).map(text),
    tie('number').map((term) => cast(term, 'VARCHAR')),
    fc
      .tuple(tie('condition'), tie('word'), tie('word'))
      .map(([when, value, other]) => choose([{ when, value }], other)),
  ),
}));

describe('any expression of the tree', () => {
  let probe: Probe;

  beforeAll(async () => {
    probe = await makeProbe(
      'test-expressions',
      `SELECT * FROM (VALUES
        (1, 7, 2, TRUE, 'a'), (2, -7, 2, FALSE, 'B'), (3, 7, -2, NULL, 'é'), (4, NULL, -2, TRUE, '😀'),
        (5, 0, NULL, FALSE, NULL), (6, NULL, NULL, NULL, ''), (7, 1, 1, TRUE, 'it''s')) AS t(id, a, b, flag, word)`,
    );
  });

  afterAll(() => probe.close());

  it('has the same value in both engines, as a column and as a filter', async () => {
    const statement = fc.tuple(
      fc.array(fc.oneof(number, condition, word), { minLength: COLUMNS, maxLength: COLUMNS }),
      condition,
    );
    for (const [columns, where] of fc.sample(statement, { seed: SEED, numRuns: STATEMENTS })) {
      const answer = await probe.ask(
        probe.select([column('id'), ...columns], {
          where: or(isNull(column('a')), where),
          orderBy: [{ by: 1, descending: false }],
        }),
      );
      expect(answer.trino.length).toBeGreaterThan(1);
      expect(answer.trino).toEqual(answer.duckdb);
    }
  }, 120_000);
});
