import { describe, expect, it } from 'vitest';
import type { QueryResult, ResultColumn } from '#core/model/result.ts';
import { fileNameFrom } from '#web/api/download.ts';
import { marksOf, monthSeries, ranked, seriesOf, sumOf, weekOf } from '#web/charts/series.ts';
import { coverageOf } from '#web/deliveries/upload-form.tsx';
import { controlOf } from '#web/explore/fault-summary.tsx';
import { sortedRows } from '#web/explore/result-table.tsx';
import { counted, formatCell, formatGroup, formatNumber, formatShort } from '#web/format/number.ts';
import { placeOf } from '#web/panel/near-section.tsx';
import { safeReturn } from '#web/session/session.ts';
import { madeResult } from './made-result.ts';

const column = (
  name: string,
  role: ResultColumn['role'],
  type: ResultColumn['type'],
  values: ResultColumn['values'],
): ResultColumn => ({
  name,
  label: name,
  role,
  type,
  values,
});

function resultOf(columns: readonly ResultColumn[], missingMonths: readonly string[] = []): QueryResult {
  return madeResult(columns, {
    coverage: [{ dataset: 'mps-crime', from: '2018-01', to: '2018-06', missingMonths, missingAreas: [] }],
  });
}

describe('numbers', () => {
  it('are written the British way', () => {
    expect(formatNumber(1_830_104)).toBe('1,830,104');
    expect(formatNumber(12.345, 'number')).toBe('12.3');
    expect([0, 950, 1_200, 40_000, 1_250_000].map(formatShort)).toEqual(['0', '950', '1.2k', '40k', '1.3m']);
    expect(counted(1, { one: 'offence', many: 'offences' })).toBe('1 offence');
  });

  it('are not written as zero when they are small', () => {
    expect(formatNumber(0.0033, 'number')).toBe('<0.01');
    expect(formatNumber(0, 'number')).toBe('0.00');
    expect([0.05, 0.1, 0.15000000000000002, 0.0437].map(formatShort)).toEqual([
      '0.05',
      '0.1',
      '0.15',
      '0.044',
    ]);
  });

  it('keep marks and zero apart', () => {
    expect(formatCell(0, 'integer')).toBe('0');
    expect(formatCell('x', 'integer')).toBe('x');
    expect(formatCell(null, 'integer')).toBe('u');
  });
});

describe('groups', () => {
  it('are written in words, and what is not known says so', () => {
    const area = { ...column('borough', 'group', 'area', []), labels: { E09000007: 'Camden' } };
    expect(formatGroup(area, 'E09000007')).toBe('Camden');
    expect(formatGroup(area, null)).toBe('Area not known');
    expect(formatGroup(column('month', 'group', 'month', []), '2018-05')).toBe('May 2018');
    expect(formatGroup(column('weekday', 'group', 'integer', []), 1)).toBe('Monday');
    expect(formatGroup(column('hour', 'group', 'integer', []), 7)).toBe('07:00');
  });
});

describe('monthSeries(result, months)', () => {
  const months = ['2018-05', '2018-06', '2018-07'];
  const result = resultOf([
    column('month', 'group', 'month', ['2018-06']),
    column('count', 'measure', 'integer', [5]),
  ]);

  it('gives zero for a month that was supplied and has no row, and a gap for one that was not', () => {
    expect(monthSeries(result, months).map((point) => point.value ?? point.mark)).toEqual([0, 5, 'x']);
    expect(monthSeries(resultOf(result.columns, ['2018-05']), months)[0]?.mark).toBe('x');
  });

  it('is not summed across a gap', () => {
    expect(sumOf(monthSeries(result, months), ['2018-05', '2018-06'])).toBe(5);
    expect(sumOf(monthSeries(result, months), months)).toBeNull();
  });
});

