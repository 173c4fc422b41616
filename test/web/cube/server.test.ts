import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { COMMON_FIELDS } from '#core/datasets/common-fields.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { compileQuery } from '#core/query/compile.ts';
import { completeResult } from '#core/query/complete.ts';
import { coverageReport } from '#core/query/coverage-report.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { engineRunner } from '#test/support/ask.ts';
import { BOROUGHS } from '#test/support/fixture-geography.ts';
import { type FixtureDataset, type FixtureLake, writeFixtureLake } from '#test/support/fixture-lake.ts';
import { randomDatasets } from '#test/support/random-datasets.ts';
import type { Lattice } from '#web/cube/answer.ts';
import { type CubeSide, cubeOf } from '#web/cube/cube.ts';
import { answerFrom, type LoadedCube } from '#web/cube/loaded.ts';
import { type People, peopleOf, peopleSpec } from '#web/cube/people.ts';
import { cubePlans } from '#web/cube/plan.ts';
import { columnsOf, groupByOf } from '#web/cube/side.ts';

const RUNS = 60;
const NOBODY: ReadonlyMap<string, People> = new Map();
/** The same records as ever, everywhere supplied in the months that were: August to December 2018 and others were not. */
const DATASETS: readonly FixtureDataset[] = randomDatasets(0, 500).map((dataset) => ({
  ...dataset,
  deliveries: dataset.deliveries.map((delivery) => ({
    ...delivery,
    coverage: { ...delivery.coverage, areas: null },
  })),
}));
const COMMON = COMMON_FIELDS.flatMap(({ name, codes }) =>
  name === 'category' ? (codes ?? []).map(({ code }) => code) : [],
);
const MONTHS = ['2018-04', '2018-05', '2018-06', '2018-09', '2019-01', '2019-02'];
const LAST_DAY: Record<string, string> = {
  '2018-04': '30',
  '2018-06': '30',
  '2018-09': '30',
  '2019-02': '28',
};

let root: string;
let engine: DuckDbEngine;
let lake: FixtureLake;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cube-server-'));
  lake = await writeFixtureLake(root, DATASETS);
  engine = new DuckDbEngine({ root });
}, 60_000);
afterAll(async () => {
  await engine.close();
  await rm(root, { recursive: true, force: true });
});

async function serverAnswer(spec: QuerySpec): Promise<QueryResult> {
  const query = resolveQuery(spec, lake.context);
  const rows = await engineRunner(engine)(compileQuery(query, 1_000).main);
  const { columns, rowCount, cut, notes } = completeResult(query, rows);
  return {
    columns,
    rowCount,
    cut,
    words: '',
    publications: [],
    coverage: coverageReport(query),
    mapped: 0,
    notMapped: 0,
    outsideCoverage: 0,
    suppressed: 0,
    notes,
    nextCursor: null,
  };
}

