import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, QueryResult, ResultColumn } from '#core/model/result.ts';
import type { Answer } from '#web/api/query-run.ts';
import { crossText, listText } from '#web/explore/copied-text.ts';
import { type Cross, crossOf, isCrossable, MOST_ACROSS, marksIn } from '#web/explore/cross.ts';
import { madeResult } from '../made-result.ts';

const group = (
  name: string,
  type: ResultColumn['type'],
  values: readonly Cell[],
  labels: Record<string, string> = {},
): ResultColumn => ({ name, label: name, role: 'group', type, values, labels });
const counts = (values: readonly Cell[]): ResultColumn => ({
  name: 'count',
  label: 'Crimes',
  role: 'measure',
  type: 'integer',
  values,
});

function answerOf(columns: readonly ResultColumn[], more: Partial<QueryResult> = {}): Answer {
  const rows = columns[0]?.values.length ?? 0;
  const result: QueryResult = madeResult(columns, {
    rowCount: rows,
    words: 'Crimes',
    coverage: [{ dataset: 'mps-crime', from: '2024-01', to: '2024-03', missingMonths: [], missingAreas: [] }],
    ...more,
  });
  return { id: 'q', words: '', result, loaded: rows };
}

function crossed(answer: Answer, adds = true, measure = -1): Cross {
  const cross = crossOf(answer, measure, adds);
  if ('reason' in cross) throw new Error(cross.reason);
  return cross;
}

const byMonth = answerOf([
  group('borough', 'area', ['S', 'S', 'C', 'C', null, null], { C: 'Camden', S: 'Sutton' }),
  group('month', 'month', ['2024-02', '2024-01', '2024-01', '2024-02', '2024-01', '2024-02']),
  counts([7, 'x', 1200, 30, 0, 4]),
]);

