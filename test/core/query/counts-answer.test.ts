import { describe, expect, it } from 'vitest';
import { PERTURBATION } from '#core/disclosure/perturbation.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { balanceOf } from '#core/query/balance.ts';
import { completeResult } from '#core/query/complete.ts';
import { notesOf } from '#core/query/note.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { contextUnder, countsAccess } from '#test/support/counts-profile.ts';
import { FIXTURE_DATASETS, NORTH_CRIME, SOUTH_CALLS } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest } from '#test/support/fixture-lake.ts';

const everything = contextOf(FIXTURE_DATASETS, FIXTURE_DATASETS.map(fixtureManifest));
const context = contextUnder(everything, FIXTURE_DATASETS, countsAccess);
/** Northern crime by counts only, all others by record. */
const mixed = contextUnder(everything, [NORTH_CRIME], countsAccess);

const MAY = { from: '2018-05-01', to: '2018-05-31' };
const YEAR = { from: '2018-01-01', to: '2018-12-31' };
const crime = (spec: Omit<QuerySpec, 'datasets'>): QuerySpec => ({ datasets: ['north-crime'], ...spec });

/** Sums of keys that select a perturbation of 0 and of the least, -5. */
const still = PERTURBATION.values.indexOf(0) * 256;
const least = PERTURBATION.values.indexOf(-5) * 256 + 65_536;

describe('completeResult(query, rows) under counts only', () => {
  const names = ['category', 'rows', 'key_sum'];
  const rows = (...groups: readonly (readonly [string | null, number, number])[]) => ({
    names,
    columns: [0, 1, 2].map((index) => groups.map((group) => group[index] ?? null)),
  });
  const byCategory = crime({ where: { time: MAY }, groupBy: [{ field: 'category' }] });

  it('perturbs what is enough, suppresses what is not, and keeps zeros', () => {
    const query = resolveQuery(byCategory, context);
    const result = completeResult(query, rows(['robbery', 20, least], ['burglary', 2, still]));
    expect(result.columns.map(({ values }) => values)).toEqual([
      ['burglary', 'robbery', 'theft'],
      ['c', 15, 0],
    ]);
    expect(result.suppressed).toBe(1);
  });

  it('sorts and cuts by what is shown', () => {
    const spec = { ...byCategory, sort: [{ by: 'count', order: 'desc' as const }], limit: 2 };
    const hidden = completeResult(
      resolveQuery(spec, context),
      rows(['burglary', 20, least], ['robbery', 16, still], ['theft', 2, still]),
    );
    expect(hidden.columns.map(({ values }) => values)).toEqual([
      ['robbery', 'burglary'],
      [16, 15],
    ]);
  });

  it('does not let the order of what is suppressed tell which is more', () => {
    const spec = { ...byCategory, sort: [{ by: 'count', order: 'desc' as const }] };
    const ordered = (first: number, second: number) =>
      completeResult(resolveQuery(spec, context), rows(['robbery', first, still], ['theft', second, still]))
        .columns;
    expect(ordered(1, 2)).toEqual(ordered(2, 1));
  });

  it('divides rates by what is shown, and gives none where the count is not shown', () => {
    const spec = crime({
      where: { time: YEAR },
      groupBy: [{ area: 'borough' }],
      measures: [{ measure: 'rate', annualised: false }, { measure: 'denominator' }],
    });
    const areas = {
      names: ['borough', 'rows', 'key_sum'],
      columns: [
        ['E01', 'E02'],
        [20, 2],
        [least, still],
      ],
    };
    const [, rates, people] = completeResult(resolveQuery(spec, context), areas).columns;
    expect(rates?.values).toEqual([15 / 100, 'c', 0, 0]);
    const known = people?.values.map((cell) => cell !== 'c');
    expect(known).toEqual([true, false, true, true]);
    expect(Number(people?.values[0])).toBeCloseTo((15 * 1_000) / (15 / 100), 6);
    expect(people?.denominator?.years).toEqual(rates?.denominator?.years);
  });

  it('gives no number for records without a month when the range is no cell', () => {
    const asked = (from: string, to: string) => {
      const spec = crime({ where: { time: { from, to } }, groupBy: [{ time: 'month' as const }] });
      const found = {
        names: ['month', 'rows', 'key_sum'],
        columns: [
          [201805, null],
          [20, 30],
          [least, least],
        ],
      };
      const [months, counts] = completeResult(resolveQuery(spec, context), found).columns;
      return [counts?.values[months?.values.indexOf('2018-05') ?? -1], counts?.values.at(-1)];
    };
    expect(asked('2018-01-01', '2018-12-31')).toEqual([15, 25]);
    expect(asked('2018-01-01', '2019-12-31')).toEqual([15, 'c']);
  });

  it('marks with h a measure of a dataset of counts beside one of records', () => {
    const spec: QuerySpec = {
      datasets: ['north-crime', 'south-calls'],
      where: { time: MAY },
      groupBy: [{ dataset: true }],
      measures: [{ measure: 'count' }, { measure: 'distinct', field: 'category' }],
    };
    const { columns } = completeResult(resolveQuery(spec, mixed), {
      names: ['dataset', 'rows', 'key_sum', 'distinct:category'],
      columns: [
        ['north-crime', 'south-calls'],
        [20, 4],
        [still, 0],
        [0, 2],
      ],
    });
    expect(columns.map(({ values }) => values)).toEqual([
      ['north-crime', 'south-calls'],
      [20, 4],
      ['h', 2],
    ]);
  });
});

