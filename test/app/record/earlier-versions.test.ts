import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '#app/caller.ts';
import { historyPartition, POINTER_PARTITION } from '#app/publication/manifest-store.ts';
import { submitQuery } from '#app/query/submit.ts';
import { openRecord } from '#app/record/open-record.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { ROWS_PER_DELIVERY } from '#core/model/id.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { NORTH_CRIME } from '#test/support/fixture-datasets.ts';
import {
  type FixtureDataset,
  fixtureField,
  storedRows,
  writeFixtureLake,
} from '#test/support/fixture-lake.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const DATASET = 'north-crime';
const PRECISION: DatasetAccess['precision'] = { exact: true, cell: 9, levels: [] };
const ROWS = [
  { reference: 'A1', category: 'robbery', loss: 100 },
  { reference: 'A2', category: 'theft', loss: 200 },
  { reference: null, category: 'burglary', loss: 300 },
  { reference: 'A4', category: 'theft', loss: 400 },
];

/** The rows as one delivery has them; each later one is another file, so that all ids are others. */
function delivered(delivery: number, rows: readonly (typeof ROWS)[number][]): FixtureDataset {
  const definition = DatasetDefinitionSchema.parse({
    ...NORTH_CRIME.definition,
    key: ['reference'],
    fields: [...NORTH_CRIME.definition.fields, fixtureField('reference', 'text', 'key')],
  });
  const [base] = storedRows(NORTH_CRIME);
  return {
    ...NORTH_CRIME,
    definition,
    stored: rows.map((row, index) => ({
      ...base,
      ...row,
      record_id: BigInt(ROWS_PER_DELIVERY) * BigInt(delivery) + BigInt(index + 1),
    })),
    rows: [],
    deliveries: [
      {
        number: delivery,
        accepted: rows.length,
        live: rows.length,
        coverage: { from: '2018-05', to: '2018-07', areas: null, stated: 'manifest' },
      },
    ],
  };
}

const changed = (reference: string, change: Partial<(typeof ROWS)[number]>) =>
  ROWS.map((row) => (row.reference === reference ? { ...row, ...change } : row));

/** Three publications, oldest first: each replaced what the one before it had. */
const HISTORY = [
  delivered(1, ROWS),
  delivered(2, changed('A1', { category: 'theft' })),
  delivered(3, changed('A1', { category: 'burglary', loss: 150 })),
];

let platform: QueryPlatform;
const people: Record<string, Caller> = {};
const dates = ['2026-01-02T03:04:05.000Z', '2026-02-02T03:04:05.000Z', '2026-03-01T03:04:05.000Z'];

beforeAll(async () => {
  const [first] = HISTORY;
  if (first === undefined) throw new Error('there is no history');
  platform = await openQueryPlatform([first]);
  const { objects, registry } = platform;
  const lake = await writeFixtureLake(`${platform.root}/objects`, HISTORY);
  for (const [index, made] of lake.manifests.entries()) {
    const manifest = { ...made, createdAt: dates[index] ?? '' };
    await objects.put(`manifest/${DATASET}/${manifest.id}.json`, JSON.stringify(manifest));
    const value = { manifest: manifest.id, previous: null };
    await registry.transact([
      { kind: 'put', partition: POINTER_PARTITION, sort: DATASET, value, expected: null },
      {
        kind: 'put',
        partition: historyPartition(DATASET),
        sort: manifest.id,
        value: { manifest: manifest.id, at: manifest.createdAt },
        expected: 0,
      },
    ]);
  }
  const receivedAt = '2025-12-31T10:00:00.000Z';
  await registry.transact([
    {
      kind: 'put',
      partition: `delivery#${DATASET}`,
      sort: '0000003',
      value: { number: 3, dataset: DATASET, agency: 'n', fileName: 'n.csv', receivedAt, coverage: null },
      expected: 0,
    },
  ]);
  const profiles: Readonly<Record<string, Partial<DatasetAccess>>> = {
    all: { fields: ['reference', 'category', 'loss'] },
    few: { fields: ['reference', 'category'] },
    keyless: { fields: ['category', 'loss'] },
    ruled: {
      fields: ['reference', 'category', 'loss'],
      rowRule: { column: 'category', op: '<>', value: 'robbery' },
    },
  };
  for (const [id, access] of Object.entries(profiles)) {
    await addProfile(registry, northProfile(`p-${id}`, { precision: PRECISION, ...access }));
    const one = person(id, 'analyst', { profile: `p-${id}` });
    people[id] = one;
    await addAccount(registry, one);
  }
});
afterAll(() => platform.dispose());