/** Groups and what they hold, whatever the order. */
function cellsOf({ columns }: QueryResult): Readonly<Record<string, unknown>> {
  const groups = columns.filter(({ role }) => role === 'group');
  const measures = columns.filter(({ role }) => role === 'measure');
  const entries = (measures[0]?.values ?? []).map(
    (_, row) =>
      [
        JSON.stringify(groups.map(({ values }) => values[row])),
        measures.map(({ values }) => values[row]),
      ] as const,
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Where = NonNullable<QuerySpec['where']>;
type Filters = {
  readonly from: string | null;
  readonly to: string | null;
  readonly hours: readonly number[];
  readonly weekdays: readonly number[];
  readonly areas: readonly string[];
  readonly codes: readonly string[];
};

const filters = (codes: readonly string[], byWeek: boolean): fc.Arbitrary<Filters> =>
  fc
    .record({
      from: fc.option(fc.constantFrom(...MONTHS)),
      to: fc.option(fc.constantFrom(...MONTHS)),
      hours: byWeek ? fc.subarray([0, 9, 12, 22, 23]) : fc.constant([]),
      weekdays: byWeek ? fc.subarray([1, 5, 6, 7]) : fc.constant([]),
      areas: fc.subarray(BOROUGHS),
      codes: fc.subarray([...codes]),
    })
    .filter(({ from, to }) => from === null || to === null || from <= to);

function whereOf(given: Filters, category: string, without: CubeSide | null): Where | undefined {
  const { from, to, hours, weekdays, areas, codes } = given;
  const time = {
    ...(from === null || without === 'month' ? {} : { from: `${from}-01` }),
    ...(to === null || without === 'month' ? {} : { to: `${to}-${LAST_DAY[to] ?? '31'}` }),
    ...(hours.length === 0 || without === 'week' ? {} : { hours: [...hours] }),
    ...(weekdays.length === 0 || without === 'week' ? {} : { weekdays: [...weekdays] }),
  };
  const where: Where = {
    ...(Object.keys(time).length > 0 ? { time } : {}),
    ...(areas.length === 0 || without === 'area' ? {} : { space: { areas: [...areas] } }),
    ...(codes.length === 0 || without === 'category'
      ? {}
      : { fields: [{ field: category, in: [...codes] }] }),
  };
  return Object.keys(where).length > 0 ? where : undefined;
}

async function loadedCube(
  datasets: readonly string[],
  category: string,
  byWeek: boolean,
): Promise<LoadedCube> {
  const names = { level: 'borough', category };
  const [plan] = cubePlans(() => ({ datasets: [...datasets] }), names, byWeek);
  if (plan === undefined) throw new Error('no plan');
  const result = await serverAnswer(plan.spec);
  const cube = cubeOf(
    result,
    plan.sides.map((side) => ({ side, columns: columnsOf(side, names) })),
  );
  if (cube === null) throw new Error('no cube was made');
  return { cube, spec: plan.spec, names };
}

const CASES: readonly {
  readonly datasets: readonly string[];
  readonly category: string;
  readonly codes: readonly string[];
  readonly listed: readonly string[];
  readonly byWeek: boolean;
}[] = [
  {
    datasets: ['north-crime'],
    category: 'category',
    codes: ['robbery', 'theft', 'burglary'],
    listed: ['burglary', 'robbery', 'theft'],
    byWeek: false,
  },
  { datasets: ['south-calls'], category: 'kind', codes: ['hold_up', 'mugging'], listed: [], byWeek: true },
  {
    datasets: ['north-crime', 'south-calls'],
    category: 'category',
    codes: ['Robbery', 'Burglary'],
    listed: COMMON,
    byWeek: false,
  },
];

describe('answerFrom(cube, whole, spec)', () => {
  it.each(CASES)(
    'gives what the server gives: $datasets',
    async ({ datasets, category, codes, listed, byWeek }) => {
      const loaded = await loadedCube(datasets, category, byWeek);
      const lattice: Lattice = { areas: BOROUGHS, categories: listed, labels: {} };
      const sides: readonly CubeSide[] = byWeek
        ? ['area', 'month', 'category', 'week']
        : ['area', 'month', 'category'];
      const base = { datasets: [...datasets], measures: [{ measure: 'count' as const }] };
      let filled = 0;
      await fc.assert(
        fc.asyncProperty(filters(codes, byWeek), async (given) => {
          const asked = (without: CubeSide | null, groupBy: NonNullable<QuerySpec['groupBy']>): QuerySpec => {
            const where = whereOf(given, category, without);
            return {
              datasets: base.datasets,
              ...(where === undefined ? {} : { where }),
              ...(groupBy.length > 0 ? { groupBy } : {}),
              measures: base.measures,
            };
          };
          const whole = asked(null, []);
          for (const side of [null, ...sides]) {
            const spec = asked(side, side === null ? [] : groupByOf(side, loaded.names));
            const mine = answerFrom(loaded, whole, spec, lattice, '', NOBODY);
            if (mine === null) throw new Error('the cube did not hold it');
            expect(cellsOf(mine)).toEqual(cellsOf(await serverAnswer(spec)));
            filled +=
              mine.columns.at(-1)?.values.filter((cell) => typeof cell === 'number' && cell > 0).length ?? 0;
          }
          const cross = asked(null, [
            ...groupByOf('area', loaded.names),
            ...groupByOf('month', loaded.names),
          ]);
          const both = answerFrom(loaded, whole, cross, lattice, '', NOBODY);
          expect(both === null ? null : cellsOf(both)).toEqual(cellsOf(await serverAnswer(cross)));
        }),
        { numRuns: RUNS },
      );
      expect(filled).toBeGreaterThan(RUNS);
    },
    120_000,
  );

  it('holds nothing else: days, shapes, other fields and other measures are asked of the server', async () => {
    const loaded = await loadedCube(['south-calls'], 'kind', true);
    const lattice: Lattice = { areas: BOROUGHS, categories: [], labels: {} };
    const base: QuerySpec = { datasets: ['south-calls'], measures: [{ measure: 'count' }] };
    const refused: readonly QuerySpec[] = [
      { ...base, where: { time: { from: '2018-05-02' } } },
      { ...base, where: { space: { near: { lon: 0, lat: 51.5, metres: 500 } } } },
      { ...base, where: { space: { areas: ['E01S'] } } },
      { ...base, where: { fields: [{ field: 'severity', in: [1] }] } },
      { ...base, where: { fields: [{ field: 'kind', is: 'known' }] } },
      { ...base, measures: [{ measure: 'sum', field: 'minutes' }] },
      { ...base, datasets: ['north-crime'] },
      { ...base, limit: 5 },
      { ...base, measures: [{ measure: 'count' }, { measure: 'rate' }] },
    ];
    expect(answerFrom(loaded, base, base, lattice, '', NOBODY)).not.toBeNull();
    for (const spec of refused) expect(answerFrom(loaded, spec, spec, lattice, '', NOBODY)).toBeNull();
  });

  it.each(CASES)(
    'gives the rates that the server gives: $datasets',
    async ({ datasets, category, codes, listed, byWeek }) => {
      const loaded = await loadedCube(datasets, category, byWeek);
      const base = { datasets: [...datasets] };
      const people = peopleOf(
        await serverAnswer(peopleSpec(base, 'borough', 'population')),
        'borough',
        lake.context.denominators.get('population')?.years ?? [],
      );
      if (people === null) throw new Error('no people');
      const by = new Map([['population', people]]);
      const labels = Object.fromEntries(BOROUGHS.map((code, index) => [code, `Borough ${index + 1}`]));
      const lattice: Lattice = { areas: BOROUGHS, categories: listed, labels: { area: labels } };
      const measures = (alone: boolean, annualised: boolean, per: 1_000 | 100_000) => [
        ...(alone ? [] : [{ measure: 'count' as const }]),
        { measure: 'rate' as const, per, annualised },
      ];
      let rates = 0;
      await fc.assert(
        fc.asyncProperty(
          filters(codes, byWeek),
          fc.boolean(),
          fc.boolean(),
          fc.constantFrom(1_000, 100_000),
          async (given, alone, annualised, per) => {
            const asked = (without: CubeSide | null, sides: readonly CubeSide[]): QuerySpec => {
              const where = whereOf(given, category, without);
              const groupBy = sides.flatMap((side) => [...groupByOf(side, loaded.names)]);
              return {
                ...base,
                ...(where === undefined ? {} : { where }),
                ...(groupBy.length > 0 ? { groupBy } : {}),
                measures: measures(alone, annualised, per),
              };
            };
            const whole = asked(null, []);
            const specs = [
              whole,
              ...(['area', 'month', 'category'] as const).map((side) => asked(side, [side])),
              asked(null, ['area', 'month']),
              asked(null, ['category', 'month']),
            ];
            for (const spec of specs) {
              const mine = answerFrom(loaded, whole, spec, lattice, '', by);
              const server = await serverAnswer(spec);
              if (mine === null) throw new Error('the cube did not hold it');
              expect(cellsOf(mine)).toEqual(cellsOf(server));
              const about = ({ columns }: QueryResult) =>
                columns.flatMap(({ role, name, label, type, denominator }) =>
                  role === 'measure' ? [{ name, label, type, denominator }] : [],
                );
              expect(about(mine)).toEqual(about(server));
              const told = ({ notes }: QueryResult) => notes.filter((note) => note.startsWith('Rates '));
              expect(told(mine)).toEqual(told(server));
              rates += mine.columns.at(-1)?.values.filter((cell) => typeof cell === 'number').length ?? 0;
            }
          },
        ),
        { numRuns: RUNS / 2 },
      );
      expect(rates).toBeGreaterThan(RUNS);
    },
    120_000,
  );
});
