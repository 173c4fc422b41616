import { describe, expect, it } from 'vitest';
import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { compileQuery } from '#core/query/compile.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import type { Select } from '#core/sql/tree.ts';
import { viewFor } from '#core/view/view.ts';
import { FIXTURE_DATASETS, NORTH_CRIME, ROAD_CASUALTIES } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest, NOW } from '#test/support/fixture-lake.ts';

const ALWAYS = ['month', 'year', 'date_from', 'date_to', 'time_precision', 'location_quality'];
const count = [{ measure: 'count' }] as const;

/** The fixture, of which roll-ups count by these columns, each of its years unless told otherwise. */
function contextWith(
  dimensions: readonly string[],
  { years = ['2017', '2018', '2019'], access = {} as Partial<DatasetAccess> } = {},
): QueryContext {
  const manifests = FIXTURE_DATASETS.map((dataset, number) => {
    const manifest = fixtureManifest(dataset, number);
    const rollups = manifest.periods
      .filter(({ period }) => years.includes(period))
      .map((one) => ({ ...one, kind: 'rollup' as const, dimensions: [...ALWAYS, ...dimensions] }));
    return { ...manifest, periods: [...manifest.periods, ...rollups] };
  });
  const { definition } = NORTH_CRIME;
  const context = contextOf(FIXTURE_DATASETS, manifests);
  const view = viewFor(definition, { ...wholeAccess(definition), ...access }, NOW);
  return { ...context, views: new Map([...context.views, [definition.id, view]]) };
}

function choicesOf(spec: QuerySpec, context: QueryContext): readonly string[] {
  return compileQuery(resolveQuery(spec, context), 100).choices.map((choice) =>
    choice.table === 'rollup' ? 'rollup' : choice.why,
  );
}

const north = (more: Partial<QuerySpec>): QuerySpec =>
  ({ datasets: ['north-crime'], measures: [...count], ...more }) as QuerySpec;
const whole = contextWith(['borough_2022', 'category']);

