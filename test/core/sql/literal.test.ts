import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { integer, isIn, text } from '#core/sql/build.ts';
import { printDuckDb } from '#core/sql/duckdb.ts';
import { encodeInteger, encodeName, encodeText, isEncodable } from '#core/sql/literal.ts';
import type { Expression, Statement } from '#core/sql/tree.ts';
import { printTrino } from '#core/sql/trino.ts';
import { ADVERSARIAL_TEXTS } from '#test/support/adversarial.ts';

/** A statement that gives one value, reading nothing. */
function oneValue(value: Expression, as = 'value'): Statement {
  const v = 'none' as never;
  const scan = {
    node: 'scan',
    dataset: 'a-b',
    kind: 'records',
    rule: null,
    columns: [],
    periods: [{ period: '1', v, files: [] }],
  } as const;
  return {
    query: {
      node: 'select',
      columns: [{ value, as }],
      from: scan,
      where: null,
      groupBy: null,
      orderBy: [],
      limit: null,
    },
  };
}

describe('literals and names on DuckDB', () => {
  let instance: DuckDBInstance;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
  });
  afterAll(() => instance.closeSync());

  async function run(statement: Statement) {
    const sql = printDuckDb(statement, (key) => key).replace(/FROM read_parquet\(.*?\)/, '');
    const connection = await instance.connect();
    try {
      const result = await connection.runAndReadAll(sql);
      return { names: result.columnNames(), rows: result.getRows() };
    } finally {
      connection.closeSync();
    }
  }

  it.each(ADVERSARIAL_TEXTS)('brings back the text %j as it was', async (value) => {
    expect((await run(oneValue(text(value)))).rows).toEqual([[value]]);
  });

  it.each(ADVERSARIAL_TEXTS.filter((value) => value !== '' && value.length < 1_000))(
    'keeps the name %j as it was',
    async (value) => {
      expect((await run(oneValue(integer(1), value))).names).toEqual([value]);
    },
  );

  it('brings back any text that can be sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }).filter(isEncodable), async (value) => {
        expect((await run(oneValue(text(value)))).rows).toEqual([[value]]);
      }),
      { numRuns: 100 },
    );
  });

  it('compares text as it stands, without patterns', async () => {
    expect((await run(oneValue(isIn(text('100%'), [text('100_'), text('1%')])))).rows).toEqual([[false]]);
  });
});

describe('encodeText(value)', () => {
  it('is the text in quotes with its quotes doubled, the same in both dialects', () => {
    expect(encodeText('it\'s \\ "')).toBe(`'it''s \\ "'`);
    expect(printTrino(oneValue(text("a'b")), { catalog: 'c', schema: 's' })).toContain("'a''b'");
  });

  it.each(['a\0b', '\ud800', 'x\udc00'])('refuses %j, which no engine can hold', (value) => {
    expect(isEncodable(value)).toBe(false);
    expect(() => encodeText(value)).toThrow('no engine');
  });
});

describe('encodeInteger(value)', () => {
  it('keeps every whole number of 64 bits', () => {
    expect(encodeInteger(2n ** 63n - 1n)).toBe('9223372036854775807');
    expect(encodeInteger(-5)).toBe('(-5)');
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2n ** 63n])('refuses %s', (value) => {
    expect(() => encodeInteger(value)).toThrow('whole number');
  });
});

describe('encodeName(name)', () => {
  it('doubles quotes', () => {
    expect(encodeName('a"; --')).toBe('"a""; --"');
  });

  it('refuses an empty name', () => {
    expect(() => encodeName('')).toThrow('no engine');
  });
});
