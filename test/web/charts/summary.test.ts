import { describe, expect, it } from 'vitest';
import type { Cell, QueryResult } from '#core/model/result.ts';
import { peakWords } from '#web/charts/peak.ts';
import { rateWords } from '#web/charts/rate-words.ts';
import type { MonthPoint, Point } from '#web/charts/series.ts';
import { monthSummary, rankSummary, weekSummary } from '#web/charts/summary.ts';
import { madeResult } from '../made-result.ts';

const point = (
  label: string,
  value: number | null,
  mark: Point['mark'] = null,
  key: string | null = label,
): Point => ({
  key,
  label,
  value,
  mark,
});
const month = (at: string, value: number | null, mark: MonthPoint['mark'] = null): MonthPoint => ({
  month: at,
  value,
  mark,
});

describe('rankSummary(series, measure)', () => {
  it('tells most, next and least, what is not known, and what has no number', () => {
    const points = [
      point('Sutton', 10),
      point('Camden', 40),
      point('Barnet', null, 'c'),
      point('Enfield', 30),
      point('Area not known', 7, null, null),
    ];
    expect(rankSummary({ points, type: 'integer', label: 'Count' }, 'Crimes')).toBe(
      'Crimes, 3 groups: most Camden 40, then Enfield 30, then Sutton 10. Area not known 7. Without a number: Barnet (suppressed).',
    );
  });

  it('says that no group has a number', () => {
    const points = [point('Barnet', null, 'x')];
    expect(rankSummary({ points, type: 'integer', label: 'Count' }, 'Crimes')).toBe(
      'Crimes: no group has a number.',
    );
  });
});

describe('monthSummary(points, type, measure, provisional)', () => {
  it('tells range and latest, marks what is provisional and names the gaps', () => {
    const points = [
      month('2024-01', 30),
      month('2024-02', null, 'x'),
      month('2024-03', 10),
      month('2024-04', 20),
    ];
    expect(monthSummary(points, 'integer', 'Crimes', new Set(['2024-04']))).toBe(
      'Crimes: from 10 in Mar 2024 to 30 in Jan 2024; latest 20 in Apr 2024 (provisional). Without a number: Feb 2024.',
    );
  });

  it('changes with the numbers', () => {
    const one = monthSummary([month('2024-01', 1), month('2024-02', 2)], 'integer', 'Crimes');
    const other = monthSummary([month('2024-01', 1), month('2024-02', 3)], 'integer', 'Crimes');
    expect(one).not.toBe(other);
  });
});

describe('weekSummary(week, measure)', () => {
  it('tells the hours with most and least', () => {
    const week = Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (__, hour) => day * 24 + hour),
    );
    expect(weekSummary(week, 'Calls')).toBe(
      'Calls by hour and day: most 167 at Sun 23:00, least 0 at Mon 00:00.',
    );
    expect(weekSummary([['x' as const]], 'Calls')).toBe('Calls: no hour has a number.');
  });
});

function result(columns: QueryResult['columns']): QueryResult {
  return madeResult(columns, { rowCount: 1 });
}

describe('peakWords(result)', () => {
  const week = (counts: readonly (readonly [number, number, Cell])[]) =>
    result([
      {
        name: 'weekday',
        label: 'Weekday',
        role: 'group',
        type: 'integer',
        values: counts.map(([day]) => day),
      },
      { name: 'hour', label: 'Hour', role: 'group', type: 'integer', values: counts.map(([, hour]) => hour) },
      {
        name: 'count',
        label: 'Count',
        role: 'measure',
        type: 'integer',
        values: counts.map(([, , count]) => count),
      },
    ]);

  it('names the one hour with most, and none where several share it or nothing happened', () => {
    expect(
      peakWords(
        week([
          [6, 18, 9],
          [1, 3, 4],
        ]),
      ),
    ).toBe('Sat 18:00');
    expect(
      peakWords(
        week([
          [6, 18, 9],
          [1, 3, 9],
        ]),
      ),
    ).toBeNull();
    expect(
      peakWords(
        week([
          [6, 18, 0],
          [1, 3, 'x'],
        ]),
      ),
    ).toBeNull();
  });
});

describe('rateWords(result, noun)', () => {
  it('shows numerator, denominator, its years and source', () => {
    const words = rateWords(
      result([
        {
          name: 'rate',
          label: 'Rate',
          role: 'measure',
          type: 'number',
          values: [1.4],
          denominator: {
            name: 'population',
            source: 'Office for National Statistics, mid-year estimates',
            years: [2023, 2024],
            per: 1_000,
            annualised: true,
            value: 9_600_123.4,
          },
        },
      ]),
      'Crimes',
    );
    expect(words.short).toBe('A year, of 9.6m residents, 2023 and 2024 (Office for National Statistics)');
    expect(words.long).toBe(
      'Crimes a year for each 1,000 residents: 9,600,123 residents on average over the months supplied, 2023 and 2024. Source: Office for National Statistics, mid-year estimates',
    );
  });
});