describe('chooseTables(query, statements)', () => {
  it.each<[title: string, spec: QuerySpec, why: string]>([
    ['a count', north({}), 'rollup'],
    [
      'months and categories of a borough',
      north({ where: { space: { areas: ['E01'] } }, groupBy: [{ time: 'month' }, { field: 'category' }] }),
      'rollup',
    ],
    [
      'a range of whole months',
      north({ where: { time: { from: '2018-05-01', to: '2018-06-30' } } }),
      'rollup',
    ],
    [
      'a rate',
      north({
        groupBy: [{ area: 'borough' }],
        measures: [{ measure: 'rate', per: 1000, denominator: 'population' }],
      }),
      'rollup',
    ],
    [
      'a range that begins within a month',
      north({ where: { time: { from: '2018-05-02' } } }),
      'the range cuts a month',
    ],
    ['days', north({ groupBy: [{ time: 'day' }] }), 'day is finer than a month'],
    ['weeks', north({ groupBy: [{ time: 'week' }] }), 'week is finer than a month'],
    ['hours', north({ groupBy: [{ time: 'hour' }] }), 'the roll-up of 2018 does not count by hour'],
    [
      'a field that is not counted by',
      north({ groupBy: [{ field: 'weapon' }] }),
      'the roll-up of 2018 does not count by weapon',
    ],
    [
      'a finer level',
      north({ groupBy: [{ area: 'ward' }] }),
      'the roll-up of 2018 does not count by ward_2025',
    ],
    ['cells', north({ groupBy: [{ cell: 8 }] }), 'the roll-up of 2018 does not count by h3_8'],
    [
      'a circle',
      north({ where: { space: { near: { lon: -0.08, lat: 51.51, metres: 900 } } } }),
      'the roll-up of 2018 does not count by latitude',
    ],
    [
      'how many different values there are, also of a field that is counted by',
      north({ measures: [{ measure: 'distinct', field: 'category' }] }),
      'distinct_category is measured on each record',
    ],
    [
      'a sum',
      north({ measures: [{ measure: 'sum', field: 'loss' }] }),
      'sum_loss is measured on each record',
    ],
    [
      'a list',
      { datasets: ['north-crime'], records: { fields: ['category'] } } as QuerySpec,
      'records are listed',
    ],
    [
      'a time of which nothing is published',
      north({ where: { time: { from: '2001-01-01', to: '2001-12-31' } } }),
      'nothing is published of that time',
    ],
  ])('of %s', (_title, spec, why) => {
    expect(choicesOf(spec, whole)).toEqual([why]);
  });

  it('reads records where a year that is asked has no roll-up, and the roll-up where it is not asked', () => {
    const context = contextWith(['borough_2022'], { years: ['2019'] });
    expect(choicesOf(north({}), context)).toEqual(['there is no roll-up of 2018']);
    const only2019 = { time: { from: '2019-01-01', to: '2019-12-31' } };
    expect(choicesOf(north({ where: only2019 }), context)).toEqual(['rollup']);
  });

  it('takes of whole months also those of records that are known to the year only', () => {
    const { id } = ROAD_CASUALTIES.definition;
    const asked = (from: string) =>
      ({ datasets: [id], measures: [...count], where: { time: { from } } }) as QuerySpec;
    expect(choicesOf(asked('2018-03-01'), whole)).toEqual(['rollup']);
    expect(choicesOf(asked('2018-03-02'), whole)).toEqual(['the range cuts a month']);
  });

  it('chooses for each dataset of a union by itself', () => {
    const spec = {
      datasets: ['north-crime', 'south-calls'],
      groupBy: [{ field: 'category' }],
      measures: [...count],
    } as QuerySpec;
    expect(choicesOf(spec, whole)).toEqual(['rollup', 'the roll-up of 2018 does not count by kind']);
  });

  it('reads records where the row rule reads what is not counted by', () => {
    const rule = (column: string) => ({ access: { rowRule: { column, op: '=' as const, value: 'knife' } } });
    expect(choicesOf(north({}), contextWith(['borough_2022', 'category'], rule('weapon')))).toEqual([
      'the roll-up of 2018 does not count by weapon',
    ]);
    expect(choicesOf(north({}), contextWith(['borough_2022', 'weapon'], rule('weapon')))).toEqual(['rollup']);
  });

  it('reads no column of a roll-up that the profile does not show', () => {
    const access: Partial<DatasetAccess> = {
      fields: ['category'],
      precision: { exact: false, cell: 8, levels: ['borough'] },
    };
    const context = contextWith(['borough_2022', 'ward_2025', 'category', 'weapon'], { access });
    const table = context.views
      .get('north-crime')
      ?.rollup(context.manifests.get('north-crime')?.geography ?? {});
    expect(table?.columns.toSorted()).toEqual(
      [...ALWAYS, 'borough_2022', 'category', 'hour', 'rollup_keys', 'rollup_records', 'weekday'].sort(),
    );
    expect(() => choicesOf(north({ groupBy: [{ field: 'weapon' }] }), context)).toThrow('there is no field');
    expect(choicesOf(north({ groupBy: [{ field: 'category' }] }), context)).toEqual(['rollup']);
  });

  it('shows nothing of roll-ups under a rule of what none counts by, and no row under one that admits none', () => {
    const tableUnder = (rowRule: DatasetAccess['rowRule']) => {
      const context = contextWith(['category'], { access: { rowRule } });
      return context.views.get('north-crime')?.rollup(context.manifests.get('north-crime')?.geography ?? {});
    };
    expect(tableUnder({ column: 'secret', op: '=', value: 's' })).toBeNull();
    expect(tableUnder({ column: 'nowhere', op: '=', value: 's' })?.rowFilter).toBe('rollup_records IS NULL');
    expect(tableUnder({ column: 'category', op: '=', value: 'theft' })?.rowFilter).toBe("category = 'theft'");
  });

  it('uses of roll-ups only what is in force by now where the cloud itself holds profiles', () => {
    const spec = north({ groupBy: [{ field: 'category' }] });
    const under = (...columns: string[]) => ({
      ...whole,
      rollups: new Map([['north-crime', new Set(columns)]]),
    });
    expect(choicesOf(spec, { ...whole, rollups: new Map() })).toEqual(['there is no roll-up of 2018']);
    expect(choicesOf(spec, under(...ALWAYS, 'borough_2022'))).toEqual([
      'the roll-up of 2018 does not count by category',
    ]);
    expect(choicesOf(spec, under(...ALWAYS, 'borough_2022', 'category'))).toEqual(['rollup']);
  });

  it('pins the partitions of the roll-up, of the same manifest', () => {
    const { main } = compileQuery(resolveQuery(north({}), whole), 100);
    const { from }: Select = main.query;
    expect(from).toMatchObject({
      node: 'scan',
      kind: 'rollup',
      periods: [{ period: '2018' }, { period: '2019' }],
    });
  });
});
