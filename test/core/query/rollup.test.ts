import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { compileQuery } from '#core/query/compile.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import { viewFor } from '#core/view/view.ts';
import { type Answer, ask, engineRunner } from '#test/support/ask.ts';
import { countsAccess } from '#test/support/counts-profile.ts';
import { type FixtureDataset, type FixtureLake, NOW, writeFixtureLake } from '#test/support/fixture-lake.ts';
import { datasetAccess } from '#test/support/random-access.ts';
import { randomDatasets } from '#test/support/random-datasets.ts';
import { randomSpec } from '#test/support/random-spec.ts';
import { rolledUp } from '#test/support/rolled-up-lake.ts';
import { accessOfContext } from '#test/support/statement-access.ts';

const ROWS = 8_000;
const PROFILES = 30;
const SPECS = 25;
const SEED = 20_261_128;
const ONLY_RECORDS: QueryContext['rollups'] & object = new Map();

const datasets = randomDatasets(7, ROWS);
let lake: FixtureLake;
let engine: DuckDbEngine;

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'rollup-'));
  lake = await rolledUp(await writeFixtureLake(root, datasets), datasets);
  engine = new DuckDbEngine({ root });
}, 60_000);

afterAll(async () => {
  await engine.close();
  await rm(lake.root, { recursive: true });
});

function contextWith(accessOf: (dataset: FixtureDataset) => DatasetAccess): QueryContext {
  const views = datasets.map((dataset) => viewFor(dataset.definition, accessOf(dataset), NOW));
  return { ...lake.context, views: new Map(views.map((view) => [view.dataset, view])) };
}

type Outcome = Answer | { readonly code: string; readonly details: unknown };

/** An answer, or its refusal, as an engine gives it that holds what the profile shows by itself. */
async function outcomeOf(context: QueryContext, spec: QuerySpec): Promise<Outcome> {
  try {
    return await ask(engineRunner(engine, accessOfContext(context)), context, spec);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, details: error.details };
  }
}

function tablesOf(context: QueryContext, spec: QuerySpec): readonly string[] {
  return compileQuery(resolveQuery(spec, context), 100).choices.map((choice) =>
    choice.table === 'rollup' ? 'rollup' : choice.why,
  );
}

function randomAccess(dataset: FixtureDataset, seed: number): DatasetAccess {
  const [access] = fc.sample(datasetAccess(dataset.definition, dataset.levels), { numRuns: 1, seed });
  if (access === undefined) throw new Error('no access was made');
  const { fields, rowRule } = access;
  return seed % 3 === 0 ? countsAccess(dataset, { fields, rowRule }) : access;
}

describe('an answer from roll-ups', () => {
  it('is that of the records, for any question under any profile', {
    timeout: 240_000,
  }, async () => {
    const seen = { answered: 0, refused: 0, rolledUp: 0, mixed: 0, full: 0 };
    for (let profile = 0; profile < PROFILES; profile += 1) {
      const accesses = new Map(
        datasets.map((dataset, index) => [
          dataset.definition.id,
          randomAccess(dataset, SEED + profile * 10 + index + profile),
        ]),
      );
      const context = contextWith(({ definition }) => {
        const access = accesses.get(definition.id);
        if (access === undefined) throw new Error('no access was made');
        return access;
      });
      await fc.assert(
        fc.asyncProperty(randomSpec(datasets, accesses), async (spec) => {
          const records = await outcomeOf({ ...context, rollups: ONLY_RECORDS }, spec);
          const counted = await outcomeOf(context, spec);
          expect(counted).toEqual(records);
          if ('code' in counted) {
            seen.refused += 1;
            return;
          }
          seen.answered += 1;
          const tables = tablesOf(context, spec);
          const isRolledUp = tables.includes('rollup');
          if (isRolledUp) seen.rolledUp += 1;
          if (isRolledUp && tables.some((table) => table !== 'rollup')) seen.mixed += 1;
          if (isRolledUp && counted.rows.length > 0 && counted.mapped !== 0) seen.full += 1;
        }),
        { numRuns: SPECS, seed: SEED + profile },
      );
    }
    console.log(JSON.stringify(seen));
    expect(seen.rolledUp).toBeGreaterThan(seen.answered * 0.15);
    expect(seen.full).toBeGreaterThan(seen.rolledUp * 0.5);
    expect(seen.mixed).toBeGreaterThan(5);
  });
});
