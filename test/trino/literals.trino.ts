import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { column, compare, integer, isIn, text } from '#core/sql/build.ts';
import { encodeText } from '#core/sql/literal.ts';
import { makeProbe, type Probe } from './probe.ts';

/** Texts that have broken a quoting somewhere. */
const TEXTS: readonly string[] = [
  '',
  ' ',
  "it's",
  "''",
  "'",
  'a"b',
  '`a`',
  '\\',
  "\\'; SELECT 1; --",
  "'; DROP TABLE records; --",
  "' OR '1'='1",
  '/* */ -- #',
  'a\r\nb\tc',
  '100 %_',
  '?',
  ':name $1 {{x}} @x',
  "U&'\\0041'",
  "x'00'",
  'e\u0301 is not é',
  '\u0001\u001b\u007f\u0085',
  '\u2028\u2029\u200f\ufeff',
  '\uffff\ufffe\ufffd',
  '😀 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '\u{10ffff}',
  'x'.repeat(65_536),
  "'".repeat(10_000),
];
const INTEGERS: readonly (number | bigint)[] = [
  0,
  1,
  -1,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  622_236_605_775_642_623n,
  2n ** 63n - 1n,
  -(2n ** 63n),
];

describe('a literal', () => {
  let probe: Probe;

  beforeAll(async () => {
    const rows = TEXTS.map((value, index) => `(${index}, ${encodeText(value)})`).join(', ');
    probe = await makeProbe('test-literals', `SELECT * FROM (VALUES ${rows}) AS t(n, t)`);
  });

  afterAll(() => probe.close());

  it('of any text comes back from both engines as it was', async () => {
    for (const value of TEXTS) {
      const answer = await probe.ask(
        probe.select([text(value)], { where: compare(column('n'), '=', integer(0)) }),
      );
      expect(answer).toEqual({ duckdb: [[value]], trino: [[value]] });
    }
  });

  it('finds the one record that holds the text, in both engines', async () => {
    for (const [index, value] of TEXTS.entries()) {
      const answer = await probe.ask(
        probe.select([column('n')], { where: compare(column('t'), '=', text(value)) }),
      );
      expect(answer).toEqual({ duckdb: [[BigInt(index)]], trino: [[BigInt(index)]] });
    }
  });

  it('in a list of all of them finds every record', async () => {
    const statement = probe.select([column('n'), column('t')], {
      where: isIn(column('t'), TEXTS.map(text)),
      orderBy: [{ by: 1, descending: false }],
    });
    const answer = await probe.ask(statement);
    expect(answer.trino).toEqual(TEXTS.map((value, index) => [BigInt(index), value]));
    expect(answer.duckdb).toEqual(answer.trino);
  });

  it('of any whole number within 64 bits comes back from both engines as it was', async () => {
    const answer = await probe.ask(
      probe.select(INTEGERS.map(integer), { where: compare(column('n'), '=', integer(0)) }),
    );
    expect(answer.trino).toEqual([INTEGERS.map(BigInt)]);
    expect(answer.duckdb).toEqual(answer.trino);
  });
});
