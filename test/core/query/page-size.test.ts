import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, ResultColumn } from '#core/model/result.ts';
import { rowsWithin } from '#core/query/page-size.ts';

const column = (values: readonly Cell[]): ResultColumn => ({
  name: 'street',
  label: 'Street',
  role: 'record',
  type: 'text',
  values,
});

describe('the rows that fit into one reply', () => {
  it('are all of them where they are few', () => {
    expect(rowsWithin([column(['a', 'b', null])])).toBe(3);
    expect(rowsWithin([])).toBe(0);
  });

  it('are one where the first is larger than a reply, so that pages come to an end', () => {
    expect(rowsWithin([column(['x'.repeat(50), 'y'])], 10)).toBe(1);
  });

  it('never take more bytes as JSON than are allowed', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 100, max: 2_000 }), (pairs, bytes) => {
        const columns = [column(pairs.map(([a]) => a)), column(pairs.map(([, b]) => b))];
        const fitting = rowsWithin(columns, bytes);
        const json = JSON.stringify(columns.map(({ values }) => values.slice(0, fitting)));
        expect(fitting === 1 || Buffer.byteLength(json) <= bytes + '[[],[]]'.length).toBe(true);
      }),
    );
  });
});
