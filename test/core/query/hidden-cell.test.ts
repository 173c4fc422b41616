import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import type { RowRule } from '#core/access/row-rule.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { notesOf } from '#core/query/note.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { ask, engineRunner } from '#test/support/ask.ts';
import { contextUnder } from '#test/support/counts-profile.ts';
import { NORTH_CRIME } from '#test/support/fixture-datasets.ts';
import { type FixtureLake, writeFixtureLake } from '#test/support/fixture-lake.ts';

const ONLY_E01: RowRule = { column: 'borough_2022', op: '=', value: 'E01' };
let lake: FixtureLake;
let engine: DuckDbEngine;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hidden-cell-'));
  lake = await writeFixtureLake(root, [NORTH_CRIME]);
  engine = new DuckDbEngine({ root });
});
afterAll(async () => {
  await engine.close();
  await rm(root, { recursive: true });
});

const under = (rowRule: RowRule) =>
  contextUnder(
    lake.context,
    [NORTH_CRIME],
    ({ definition }): DatasetAccess => ({ ...wholeAccess(definition), rowRule }),
  );

async function rowsOf(rowRule: RowRule, spec: Omit<QuerySpec, 'datasets'>) {
  const { rows } = await ask(engineRunner(engine), under(rowRule), { datasets: ['north-crime'], ...spec });
  return Object.fromEntries(rows.map(([key, value]) => [String(key), value]));
}

const IN_2018 = { time: { from: '2018-05-01', to: '2018-07-31' } };

describe('a cell without a record that the row rule cannot let through', () => {
  it('is h, not 0; one that it could let through is 0', async () => {
    const byBorough = await rowsOf(ONLY_E01, { where: IN_2018, groupBy: [{ area: 'borough' }] });
    expect(byBorough['E01']).toBeGreaterThan(0);
    expect(byBorough).toMatchObject({ E02: 'h', E03: 'h', E04: 'h' });
    const byCategory = await rowsOf(
      { column: 'category', in: ['robbery'] },
      { where: IN_2018, groupBy: [{ field: 'category' }] },
    );
    expect(byCategory).toMatchObject({ burglary: 'h', theft: 'h' });
    expect(byCategory['robbery']).toBeGreaterThan(0);
  });

  it('is h for areas and months that lie within what is excluded, and for a total over them', async () => {
    const byWard = await rowsOf(ONLY_E01, { where: IN_2018, groupBy: [{ area: 'ward' }] });
    expect(Object.entries(byWard).filter(([, value]) => value === 'h').length).toBeGreaterThan(0);
    expect(byWard).not.toHaveProperty('E01S', 'h');
    const where = { ...IN_2018, space: { areas: ['E02'] } };
    const total = await ask(engineRunner(engine), under(ONLY_E01), { datasets: ['north-crime'], where });
    expect(total.rows).toEqual([['h']]);
    const byMonth = await rowsOf(
      { column: 'month', op: '>=', value: 201806 },
      { where: IN_2018, groupBy: [{ time: 'month' }] },
    );
    expect(byMonth['2018-05']).toBe('h');
    expect(byMonth['2018-06']).not.toBe('h');
  });

  it('stays x where nothing was supplied', async () => {
    const byBorough = await rowsOf(ONLY_E01, {
      where: { time: { from: '2019-01-01', to: '2019-02-28' } },
      groupBy: [{ area: 'borough' }],
    });
    expect(byBorough).toMatchObject({ E02: 'h', E03: 'x', E04: 'x' });
  });
});

describe('a rate under a row rule', () => {
  it('divides by those who live where, and the months in which, records are shown', async () => {
    const spec: QuerySpec = {
      datasets: ['north-crime'],
      where: IN_2018,
      measures: [{ measure: 'rate', per: 1000, annualised: true }],
    };
    const whole = { ...spec, where: { ...IN_2018, space: { areas: ['E01'] } } };
    const shown = await ask(engineRunner(engine), under(ONLY_E01), spec);
    expect(shown.rows).toEqual((await ask(engineRunner(engine), lake.context, whole)).rows);
    expect(shown.rows[0]?.[0]).toBeGreaterThan(0);
    const fromJune = await ask(
      engineRunner(engine),
      under({ column: 'month', op: '>=', value: 201806 }),
      spec,
    );
    const june = { ...spec, where: { time: { from: '2018-06-01', to: '2018-07-31' } } };
    expect(fromJune.rows).toEqual((await ask(engineRunner(engine), lake.context, june)).rows);
  });
});

describe('the notes of an answer', () => {
  it('say which records the profile shows', () => {
    const query = resolveQuery({ datasets: ['north-crime'] }, under(ONLY_E01));
    expect(notesOf(query)).toContain(
      'Of Northern crime your profile shows only records where borough is Borough 1.',
    );
  });
});
