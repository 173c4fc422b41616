import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { type ParsedQuerySpec, type QuerySpec, QuerySpecSchema } from '#core/model/query-spec.ts';
import { ask, engineRunner } from '#test/support/ask.ts';
import { type FixtureLake, writeFixtureLake } from '#test/support/fixture-lake.ts';
import { naiveAnswer } from '#test/support/naive.ts';
import { randomDatasets } from '#test/support/random-datasets.ts';
import { space, time } from '#test/support/random-filters.ts';

const ROWS = 400;
const RUNS = 150;

const DATASETS = randomDatasets(0, ROWS);

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
