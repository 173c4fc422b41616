import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { polygonFaults } from '#core/geo/polygon.ts';
import { type ParsedQuerySpec, type QuerySpec, QuerySpecSchema } from '#core/model/query-spec.ts';
import { ask, engineRunner } from '#test/support/ask.ts';
import { NORTH_CRIME, ROAD_CASUALTIES, SOUTH_CALLS } from '#test/support/fixture-datasets.ts';
import { BOROUGHS } from '#test/support/fixture-geography.ts';
import {
  type FixtureDataset,
  type FixtureLake,
  type FixtureRow,
  writeFixtureLake,
} from '#test/support/fixture-lake.ts';
import { naiveAnswer } from '#test/support/naive.ts';

const ROWS = 400;
const RUNS = 150;

/** A repeatable stream of choices. */
function chooser(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { next, pick: <T>(values: readonly T[]) => values[Math.floor(next() * values.length)] as T };
}

const two = (value: number) => String(value).padStart(2, '0');

function randomRows(
  seed: number,
  when: (choose: ReturnType<typeof chooser>) => string,
  fields: (choose: ReturnType<typeof chooser>) => FixtureRow['fields'],
) {
  const choose = chooser(seed);
  return Array.from({ length: ROWS }, (): FixtureRow => {
    const place = choose.next();
    const at: FixtureRow['at'] =
      place < 0.1
        ? choose.pick(['missing', 'zero', 'swapped', 'invalid'] as const)
        : [
            Number((-0.13 + choose.next() * 0.26).toFixed(6)),
            Number((51.49 + choose.next() * 0.07).toFixed(6)),
          ];
    return { when: when(choose), at, fields: fields(choose) };
  });
}

const monthIn = ({ next, pick }: ReturnType<typeof chooser>) =>
  `${pick(['2018', '2019'])}-${two(1 + Math.floor(next() * 12))}`;

const DATASETS: readonly FixtureDataset[] = [
  {
    ...NORTH_CRIME,
    rows: randomRows(1, monthIn, ({ next, pick }) => ({
      category: pick(['robbery', 'burglary', 'theft', null]),
      weapon: pick(['knife', 'gun', "o'clock", '100%', null]),
      loss: pick([null, 0, Math.floor(next() * 5_000)]),
      note: 'n',
      secret: 's',
    })),
  },
  {
    ...SOUTH_CALLS,
    rows: randomRows(
      2,
      (choose) => {
        const day = `2018-${two(4 + Math.floor(choose.next() * 5))}-${two(1 + Math.floor(choose.next() * 28))}`;
        return choose.next() < 0.2
          ? day
          : `${day}T${two(Math.floor(choose.next() * 24))}:${two(Math.floor(choose.next() * 60))}`;
      },
      ({ next, pick }) => ({
        kind: pick(['hold_up', 'mugging', 'break_in', 'cat', null]),
        severity: pick([1, 2, 3, null]),
        minutes: pick([null, Math.floor(next() * 100)]),
        armed: pick([true, false, null]),
      }),
    ),
  },
  {
    ...ROAD_CASUALTIES,
    rows: randomRows(
      3,
      ({ pick }) => pick(['2017', '2018', '2019']),
      ({ next, pick }) => ({
        severity: pick(['Slight', 'Fatal', null]),
        age: pick([null, Math.floor(next() * 90)]),
      }),
    ),
  },
];

const date = fc
  .integer({ min: 0, max: 500 })
  .map((day) => new Date(Date.UTC(2018, 2, 1 + day)).toISOString().slice(0, 10));
const wholeMonths = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 8 }))
  .map(([start, length]) => ({
    from: new Date(Date.UTC(2018, start, 1)).toISOString().slice(0, 10),
    to: new Date(Date.UTC(2018, start + length + 1, 0)).toISOString().slice(0, 10),
  }));
const range = fc.oneof(
  wholeMonths,
  fc.tuple(date, date).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
  fc.oneof(
    date.map((from) => ({ from })),
    date.map((to) => ({ to })),
  ),
);
const hours = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 6 });
const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 });
const maybe = <T>(value: fc.Arbitrary<T>, weight: number) =>
  fc.oneof({ arbitrary: value, weight }, { arbitrary: fc.constant(undefined), weight: 4 });
const rare = <T>(value: fc.Arbitrary<T>) => maybe(value, 1);
const often = <T>(value: fc.Arbitrary<T>) => maybe(value, 4);
const time = fc
  .record({ range: often(range), hours: rare(hours), weekdays: rare(weekdays) })
  .map(({ range: ends, ...rest }) => ({ ...ends, ...rest }));

const codes = BOROUGHS.flatMap((code) => [code, `${code}N`, `${code}S`, `L${code}N`]);
const point = fc.tuple(
  fc.integer({ min: -130_000, max: 130_000 }),
  fc.integer({ min: 51_490_000, max: 51_560_000 }),
);
const near = fc
  .tuple(point, fc.integer({ min: 1, max: 6_000 }))
  .map(([[x, y], metres]) => ({ lon: x / 1e6, lat: y / 1e6, metres }));
/** A star-shaped polygon round a point, which never crosses itself, now and then with a hole. */
const within = fc
  .tuple(
    point,
    fc.array(fc.integer({ min: 5_000, max: 40_000 }), { minLength: 3, maxLength: 30 }),
    fc.boolean(),
  )
  .map(([[x, y], radii, hole]) => {
    const ring = (factor: number) => {
      const corners = radii.map((radius, index) => {
        const angle = (2 * Math.PI * index) / radii.length;
        const reach = factor === 1 ? radius : 1_000;
        return [
          Math.round(x + reach * Math.cos(angle)) / 1e6,
          Math.round(y + reach * Math.sin(angle)) / 1e6,
        ] as [number, number];
      });
      return [...corners, corners[0] ?? ([0, 0] as [number, number])];
    };
    return { type: 'Polygon' as const, coordinates: hole ? [ring(1), ring(0)] : [ring(1)] };
  })
  .filter(({ coordinates }) => polygonFaults(coordinates, '').length === 0);
