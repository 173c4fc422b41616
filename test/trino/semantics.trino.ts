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

const BY_KEY = { orderBy: [{ by: column('id'), descending: false }] };
const MOST = 2n ** 31n - 1n;
/** In the order of their UTF-8 bytes; in UTF-16 the last but one would come after the last. */
const WORDS = ['', ' ', 'A', 'Z', 'a', 'aa', 'ab', 'z', 'é', 'ż', 'ﬀ', '\ufffd', '😀', '\u{10ffff}'];

describe('Trino and DuckDB agree', () => {
  let probe: Probe;
  let words: Probe;

  /** Asserts that both give these rows, in this order. */
  async function expectRows(
    source: Probe,
    columns: readonly Expression[],
    rows: readonly (readonly unknown[])[],
  ) {
    const answer = await source.ask(source.select(columns, BY_KEY));
    expect(answer.trino).toEqual(rows);
    expect(answer.duckdb).toEqual(rows);
  }

  beforeAll(async () => {
    probe = await makeProbe(
      'test-semantics',
      `SELECT * FROM (VALUES
        (1, 7, 2, TRUE, CAST(${MOST} AS INTEGER)),
        (2, -7, 2, FALSE, CAST(${MOST} AS INTEGER)),
        (3, 7, -2, NULL, CAST(${MOST} AS INTEGER)),
        (4, -7, -2, TRUE, CAST(${MOST} AS INTEGER)),
        (5, NULL, 2, FALSE, NULL),
        (6, 0, NULL, NULL, NULL)) AS t(id, a, b, flag, large)`,
    );
    const rows = WORDS.map((word, index) => `(${(index * 5) % WORDS.length}, ${index}, '${word}')`).join(
      ', ',
    );
    words = await makeProbe(
      'test-words',
      `SELECT * FROM (VALUES ${rows}, (99, NULL, NULL)) AS t(id, place, word)`,
    );
  });

  afterAll(() => {
    probe.close();
    words.close();
  });

  it('that division drops the remainder, towards zero, and the remainder has the sign of the left', async () => {
    const all = (['/', '%', '+', '-', '*'] as Arithmetic[]).map((op) =>
      arithmetic(column('a'), op, column('b')),
    );
    await expectRows(probe, all, [
      [3n, 1n, 9n, 5n, 14n],
      [-3n, -1n, -5n, -9n, -14n],
      [-3n, 1n, 5n, 9n, -14n],
      [3n, -1n, -9n, -5n, 14n],
      [null, null, null, null, null],
      [null, null, null, null, null],
    ]);
  });

  it('that a sum of integers grows into 64 bits', async () => {
    const statement = probe.select([
      { node: 'aggregate', of: 'sum', term: column('large') },
      { node: 'aggregate', of: 'count', term: null },
      { node: 'aggregate', of: 'count', term: column('a') },
      { node: 'aggregate', of: 'distinct', term: column('b') },
      { node: 'aggregate', of: 'sum', term: indicator(column('flag')) },
    ]);
    const answer = await probe.ask(statement);
    expect(answer.trino).toEqual([[4n * MOST, 6n, 5n, 2n, 2n]]);
    expect(answer.duckdb).toEqual(answer.trino);
  });

  it('that a sum of no rows is NULL and a count of none is 0', async () => {
    const statement = probe.select(
      [
        { node: 'aggregate', of: 'sum', term: column('large') },
        { node: 'aggregate', of: 'count', term: null },
      ],
      { where: compare(column('id'), '>', integer(100)) },
    );
    expect(await probe.ask(statement)).toEqual({ duckdb: [[null, 0n]], trino: [[null, 0n]] });
  });

  it('that a product beyond 32 bits fails rather than wraps, unless it is widened first', async () => {
    const product = (left: Expression) => probe.select([arithmetic(left, '*', column('large'))], BY_KEY);
    await expect(probe.askTrino(product(column('large')))).rejects.toThrow('overflow');
    await expect(probe.ask(product(column('large')))).rejects.toThrow(/overflow/i);
    const widened = await probe.ask(product(cast(column('large'), 'BIGINT')));
    expect(widened.trino.at(0)).toEqual([MOST * MOST]);
    expect(widened.duckdb).toEqual(widened.trino);
  });

  it('that text is ordered by its UTF-8 bytes, up and down, and NULL is last in both', async () => {
    for (const descending of [false, true]) {
      const answer = await words.ask(words.select([column('word')], { orderBy: [{ by: 1, descending }] }));
      const ordered = descending ? WORDS.toReversed() : WORDS;
      expect(answer.trino.flat()).toEqual([...ordered, null]);
      expect(answer.duckdb).toEqual(answer.trino);
    }
  });

  it('that texts compare by their UTF-8 bytes', async () => {
    for (const op of ['<', '<=', '>', '>=', '=', '<>'] as Comparison[]) {
      const columns = WORDS.map((word) => compare(column('word'), op, text(word)));
      const answer = await words.ask(
        words.select(columns, { orderBy: [{ by: column('place'), descending: false }] }),
      );
      const expected = WORDS.map((_, left) => WORDS.map((_, right) => holds(left, op, right)));
      expect(answer.trino).toEqual([...expected, WORDS.map(() => null)]);
      expect(answer.duckdb).toEqual(answer.trino);
    }
  });

  it('on logic with three values', async () => {
    const flag = column('flag');
    const unknown = compare(column('a'), '=', column('b'));
    const terms = [flag, unknown, isNull(flag), isIn(column('b'), [integer(2), integer(3)])];
    const columns = terms.flatMap((left) => [
      not(left),
      isTrue(left),
      indicator(left),
      choose([{ when: left, value: text('yes') }], null),
      ...terms.flatMap((right) => [and(left, right), or(left, not(right)), not(and(not(left), right))]),
    ]);
    const answer = await probe.ask(probe.select(columns, BY_KEY));
    expect(answer.trino).toHaveLength(6);
    expect(answer.trino.flat()).toContain(null);
    expect(answer.duckdb).toEqual(answer.trino);
    for (const where of [not(flag), ...columns.filter((one) => one.node === 'logic').slice(0, 6)]) {
      const kept = await probe.ask(probe.select([column('id')], { where, ...BY_KEY }));
      expect(kept.duckdb).toEqual(kept.trino);
    }
  });

  it('on casts between the types of a file', async () => {
    await expectRows(
      probe,
      [cast(column('a'), 'VARCHAR'), cast(column('flag'), 'VARCHAR'), cast(column('a'), 'BIGINT')],
      [
        ['7', 'true', 7n],
        ['-7', 'false', -7n],
        ['7', null, 7n],
        ['-7', 'true', -7n],
        [null, 'false', null],
        ['0', null, 0n],
      ],
    );
  });
});

function holds(left: number, op: Comparison, right: number): boolean {
  switch (op) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '=':
      return left === right;
    case '<>':
      return left !== right;
  }
}
