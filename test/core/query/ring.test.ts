import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import { type QuerySpec, QuerySpecSchema } from '#core/model/query-spec.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import { ringLabels } from '#core/query/ring.ts';
import { describeQuery } from '#core/query/words.ts';
import { ask, engineRunner } from '#test/support/ask.ts';
import { contextUnder } from '#test/support/counts-profile.ts';
import { type FixtureLake, writeFixtureLake } from '#test/support/fixture-lake.ts';
import { naiveAnswer } from '#test/support/naive.ts';
import { randomDatasets } from '#test/support/random-datasets.ts';

const DATASETS = randomDatasets(3, 400);
const NAMES = [['north-crime'], ['south-calls'], ['road-casualties', 'south-calls', 'north-crime']];

let root: string;
let lake: FixtureLake;
let engine: DuckDbEngine;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ring-lake-'));
  lake = await writeFixtureLake(root, DATASETS);
  engine = new DuckDbEngine({ root });
});
afterAll(async () => {
  await engine.close();
  await rm(root, { recursive: true });
});

type Around = { readonly lon: number; readonly lat: number; readonly radii: readonly number[] };

const around: fc.Arbitrary<Around> = fc.record({
  lon: fc.integer({ min: -130_000, max: 130_000 }).map((x) => x / 1e6),
  lat: fc.integer({ min: 51_490_000, max: 51_560_000 }).map((y) => y / 1e6),
  radii: fc
    .uniqueArray(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 5 })
    .map((radii) => radii.sort((a, b) => a - b)),
});

function specOf(datasets: readonly string[], { lon, lat, radii }: Around): QuerySpec {
  return {
    datasets: [...datasets],
    where: { space: { near: { lon, lat, metres: radii.at(-1) ?? 0 } } },
    groupBy: [{ ring: [...radii] }],
  };
}

/** Records within a radius, as a question of its own. */
async function inDisc(
  context: QueryContext,
  spec: QuerySpec,
  metres: number,
  beyond?: number,
): Promise<number> {
  const near = spec.where?.space?.near;
  if (near === undefined) throw new Error('a disc without a centre');
  const hole = beyond === undefined ? {} : { beyond };
  const { rows } = await ask(engineRunner(engine), context, {
    datasets: spec.datasets,
    where: { space: { near: { ...near, metres, ...hole } } },
  });
  return Number(rows[0]?.[0] ?? Number.NaN);
}

describe('groupBy ring', () => {
  it('is what asking every record by hand gives', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...NAMES), around, async (datasets, place) => {
        const spec = QuerySpecSchema.parse(specOf(datasets, place));
        const expected = naiveAnswer(spec, DATASETS);
        const answer = await ask(engineRunner(engine), lake.context, spec);
        expect(answer.rows.map(([ring]) => ring)).toEqual(place.radii);
        for (const [ring, count] of answer.rows)
          expect([ring, count]).toEqual([ring, expected.groups.get(JSON.stringify([ring]))?.[0] ?? 0]);
        expect([answer.mapped, answer.notMapped, answer.outsideCoverage]).toEqual(expected.balance);
      }),
      { numRuns: 60, seed: 20_261_128 },
    );
  });

  it.each<[string, DatasetAccess['precision']]>([
    ['coordinates', { exact: true, cell: 9, levels: [] }],
    ['cells of resolution 9', { exact: false, cell: 9, levels: ['borough'] }],
    ['cells of resolution 8', { exact: false, cell: 8, levels: [] }],
    ['wards', { exact: false, cell: null, levels: ['borough', 'ward'] }],
  ])(
    'gives the differences of nested discs, and what each ring alone gives, where a profile shows %s',
    async (_what, precision) => {
      const context = contextUnder(lake.context, DATASETS, ({ definition }) => ({
        ...wholeAccess(definition),
        precision,
      }));
      let met = 0;
      await fc.assert(
        fc.asyncProperty(around, async (place) => {
          const spec = specOf(['north-crime'], place);
          const { rows } = await ask(engineRunner(engine), context, spec);
          const discs = await Promise.all(place.radii.map((metres) => inDisc(context, spec, metres)));
          expect(rows).toEqual(
            place.radii.map((metres, index) => [metres, (discs[index] ?? 0) - (discs[index - 1] ?? 0)]),
          );
          const alone = await Promise.all(
            place.radii.map((metres, index) => inDisc(context, spec, metres, place.radii[index - 1])),
          );
          expect(alone).toEqual(rows.map(([, count]) => count));
          if (rows.filter(([, count]) => Number(count) > 0).length > 1) met += 1;
        }),
        { numRuns: 15, seed: 7 },
      );
      expect(met).toBeGreaterThan(2);
    },
  );

  type Near = NonNullable<NonNullable<NonNullable<QuerySpec['where']>['space']>['near']>;
  const refusal = (groupBy: QuerySpec['groupBy'], near?: Near) => {
    try {
      resolveQuery({ datasets: ['north-crime'], where: { space: { near } }, groupBy }, lake.context);
      return null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return error.message;
    }
  };
  const near = { lon: 0, lat: 51.5, metres: 900 };

  it('is refused without a centre, out of order, and where it ends elsewhere than the circle', () => {
    expect(refusal([{ ring: [300, 900] }], near)).toBeNull();
    expect(refusal([{ ring: [300, 900] }])).toMatch(/^groupBy\[0\]\.ring: needs a centre/);
    expect(refusal([{ ring: [900, 300] }], near)).toMatch(/from the smallest to the largest/);
    expect(refusal([{ ring: [300, 300, 900] }], near)).toMatch(/name each radius once/);
    expect(refusal([{ ring: [300, 800] }], near)).toMatch(/ends at 800 metres and where.space.near at 900/);
    expect(refusal([{ ring: [] }], near)).not.toBeNull();
    expect(refusal([{ ring: [300, 900] }], { ...near, beyond: 100 })).toMatch(/cannot stand beside/);
    expect(refusal([], { ...near, beyond: 100 })).toBeNull();
    expect(refusal([], { ...near, beyond: 900 })).toMatch(
      /^where\.space\.near\.beyond: leaves no ring: use less than the radius of 900 metres/,
    );
    expect(refusal([], { ...near, beyond: 0 })).toMatch(/use more than 0 metres/);
  });

  it('says the rings in words', () => {
    expect(ringLabels([250, 500, 1_500])).toEqual({
      250: 'Within 250 m',
      500: '250 to 500 m',
      1500: '500 to 1,500 m',
    });
    const spec = { datasets: ['north-crime'], where: { space: { near } }, groupBy: [{ ring: [300, 900] }] };
    expect(describeQuery(resolveQuery(spec, lake.context))).toMatch(/by ring \(300 m, 900 m\)$/);
  });
});