const space = fc.record({
  areas: often(fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 4 })),
  near: rare(near),
  within: rare(within),
});

const FIELDS: Record<string, readonly (readonly [string, readonly (string | number | boolean)[]])[]> = {
  'north-crime': [
    ['category', ['robbery', 'theft', 'none']],
    ['weapon', ['knife', "o'clock", '100%', '\\']],
    ['loss', [0, 12.5]],
    ['location_quality', ['located', 'zero']],
  ],
  'south-calls': [
    ['kind', ['hold_up', 'cat']],
    ['severity', [1, 2]],
    ['armed', [true]],
    ['category', ['Robbery']],
    ['time_precision', ['day']],
  ],
  'road-casualties': [
    ['severity', ['Slight']],
    ['age', [20, 21]],
    ['category', ['Robbery', 'Road casualty']],
  ],
  united: [
    ['category', ['Robbery', 'Road casualty']],
    ['location_quality', ['outside', 'located']],
  ],
};
const NUMBERS = ['loss', 'severity', 'age'];
const MEASURES: Record<string, readonly string[]> = {
  'north-crime': ['loss'],
  'south-calls': ['minutes'],
  'road-casualties': ['age'],
  united: [],
};

function fieldFilter(
  which: string,
): fc.Arbitrary<NonNullable<NonNullable<QuerySpec['where']>['fields']>[number]> {
  return fc.constantFrom(...(FIELDS[which] ?? [])).chain(([field, values]) => {
    const some = fc.subarray([...values], { minLength: 1 });
    const numeric = NUMBERS.includes(field) && typeof values[0] === 'number';
    return fc.oneof(
      some.map((list) => ({ field, in: list })),
      some.map((list) => ({ field, notIn: list })),
      fc.constantFrom('known' as const, 'unknown' as const).map((is) => ({ field, is })),
      ...(numeric ? [fc.integer({ min: 0, max: 30 }).map((from) => ({ field, from, to: from + 10 }))] : []),
    );
  });
}

const spec: fc.Arbitrary<ParsedQuerySpec> = fc
  .constantFrom(
    ['north-crime'],
    ['south-calls'],
    ['road-casualties'],
    ['north-crime', 'south-calls'],
    ['road-casualties', 'south-calls', 'north-crime'],
  )
  .chain((datasets) => {
    const which = datasets.length > 1 ? 'united' : (datasets[0] ?? '');
    const fields = (FIELDS[which] ?? [])
      .map(([field]) => field)
      .filter((field) => field !== 'loss' && field !== 'age');
    const key = fc.oneof(
      fc
        .constantFrom('year', 'quarter', 'month', 'week', 'day', 'weekday', 'hour')
        .map((unit) => ({ time: unit })),
      fc.constantFrom('borough', 'ward', 'lsoa').map((area) => ({ area })),
      fc.constantFrom(...fields).map((field) => ({ field })),
      fc.constantFrom(7, 9).map((cell) => ({ cell })),
      fc.constant({ dataset: true }),
    );
    const measured = (MEASURES[which] ?? []).flatMap((field) => [
      { measure: 'sum', field },
      { measure: 'average', field },
      { measure: 'distinct', field },
    ]);
    const common = which === 'united' ? [{ measure: 'distinct', field: 'category' }] : [];
    return fc.record({
      datasets: fc.constant(datasets),
      where: fc.record({ time, space, fields: fc.array(fieldFilter(which), { maxLength: 2 }) }),
      groupBy: fc.uniqueArray(key, {
        maxLength: 2,
        selector: (one) => Object.entries(one)[0]?.['field' in one || 'area' in one || 'time' in one ? 1 : 0],
      }),
      measures: fc.constant([{ measure: 'count' }, ...measured, ...common]),
    });
  })
  .map((value) => QuerySpecSchema.parse(JSON.parse(JSON.stringify(value))));

describe('the answer to any query', () => {
  let root: string;
  let lake: FixtureLake;
  let engine: DuckDbEngine;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'random-lake-'));
    lake = await writeFixtureLake(root, DATASETS);
    engine = new DuckDbEngine({ root });
  });

  afterAll(async () => {
    await engine.close();
    await rm(root, { recursive: true });
  });

  it('is what asking every record by hand gives', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(spec, async (one) => {
        const expected = naiveAnswer(one, DATASETS);
        const answer = await ask(engineRunner(engine), lake.context, one);
        expect([answer.mapped, answer.notMapped, answer.outsideCoverage]).toEqual(expected.balance);
        const keys = one.groupBy?.length ?? 0;
        const some = (kind: string) => one.groupBy?.some((key) => kind in key) ?? false;
        const filtered = Object.keys(one.where?.time ?? {}).length > 0;
        const untold = filtered || (some('dataset') && (some('time') || some('area'))) ? ['u'] : [];
        const seen = new Set<string>();
        for (const row of answer.rows) {
          const key = JSON.stringify(row.slice(0, keys));
          seen.add(key);
          const group = expected.groups.get(key);
          if (group !== undefined) expect([key, ...row.slice(keys)]).toEqual([key, ...group]);
          else expect(['x', 0, ...untold]).toContain(row[keys]);
        }
        expect([...expected.groups.keys()].filter((key) => !seen.has(key))).toEqual([]);
      }),
      { numRuns: RUNS, seed: 20_260_301 },
    );
  });
});