describe('balanceOf(query, groups, rest)', () => {
  const groups = { mapped: { count: 20, keys: least }, notMapped: { count: 1, keys: still } };
  const rest = (name: string) =>
    ({ not_mapped: 9, not_mapped_keys: least - still, outside_coverage: 2 })[name] ?? 0;

  it('gives each part as a cell of its own', () => {
    const query = resolveQuery(crime({ where: { time: MAY }, groupBy: [{ field: 'category' }] }), context);
    expect(balanceOf(query, groups, rest)).toEqual({ mapped: 15, notMapped: 5, outsideCoverage: 'c' });
  });

  it('gives no number for a whole that is no cell', () => {
    const time = { from: '2018-05-01', to: '2018-09-30' };
    const query = resolveQuery(crime({ where: { time }, groupBy: [{ time: 'month' }] }), context);
    expect(balanceOf(query, groups, rest)).toEqual({ mapped: 'c', notMapped: 'c', outsideCoverage: 'c' });
  });
});

describe('a profile of records with a minimum count and rounding', () => {
  const limited = contextUnder(everything, [NORTH_CRIME, SOUTH_CALLS], ({ definition }) => ({
    ...countsAccess({ definition }),
    kind: 'records',
    minimumCount: 3,
    rounding: 5,
  }));
  const spec = crime({
    groupBy: [{ field: 'category' }],
    measures: [
      { measure: 'count' },
      { measure: 'sum', field: 'loss' },
      { measure: 'average', field: 'loss' },
      { measure: 'distinct', field: 'weapon' },
    ],
  });

  it('suppresses every measure of a group that is too small, and of values that are too few', () => {
    const { columns, suppressed } = completeResult(resolveQuery(spec, limited), {
      names: ['category', 'rows', 'sum:loss', 'known:loss', 'distinct:weapon'],
      columns: [
        ['burglary', 'robbery', 'theft'],
        [2, 12, 8],
        [700, 900, 500],
        [2, 9, 2],
        [1, 4, 1],
      ],
    });
    expect(columns.map(({ values }) => values)).toEqual([
      ['burglary', 'robbery', 'theft'],
      ['c', 10, 10],
      ['c', 9, 'c'],
      ['c', 1, 'c'],
      ['c', 5, 'c'],
    ]);
    expect(suppressed).toBe(7);
  });

  it('says so in the notes', () => {
    expect(notesOf(resolveQuery(spec, limited))).toEqual([
      'Counts are rounded to multiples of 5.',
      'c stands for a count that is too small to be shown (fewer than 3).',
    ]);
    expect(notesOf(resolveQuery(crime({}), context))).toEqual([
      'Counts are perturbed by at most 5, the same records always alike, so that totals differ from the sum of their parts.',
      'c stands for a count that is too small to be shown (fewer than 3, perturbed or not).',
    ]);
  });
});
