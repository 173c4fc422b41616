import { describe, expect, it } from 'vitest';
import { completeResult } from '#core/query/complete.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest } from '#test/support/fixture-lake.ts';

const context = contextOf(FIXTURE_DATASETS, FIXTURE_DATASETS.map(fixtureManifest));

describe('completeResult(query, rows)', () => {
  it('is not held up by a period of two thousand years', () => {
    const spec = {
      datasets: ['north-crime'],
      where: { time: { from: '0001-01-01', to: '2018-12-31' } },
      groupBy: [{ time: 'month' as const }],
    };
    const rows = { names: ['month', 'rows'], columns: [[201805], [3]] };
    const started = performance.now();
    const { columns } = completeResult(resolveQuery(spec, context), rows);
    expect(performance.now() - started).toBeLessThan(3_000);
    const [months, counts] = columns.map(({ values }) => values);
    expect(months?.slice(0, 2)).toEqual(['0001-01', '0001-02']);
    expect(counts?.[0]).toBe('x');
    expect(counts?.[months?.indexOf('2018-05') ?? -1]).toBe(3);
  });

  it('gives no zero for a month of a dataset that knows only the year', () => {
    const spec = {
      datasets: ['north-crime', 'road-casualties'],
      where: { time: { from: '2018-05-01', to: '2018-05-31' } },
      groupBy: [{ time: 'month' as const }, { dataset: true as const }],
    };
    const rows = { names: ['month', 'dataset', 'rows'], columns: [[201805], ['north-crime'], [3]] };
    const { columns } = completeResult(resolveQuery(spec, context), rows);
    expect(columns.map(({ values }) => values)).toEqual([
      ['2018-05', '2018-05'],
      ['north-crime', 'road-casualties'],
      [3, 'u'],
    ]);
  });

  it('gives no zero for a part of the year of a dataset that knows only the year', () => {
    const rows = { names: ['borough', 'rows'], columns: [[], []] };
    const asked = (from: string, to: string, hours?: number[]) => {
      const time = hours === undefined ? { from, to } : { from, to, hours };
      const spec = { datasets: ['road-casualties'], where: { time }, groupBy: [{ area: 'borough' }] };
      const { columns } = completeResult(resolveQuery(spec, context), rows);
      return new Set(columns.at(-1)?.values);
    };
    expect(asked('2018-03-01', '2018-08-31')).toEqual(new Set(['u']));
    expect(asked('2018-01-01', '2018-12-31')).toEqual(new Set([0]));
    expect(asked('2018-01-01', '2018-12-31', [20])).toEqual(new Set(['u']));
  });
});