/** The record whose loss or category is this, opened with its earlier versions. */
async function opened(name: string, by: string, wanted: unknown) {
  const caller = people[name];
  if (caller === undefined) throw new Error(`nobody is ${name}`);
  const spec = { datasets: [DATASET], records: { fields: [by] } };
  const { result } = await submitQuery(platform, caller, spec, { waitMs: 10_000 });
  const row = result?.columns.find((column) => column.name === by)?.values.indexOf(wanted as string) ?? -1;
  const [, reference = ''] = result?.references?.[row]?.split('/') ?? [];
  return openRecord(platform, caller, DATASET, reference, { withEarlier: true });
}

type View = Awaited<ReturnType<typeof opened>>;
const told = ({ earlier }: View) =>
  earlier?.versions.map(({ publishedAt, differences }) => [
    publishedAt.slice(0, 7),
    ...differences.map(({ was, now }) => `${was.name}: ${was.value} → ${now.value}`),
  ]);

describe('openRecord(…, { withEarlier })', () => {
  it('tells what each earlier publication said of the same event, newest first', async () => {
    const view = await opened('all', 'reference', 'A1');
    expect(told(view)).toEqual([
      ['2026-02', 'category: theft → burglary', 'loss: 1 → 1.5'],
      ['2026-01', 'category: robbery → burglary', 'loss: 1 → 1.5'],
    ]);
    expect(view.earlier).toMatchObject({ untold: null, looked: 2, left: 0 });
  });

  it('says of a record that was delivered anew unchanged that nothing differs', async () => {
    expect(told(await opened('all', 'reference', 'A4'))).toEqual([['2026-02'], ['2026-01']]);
  });

  it('tells nothing of fields that the profile does not show now', async () => {
    const view = await opened('few', 'reference', 'A1');
    expect(told(view)).toEqual([
      ['2026-02', 'category: theft → burglary'],
      ['2026-01', 'category: robbery → burglary'],
    ]);
    expect(JSON.stringify(view)).not.toContain('loss');
  });

  it('tells no version that the row rule does not let through', async () => {
    expect(told(await opened('ruled', 'reference', 'A1'))).toEqual([
      ['2026-02', 'category: theft → burglary', 'loss: 1 → 1.5'],
    ]);
  });

  it('says why none can be told: without the key, or of a record that has none', async () => {
    const keyless = await opened('keyless', 'loss', 1.5);
    expect(keyless.earlier).toEqual({ untold: 'key-hidden', versions: [], looked: 0, left: 0 });
    const unknown = await opened('all', 'reference', null);
    expect(unknown.earlier?.untold).toBe('key-unknown');
  });

  it('is audited as one consultation that names the publications told', async () => {
    platform.events.length = 0;
    await opened('all', 'reference', 'A1');
    const [intent, outcome] = platform.events.filter(({ object }) => object.startsWith('record/'));
    expect(intent).toMatchObject({
      phase: 'intent',
      action: 'consultation',
      detail: { change: 'record-versions' },
    });
    expect(outcome).toMatchObject({
      phase: 'outcome',
      rows: 3,
      detail: { publications: [expect.any(String), expect.any(String)] },
    });
  });

  it('says how many publications are no longer kept', async () => {
    for (const key of await platform.objects.list(`lake/${DATASET}/`))
      if (key.includes('01JVERS10N0000000000000000')) await platform.objects.delete(key);
    const view = await opened('all', 'reference', 'A1');
    expect(told(view)).toEqual([['2026-02', 'category: theft → burglary', 'loss: 1 → 1.5']]);
    expect(view.earlier).toMatchObject({ looked: 1, left: 1 });
  });
});
