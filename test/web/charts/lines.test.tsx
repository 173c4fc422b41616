// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cell, QueryResult } from '#core/model/result.ts';
import { apart, Lines } from '#web/charts/lines.tsx';
import { Multiples } from '#web/charts/multiples.tsx';
import { DASHES, MOST_SERIES } from '#web/charts/palette.ts';
import { fewLines, type SplitLine, splitLines } from '#web/charts/split-series.ts';
import { madeResult } from '../made-result.ts';

const MONTHS = ['2024-01', '2024-02', '2024-03', '2024-04'];

function result(rows: readonly (readonly [string | null, string, Cell])[]): QueryResult {
  return madeResult(
    [
      { name: 'category', label: 'Category', role: 'group', type: 'text', values: rows.map(([key]) => key) },
      { name: 'month', label: 'Month', role: 'group', type: 'month', values: rows.map(([, month]) => month) },
      {
        name: 'count',
        label: 'Count',
        role: 'measure',
        type: 'integer',
        values: rows.map(([, , count]) => count),
      },
    ],
    {
      rowCount: rows.length,
      coverage: [
        {
          dataset: 'd' as QueryResult['coverage'][number]['dataset'],
          from: '2024-01',
          to: '2024-04',
          missingMonths: ['2024-02'],
          missingAreas: [],
        },
      ],
    },
  );
}

const lineOf = (key: string, values: readonly (number | null)[]): SplitLine => ({
  key,
  label: key,
  points: values.map((value, index) => ({
    month: MONTHS[index] ?? '',
    value,
    mark: value === null ? ('x' as const) : null,
  })),
});

afterEach(cleanup);

describe('splitLines(result, months)', () => {
  it('gives 0 where data was supplied and a gap where not', () => {
    const [robbery] = splitLines(
      result([
        ['robbery', '2024-01', 4],
        ['robbery', '2024-04', 'c'],
      ]),
      MONTHS,
    );
    expect(robbery?.points.map(({ value, mark }) => value ?? mark)).toEqual([4, 'x', 0, 'c']);
  });
});

describe('fewLines(lines, mayAddUp)', () => {
  it('never gives more than six lines, and loses no record when it adds up the others', () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(values, { maxLength: 15 }), (all) => {
        const lines = all.map((counts, index) => lineOf(`c${index}`, counts));
        const few = fewLines(lines, true);
        const total = (some: readonly SplitLine[]) =>
          some.flatMap(({ points }) => points).reduce((sum, { value }) => sum + (value ?? 0), 0);
        expect(few.length).toBeLessThanOrEqual(MOST_SERIES);
        expect(total(few)).toBe(total(lines));
      }),
    );
  });

  it('adds nothing up where it may not', () => {
    const lines = Array.from({ length: 9 }, (_, index) => lineOf(`c${index}`, [index, 1, 1, 1]));
    expect(fewLines(lines, false).map(({ key }) => key)).toEqual(['c8', 'c7', 'c6', 'c5', 'c4', 'c3']);
    expect(
      fewLines(lines, true)
        .map(({ label }) => label)
        .at(-1),
    ).toBe('4 others');
  });

  it('has a gap in the others where one of them has', () => {
    const lines = Array.from({ length: 8 }, (_, index) =>
      lineOf(`c${index}`, [9 - index, index === 7 ? null : 2, 1, 1]),
    );
    expect(
      fewLines(lines, true)
        .at(-1)
        ?.points.map(({ value }) => value),
    ).toEqual([4 + 3 + 2, null, 3, 3]);
  });
});

describe('apart(places, height, lowest)', () => {
  it('keeps labels in their order, off each other and on the drawing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 20, max: 300 }), { minLength: 1, maxLength: 6 }), (places) => {
        const moved = apart(places, 16, 300);
        const order = places
          .map((y, index) => ({ y, to: moved[index] ?? Number.NaN }))
          .sort((a, b) => a.y - b.y);
        for (const [index, { to }] of order.entries()) {
          expect(to).toBeLessThanOrEqual(300);
          if (index > 0) expect(to - (order[index - 1]?.to ?? 0)).toBeGreaterThanOrEqual(16);
        }
      }),
    );
  });
});

describe('Lines', () => {
  const lines = [lineOf('robbery', [1, null, 3, 4]), lineOf('theft', [5, 6, 7, 8])];

  it('speaks every point of every line by the arrow keys, and draws none across a gap', async () => {
    render(
      <Lines
        lines={lines}
        label="each month"
        axis="Crimes"
        type="integer"
        provisional={new Set(['2024-04'])}
      />,
    );
    const reader = screen.getByRole('slider');
    reader.focus();
    expect(reader.getAttribute('aria-valuetext')).toBe('robbery, Apr 2024: 4, provisional');
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(reader.getAttribute('aria-valuetext')).toBe('robbery, Feb 2024: not supplied');
    await userEvent.keyboard('{ArrowDown}{Home}');
    expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('theft, Jan 2024: 5');
    const [first] = document.querySelectorAll('.series path');
    expect(first?.getAttribute('d')?.match(/M/g)).toHaveLength(2);
  });

  it('tells lines apart by dashes and names, not by colour alone', () => {
    render(<Lines lines={lines} label="each month" axis="Crimes" type="integer" provisional={new Set()} />);
    const dashes = [...document.querySelectorAll('.series path')].map((path) =>
      path.getAttribute('stroke-dasharray'),
    );
    expect(new Set(dashes).size).toBe(2);
    expect([...document.querySelectorAll('.series text')].map((text) => text.textContent)).toEqual([
      'robbery',
      'theft',
    ]);
    expect(new Set(DASHES).size).toBe(MOST_SERIES);
  });
});

describe('Multiples', () => {
  it('draws all on one scale from zero, with a gap where nothing was supplied', () => {
    const multiples = [lineOf('A', [10, null, 5, 0]), lineOf('B', [1, 1, 1, 1])].map(({ key, ...line }) => ({
      key: key ?? '',
      ...line,
    }));
    render(<Multiples multiples={multiples} type="integer" axis="Crimes a month" provisional={new Set()} />);
    expect(document.querySelectorAll('.gap')).toHaveLength(1);
    const ys = [...document.querySelectorAll('.month-line')].map((path) =>
      [...(path.getAttribute('d') ?? '').matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y)),
    );
    // 0 lies on the base line, 10 at the top, and 1 a tenth of the way up in both.
    const [top, five, base] = ys[0] ?? [];
    if (top === undefined || five === undefined || base === undefined) throw new Error('no line');
    expect(five).toBeCloseTo((top + base) / 2, 6);
    expect(ys[1]?.[0]).toBeCloseTo(base + (top - base) / 10, 6);
  });
});
