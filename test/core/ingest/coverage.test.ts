import { describe, expect, it } from 'vitest';
import { assumedCoverage, periodInName, statedCoverage } from '#core/ingest/coverage.ts';
import { addMonths, countMonths, firstDayOf, isMonth, lastDayOf, yearsBetween } from '#core/ingest/month.ts';
import { DeliveryStatementSchema } from '#core/ingest/statement.ts';
import { replacementsOf, touchedYears } from '#core/ingest/window.ts';
import type { Coverage } from '#core/model/coverage.ts';

const MONTH_NAME = '^(?<month>\\d{4}-\\d{2})-';
const clues = {
  manifest: null,
  command: null,
  fileName: '2018-05-street.csv',
  layout: { periodInName: MONTH_NAME },
  contract: { areas: ['W'] },
};
const covers = (from: string, to: string, areas: string[] | null = null) => ({ from, to, areas });
const coverage = (from: string, to: string, areas: string[] | null = null): Coverage => ({
  ...covers(from, to, areas),
  stated: 'manifest',
});

describe('statedCoverage(clues)', () => {
  it('believes the manifest before the command before the file name', () => {
    const manifest = covers('2018-01', '2018-02');
    const command = covers('2018-03', '2018-04');
    expect(statedCoverage({ ...clues, manifest, command })).toEqual({ ...manifest, stated: 'manifest' });
    expect(statedCoverage({ ...clues, command })).toEqual({ ...command, stated: 'command' });
    expect(statedCoverage(clues)).toEqual({ ...covers('2018-05', '2018-05', ['W']), stated: 'file-name' });
  });

  it('is null when nobody states it', () => {
    expect(statedCoverage({ ...clues, fileName: 'street.csv' })).toBeNull();
    expect(statedCoverage({ ...clues, fileName: '2018-13-street.csv' })).toBeNull();
  });
});

describe('periodInName(pattern, fileName)', () => {
  it.each([
    [
      '(?<from>\\d{4}-\\d{2})_(?<to>\\d{4}-\\d{2})\\.parquet$',
      'x-2016-01_2018-06.parquet',
      { from: '2016-01', to: '2018-06' },
    ],
    ['^(?<year>\\d{4})-', '2019-casualty.csv', { from: '2019-01', to: '2019-12' }],
    [MONTH_NAME, '2023-10-x.csv', { from: '2023-10', to: '2023-10' }],
  ])('reads %s', (pattern, name, period) => {
    expect(periodInName(pattern, name)).toEqual(period);
  });
});

describe('assumedCoverage(first, last, contract)', () => {
  const contract = { agency: 'x', cadence: 'monthly' as const, dueDay: 1, areas: null, contact: 'x' };
  it('is the months of the rows', () => {
    expect(assumedCoverage('2018-02', '2018-05', { ...contract, window: { kind: 'append' } })).toMatchObject({
      from: '2018-02',
      to: '2018-05',
    });
  });
  it('reaches back the whole of a rolling window', () => {
    expect(
      assumedCoverage('2018-02', '2018-05', { ...contract, window: { kind: 'rolling', months: 24 } }),
    ).toMatchObject({ from: '2016-06', to: '2018-05' });
  });
});

describe('replacementsOf(earlier, active, window)', () => {
  const earlier = { number: 1, coverage: coverage('2018-05', '2018-05', ['W']) };
  const window = { kind: 'replace-period' as const, within: ['force'] };
  it('is empty when every delivery adds', () => {
    expect(
      replacementsOf(earlier, [{ number: 2, coverage: coverage('2018-05', '2018-05') }], { kind: 'append' }),
    ).toEqual([]);
  });
  it('asks for no areas when the later delivery supplies all that the earlier one did', () => {
    const [all] = replacementsOf(
      earlier,
      [earlier, { number: 2, coverage: coverage('2018-05', '2018-06', ['E', 'W']) }],
      window,
    );
    expect(all).toEqual({
      by: 2,
      fromDay: firstDayOf('2018-05'),
      toDay: lastDayOf('2018-06'),
      areas: null,
      within: ['force'],
    });
  });
  it('is only for the areas of the later delivery otherwise', () => {
    const [some] = replacementsOf(
      { number: 1, coverage: coverage('2018-05', '2018-05') },
      [{ number: 2, coverage: coverage('2018-05', '2018-05', ['E']) }],
      window,
    );
    expect(some?.areas).toEqual(['E']);
  });
});

describe('touchedYears(stage)', () => {
  it('has the years of the rows and of the coverage', () => {
    expect(touchedYears({ years: { 2019: 3 }, coverage: coverage('2016-12', '2017-01') })).toEqual([
      '2016',
      '2017',
      '2019',
    ]);
  });
});

describe('months', () => {
  it('are counted, added and turned into days', () => {
    expect([countMonths('2017-11', '2018-02'), addMonths('2018-01', -13), addMonths('2017-12', 1)]).toEqual([
      4,
      '2016-12',
      '2018-01',
    ]);
    expect([
      firstDayOf('1970-01'),
      lastDayOf('1970-02'),
      lastDayOf('2024-02') - firstDayOf('2024-02'),
    ]).toEqual([0, 58, 28]);
    expect(yearsBetween('2016-12', '2018-01')).toEqual(['2016', '2017', '2018']);
    expect(['2018-05', '2018-13', '18-05', '1899-01'].map(isMonth)).toEqual([true, false, false, false]);
  });
});

describe('DeliveryStatementSchema', () => {
  it.each([
    [{ covers: { from: '2018-06', to: '2018-05' } }],
    [{ covers: { from: 'May', to: '2018-05' } }],
    [{ rows: -1 }],
    [{ sha256: 'abc' }],
    [{ surprise: 1 }],
  ])('refuses %j', (statement) => {
    expect(DeliveryStatementSchema.safeParse(statement).success).toBe(false);
  });
});