describe('crossOf(answer, measure, adds)', () => {
  it('puts names in alphabetical order and months in theirs, what is not known last', () => {
    const cross = crossed(byMonth);
    expect(cross.rows.map(({ label }) => label)).toEqual(['Camden', 'Sutton', 'Area not known']);
    expect(cross.columns.map(({ label }) => label)).toEqual(['Jan 2024', 'Feb 2024']);
    expect(cross.cells).toEqual([
      [1200, 30],
      ['x', 7],
      [0, 4],
    ]);
  });

  it('sums what was supplied, and says x only where nothing was', () => {
    const cross = crossed(byMonth);
    expect(cross.rows.map(({ total }) => total)).toEqual([1230, 7, 4]);
    expect(cross.columns.map(({ total }) => total)).toEqual([1200, 41]);
    expect(cross.total).toBe(1241);
    expect(marksIn(cross)).toEqual(['x']);
    const none = crossed(
      answerOf([group('a', 'text', ['p', 'q']), group('b', 'text', ['r', 'r']), counts(['x', 3])]),
    );
    expect(none.rows.map(({ total }) => total)).toEqual(['x', 3]);
  });

  it.each(['c', 'h', 'u'] as const)('does not sum over a part that is %s', (mark) => {
    const cross = crossed(
      answerOf([
        group('a', 'text', ['p', 'p', 'q', 'q']),
        group('b', 'text', ['r', 's', 'r', 's']),
        counts([1, mark, 2, 3]),
      ]),
    );
    expect(cross.rows.map(({ total }) => total)).toEqual(['u', 5]);
    expect(cross.columns.map(({ total }) => total)).toEqual([3, 'u']);
    expect(cross.total).toBe('u');
  });

  it('has no totals under a profile that changes numbers, nor of rates', () => {
    const cross = crossed(byMonth, false);
    expect([cross.total, ...cross.rows.map(({ total }) => total)]).toEqual([null, null, null, null]);
    const rates = { ...counts([1, 2]), name: 'rate', type: 'number' as const };
    const rated = answerOf([
      group('a', 'text', ['p', 'q']),
      group('b', 'text', ['r', 'r']),
      counts([5, 6]),
      rates,
    ]);
    expect(crossed(rated).total).toBeNull();
    expect(crossed(rated).cells).toEqual([[1], [2]]);
    expect(crossed(rated, true, 0).total).toBe(11);
  });

  it('reads a pair without a row as zero where supplied, x in months that were not, and u where it cannot tell', () => {
    const columns = [
      group('a', 'text', ['p', 'q']),
      group('month', 'month', ['2024-01', '2024-02']),
      counts([1, 2]),
    ];
    expect(crossed(answerOf(columns)).cells).toEqual([
      [1, 0],
      [0, 2],
    ]);
    const gap = {
      dataset: 'mps-crime',
      from: '2024-01',
      to: '2024-03',
      missingMonths: ['2024-02'],
      missingAreas: [],
    };
    expect(crossed(answerOf(columns, { coverage: [gap] })).cells).toEqual([
      [1, 'x'],
      [0, 2],
    ]);
    expect(crossed(answerOf(columns), false).cells[0]).toEqual([1, 'u']);
    const pairs = [group('a', 'text', ['p', 'q']), group('b', 'text', ['r', 's']), counts([1, 2])];
    expect(crossed(answerOf(pairs, { coverage: [gap] })).cells[0]).toEqual([1, 'u']);
  });

  it('turns when the second grouping is too long, and declines what is too long both ways or not whole', () => {
    const many = Array.from({ length: MOST_ACROSS + 1 }, (_, index) => `n${index}`);
    const long = answerOf([
      group(
        'a',
        'text',
        many.map(() => 'p'),
      ),
      group('b', 'text', many),
      counts(many.map(() => 1)),
    ]);
    expect(crossed(long).down.name).toBe('b');
    expect(crossed(long).cells).toHaveLength(MOST_ACROSS + 1);
    const both = answerOf([group('a', 'text', many), group('b', 'text', many), counts(many.map(() => 1))]);
    expect(crossOf(both, -1, true)).toMatchObject({
      reason: expect.stringContaining('too many to read across'),
    });
    expect(crossOf({ ...byMonth, loaded: 5 }, -1, true)).toHaveProperty('reason');
    expect(isCrossable(byMonth.result)).toBe(true);
    expect(isCrossable(answerOf([group('a', 'text', []), counts([])]).result)).toBe(false);
  });

  it('sums the same down, across and in all, whatever the numbers', () => {
    const pairs = fc.uniqueArray(
      fc.record({
        a: fc.integer({ min: 0, max: 5 }),
        b: fc.integer({ min: 0, max: 5 }),
        n: fc.nat(1_000_000),
      }),
      { minLength: 1, selector: ({ a, b }) => `${a},${b}` },
    );
    fc.assert(
      fc.property(pairs, (rows) => {
        const cross = crossed(
          answerOf([
            group(
              'a',
              'integer',
              rows.map(({ a }) => a),
            ),
            group(
              'b',
              'integer',
              rows.map(({ b }) => b),
            ),
            counts(rows.map(({ n }) => n)),
          ]),
        );
        const all = rows.reduce((sum, { n }) => sum + n, 0);
        const sum = (lines: Cross['rows']) => lines.reduce((so, { total }) => so + Number(total), 0);
        expect([cross.total, sum(cross.rows), sum(cross.columns)]).toEqual([all, all, all]);
      }),
    );
  });
});

describe('text of a table for the clipboard', () => {
  it('has a head, plain numbers, marks as letters, and totals where there are some', () => {
    expect(crossText(crossed(byMonth))).toBe(
      [
        'borough / month\tJan 2024\tFeb 2024\tTotal',
        'Camden\t1200\t30\t1230',
        'Sutton\tx\t7\t7',
        'Area not known\t0\t4\t4',
        'Total\t1200\t41\t1241',
      ].join('\n'),
    );
    expect(crossText(crossed(byMonth, false)).split('\n')[0]).toBe('borough / month\tJan 2024\tFeb 2024');
  });

  it('lists rows in the order in which they are shown', () => {
    expect(listText(byMonth.result.columns, [2, 1])).toBe(
      'borough\tmonth\tCrimes\nCamden\tJan 2024\t1200\nSutton\tJan 2024\tx',
    );
  });

  it('lets no name start a formula or break a line', () => {
    const sly = [group('a', 'text', ['=HYPERLINK("x")', '+1\t2\r\n3']), counts([1, null])];
    expect(listText(sly, [0, 1])).toBe(`a\tCrimes\n'=HYPERLINK("x")\t1\n'+1 2 3\tu`);
  });
});