describe('seriesOf(result)', () => {
  it('ranks numbers first, marks next and what is not known last', () => {
    const result = resultOf([
      column('borough', 'group', 'area', [null, 'a', 'b', 'c']),
      column('count', 'measure', 'integer', [900, 'x', 3, 7]),
    ]);
    expect(ranked(seriesOf(result).points).map((point) => point.key)).toEqual(['c', 'b', 'a', null]);
  });

  it('keeps the mark of an hour that is suppressed', () => {
    const week = weekOf(
      resultOf([
        column('weekday', 'group', 'integer', [1]),
        column('hour', 'group', 'integer', [3]),
        column('count', 'measure', 'integer', ['c']),
      ]),
    );
    expect([week[0]?.[3], week[0]?.[4]]).toEqual(['c', 0]);
  });

  it('lays hours and weekdays out as a week that starts on Monday', () => {
    const week = weekOf(
      resultOf([
        column('weekday', 'group', 'integer', [1, 7, null]),
        column('hour', 'group', 'integer', [0, 23, null]),
        column('count', 'measure', 'integer', [4, 9, 50]),
      ]),
    );
    expect([week.length, week[0]?.[0], week[6]?.[23], week.flat().length]).toEqual([7, 4, 9, 168]);
  });
});

describe('marksOf(result)', () => {
  it('names each mark of the measures once', () => {
    const result = resultOf([
      column('borough', 'group', 'area', ['c', 'b', 'd', 'e']),
      column('count', 'measure', 'integer', ['x', 'c', 'c', null]),
    ]);
    expect(marksOf(result)).toEqual(['c', 'x', 'u']);
  });
});

describe('sortedRows(columns, rows, sort)', () => {
  const columns = [
    column('name', 'group', 'text', ['b', null, 'a']),
    column('count', 'measure', 'integer', [2, 9, 'x']),
  ];

  it('keeps what is not known at the end, whichever way round', () => {
    expect(sortedRows(columns, 3, { column: 0, down: false })).toEqual([2, 0, 1]);
    expect(sortedRows(columns, 3, { column: 0, down: true })).toEqual([0, 2, 1]);
  });

  it('orders numbers by size and leaves the order alone when none is asked for', () => {
    expect(sortedRows(columns, 3, { column: 1, down: true })).toEqual([1, 0, 2]);
    expect(sortedRows(columns, 3, null)).toEqual([0, 1, 2]);
  });
});

describe('what people write', () => {
  it('is a place by coordinates or by the name of an area', () => {
    const areas = [{ name: 'Camden', label: [-0.15, 51.54] as const }];
    expect(placeOf('51.5074, -0.1278', areas)).toEqual({ lat: 51.5074, lon: -0.1278 });
    expect(placeOf('camden', areas)).toEqual({ lat: 51.54, lon: -0.15 });
    expect(placeOf('95, 0', areas)).toBeNull();
    expect(placeOf('Atlantis', areas)).toBeNull();
  });

  it('is coverage with both months, or nothing at all', () => {
    expect(coverageOf({ from: '', to: '', areas: '' })).toBeNull();
    expect(coverageOf({ from: '2018-05', to: '2018-05', areas: 'E09000001, E09000002' })).toEqual({
      from: '2018-05',
      to: '2018-05',
      areas: ['E09000001', 'E09000002'],
    });
    expect(coverageOf({ from: '2018-06', to: '2018-05', areas: '' })).toMatch(/after/);
    expect(coverageOf({ from: '2018-06', to: '', areas: '' })).toMatch(/2018-05/);
  });
});

describe('controlOf(at)', () => {
  it('finds the control that a fault is about', () => {
    expect(controlOf('where.time.from')).toBe('panel-period');
    expect(controlOf('where.space.near.metres')).toBe('panel-near');
    expect(controlOf('where.space.areas[3]')).toBe('panel-areas');
    expect(controlOf('datasets[0]')).toBe('panel-datasets');
  });
});

describe('addresses', () => {
  it('to come back to after signing in are of this site only', () => {
    expect(safeReturn('/?d=mps-crime')).toBe('/?d=mps-crime');
    for (const other of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/callback?code=x',
      null,
    ]) {
      expect(safeReturn(other)).toBe('/');
    }
  });

  it('of downloads give their file name', () => {
    expect(fileNameFrom('attachment; filename="offences.csv"', 'http://localhost/exports/t/x.csv')).toBe(
      'offences.csv',
    );
    expect(fileNameFrom(null, 'http://localhost/exports/t/offences%202018.csv')).toBe('offences 2018.csv');
  });
});
