import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { ask, engineRunner } from '#test/support/ask.ts';
import { contextOfCase } from '#test/support/counts-profile.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { type FixtureLake, writeFixtureLake } from '#test/support/fixture-lake.ts';
import { QUERY_CASES } from './cases.ts';

let root: string;
let lake: FixtureLake;
let engine: DuckDbEngine;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fixture-lake-'));
  lake = await writeFixtureLake(root, FIXTURE_DATASETS);
  engine = new DuckDbEngine({ root });
});

afterAll(async () => {
  await engine.close();
  await rm(root, { recursive: true });
});

describe('the case table on DuckDB', () => {
  it.each(QUERY_CASES.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const context = contextOfCase(lake.context, FIXTURE_DATASETS, one);
    const answer = await ask(engineRunner(engine), context, one.spec);
    expect(answer.names).toEqual(one.names);
    expect(answer.rows).toEqual(one.rows);
    expect([answer.mapped, answer.notMapped, answer.outsideCoverage]).toEqual(one.balance);
  });
});
