import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase, rawDataset } from './database.ts';
import { type DroppedReport, openProduct, type Product } from './product.ts';
import { countRaw, publishedTable } from './published.ts';
import type { RawDataset } from './shared-data.ts';

/** Boroughs whose crimes nobody asked for when the files were made. */
const NOT_SUPPLIED = [
  'E09000001',
  'E09000004',
  'E09000008',
  'E09000012',
  'E09000020',
  'E09000026',
  'E09000028',
  'E09000030',
];
const ALL = Array.from({ length: 33 }, (_, i) => `E090000${String(i + 1).padStart(2, '0')}`);
const SUPPLIED = ALL.filter((code) => !NOT_SUPPLIED.includes(code));

type Column = { readonly name: string; readonly values: readonly unknown[] };
type Result = {
  readonly columns: readonly Column[];
  readonly mapped: number;
  readonly notMapped: number;
  readonly outsideCoverage: number;
};
type View = { readonly id: string; readonly state: string; readonly result?: Result };

const MPS = rawDataset('mps-crime');
const MAY: RawDataset = { ...MPS, files: MPS.files.slice(0, 1) };
const SPEC = {
  datasets: ['mps-crime'],
  where: { time: { from: '2018-05-01', to: '2018-05-31' } },
  groupBy: [{ area: 'borough' }],
  measures: [{ measure: 'count' }],
  limit: 100,
};

let product: Product;
let database: Database;
let report: DroppedReport;
let answer: View;
let result: Result;

beforeAll(async () => {
  database = await openDatabase();
  product = await openProduct(inject('outsideTemplate'));
  await product.serve();
  const [file = ''] = MAY.files;
  report = await product.drop('mps', 'mps-crime', file, {
    covers: { from: '2018-05', to: '2018-05', areas: SUPPLIED },
  });
  await countRaw(database, MAY);
  answer = await ask();
  if (answer.result === undefined) throw new Error('the query has no result');
  result = answer.result;
}, 300_000);
afterAll(async () => {
  await product?.close();
  database?.close();
});

async function ask(): Promise<View> {
  let view = await product.json<View>('/v1/queries', {
    method: 'POST',
    body: JSON.stringify(SPEC),
    as: 'analyst',
  });
  while (view.state === 'queued' || view.state === 'running')
    view = await product.json<View>(`/v1/queries/${view.id}`, { as: 'analyst' });
  return view.result === undefined
    ? { ...view, result: await product.json<Result>(`/v1/queries/${view.id}/result`, { as: 'analyst' }) }
    : view;
}

async function download(): Promise<string> {
  const started = await product.json<{ id: string }>(`/v1/queries/${answer.id}/downloads`, {
    method: 'POST',
    body: JSON.stringify({ format: 'csv' }),
    as: 'analyst',
  });
  for (let tries = 0; tries < 200; tries += 1) {
    const state = await product.request(`/v1/queries/${answer.id}/downloads/${started.id}`, {
      as: 'analyst',
    });
    const location = state.headers.get('location');
    if (state.status === 303 && location !== null)
      return (
        await product.request(new URL(location, 'http://localhost').pathname, { as: 'analyst' })
      ).text();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the download did not end');
}

const expectedIn = async (where: string): Promise<number> => {
  const [n = 0] = await database.numbers(
    `select coalesce(sum(n), 0)::int from expected_mps_crime where ${where}`,
  );
  return n;
};
const list = (codes: readonly string[]): string => codes.map((code) => `'${code}'`).join(', ');
const valueIn = (code: string): unknown => {
  const [areas, counts] = ['borough', 'count'].map((name) =>
    result.columns.find((column) => column.name === name),
  );
  return counts?.values[areas?.values.indexOf(code) ?? -1];
};

describe('a delivery that covers 25 of 33 boroughs', () => {
  it('is accepted with the rows that lie in the other eight', () => {
    expect(report.state).toBe('published');
  });

  it('shows the other eight as not supplied', () => {
    expect(NOT_SUPPLIED.map(valueIn)).toEqual(NOT_SUPPLIED.map(() => 'x'));
  });

  it('shows the number of the raw file for each of the 25', async () => {
    for (const code of SUPPLIED)
      expect([code, valueIn(code)]).toEqual([code, await expectedIn(`borough = '${code}'`)]);
  });

  it('counts the rows in the other eight as outside coverage, and loses none', async () => {
    const outside = await expectedIn(`borough in (${list(NOT_SUPPLIED)})`);
    expect(outside).toBeGreaterThan(100);
    expect(result.outsideCoverage).toBe(outside);
    expect(result.notMapped).toBe(await expectedIn('borough is null'));
    expect(result.mapped + result.notMapped + result.outsideCoverage).toBe(await expectedIn('true'));
    const [kept] = await database.numbers(
      `select count(*)::int from ${publishedTable(product.folder, 'mps-crime')}`,
    );
    expect(kept).toBe(await expectedIn('true'));
  });

  it('says the same in the CSV', async () => {
    const lines = (await download()).split(/\r?\n/).filter((line) => !/^"?#/.test(line));
    for (const code of NOT_SUPPLIED)
      expect(lines.find((line) => line.includes(code))).toMatch(/(^|,)"?x"?(,|$)/);
    for (const code of SUPPLIED)
      expect(lines.find((line) => line.includes(code))).toContain(
        String(await expectedIn(`borough = '${code}'`)),
      );
  });
});
