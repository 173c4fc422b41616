import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { submitQuery } from '#app/query/submit.ts';
import { openRecord } from '#app/record/open-record.ts';
import type { RecordView } from '#app/record/record-view.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { ROWS_PER_DELIVERY } from '#core/model/id.ts';
import { addAccount, addProfile, northProfile, person } from './access-platform.ts';
import { NORTH_CRIME } from './fixture-datasets.ts';
import {
  type FixtureDataset,
  type FixtureLake,
  fixtureField,
  storedRows,
  writeFixtureLake,
} from './fixture-lake.ts';
import { openQueryPlatform, type QueryPlatform } from './query-platform.ts';
import { publishManifest } from './republish.ts';

/** The dataset whose records changed. */
export const CHANGED_DATASET = 'north-crime';
const DATASET = CHANGED_DATASET;
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
const DATES = ['2026-01-02T03:04:05.000Z', '2026-02-02T03:04:05.000Z', '2026-03-01T03:04:05.000Z'];

/** Three publications of records of which some changed, and people who see them in part. */
export type RecordHistory = {
  readonly platform: QueryPlatform;
  readonly lake: FixtureLake;
  /** The record whose field is this, opened as somebody with its earlier versions, on the engine of the platform or another. */
  readonly opened: (name: string, by: string, wanted: unknown, on?: Platform) => Promise<RecordView>;
};

/** Opens it; `all`, `few`, `keyless` and `ruled` are the people. */
export async function openRecordHistory(): Promise<RecordHistory> {
  const [first] = HISTORY;
  if (first === undefined) throw new Error('there is no history');
  const people: Record<string, Caller> = {};
  const platform = await openQueryPlatform([first]);
  const { registry } = platform;
  const lake = await writeFixtureLake(`${platform.root}/objects`, HISTORY);
  for (const [index, made] of lake.manifests.entries()) {
    await publishManifest(platform, { ...made, createdAt: DATES[index] ?? '' });
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
  const opened = async (name: string, by: string, wanted: unknown, on: Platform = platform) => {
    const caller = people[name];
    if (caller === undefined) throw new Error(`nobody is ${name}`);
    const spec = { datasets: [DATASET], records: { fields: [by] } };
    const { result } = await submitQuery(on, caller, spec, { waitMs: 10_000 });
    const row = result?.columns.find((column) => column.name === by)?.values.indexOf(wanted as string) ?? -1;
    const [, reference = ''] = result?.references?.[row]?.split('/') ?? [];
    return openRecord(on, caller, DATASET, reference, { withEarlier: true });
  };
  return { platform, lake, opened };
}

/** What a record says of its earlier versions, in short. */
export function toldOf({ earlier }: RecordView) {
  return earlier?.versions.map(({ publishedAt, differences }) => [
    publishedAt.slice(0, 7),
    ...differences.map(({ was, now }) => `${was.name}: ${was.value} → ${now.value}`),
  ]);
}
