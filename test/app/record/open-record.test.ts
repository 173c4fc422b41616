import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeProfile } from '#app/access/profiles.ts';
import type { Caller } from '#app/caller.ts';
import { queryResult } from '#app/query/result.ts';
import { submitQuery } from '#app/query/submit.ts';
import { openRecord } from '#app/record/open-record.ts';
import { referencesUnder } from '#app/record/reference.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import { ROWS_PER_DELIVERY } from '#core/model/id.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const DATASET = 'north-crime';
const EXACT: Partial<DatasetAccess> = { precision: { exact: true, cell: 9, levels: [] } };
const RULE: Partial<DatasetAccess> = { rowRule: { column: 'category', op: '=', value: 'robbery' } };
const sam = person('sam', 'super-admin');

let platform: QueryPlatform;
const people: Record<string, Caller> = {};
beforeAll(async () => {
  platform = await openQueryPlatform();
  const profiles: Readonly<Record<string, Partial<DatasetAccess>>> = {
    exact: EXACT,
    coarse: {},
    robbery: { ...EXACT, ...RULE },
    few: { ...EXACT, fields: ['category'] },
    counts: { kind: 'counts' },
    moving: EXACT,
  };
  for (const [id, change] of Object.entries(profiles)) {
    await addProfile(platform.registry, northProfile(`p-${id}`, change));
    const one = person(id, 'analyst', { profile: `p-${id}` });
    people[id] = one;
    await addAccount(platform.registry, one);
  }
  for (const number of [1, 2])
    await platform.registry.transact([
      {
        kind: 'put',
        partition: `delivery#${DATASET}`,
        sort: String(number).padStart(7, '0'),
        value: {
          number,
          dataset: DATASET,
          agency: 'north-police',
          fileName: `north-${number}.csv`,
          receivedAt: '2025-12-31T10:00:00.000Z',
          coverage: { from: '2018-05', to: '2018-07', areas: null, stated: 'manifest' },
        },
        expected: 0,
      },
    ]);
});
afterAll(() => platform.dispose());

const who = (name: string): Caller => {
  const caller = people[name];
  if (caller === undefined) throw new Error(`nobody is ${name}`);
  return caller;
};

async function list(name: string, fields: readonly string[] = ['category', 'month'], more: object = {}) {
  const spec = { datasets: [DATASET], records: { fields }, ...more };
  const view = await submitQuery(platform, who(name), spec, { waitMs: 10_000 });
  if (view.result === undefined) throw new Error('no result');
  return { id: view.id, result: view.result, references: view.result.references ?? [] };
}

const open = (name: string, reference = '') => {
  const [dataset = '', id = ''] = reference.split('/');
  return openRecord(platform, who(name), dataset, id);
};
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? { code: error.code, message: error.message } : error),
  );

describe('references in a list of records', () => {
  it('are one for each row, of 22 characters, the same in every list and for everybody who holds the profile', async () => {
    const { references, result } = await list('exact', ['category'], { sort: [{ by: 'category' }] });
    const again = await list('exact', ['weapon', 'month']);
    expect(references).toHaveLength(result.rowCount);
    expect(new Set(references).size).toBe(result.rowCount);
    for (const one of references) expect(one).toMatch(/^north-crime\/[\w-]{22}$/);
    expect([...again.references].sort()).toEqual([...references].sort());
  });

  it('stand beside the rows that they open, on every page', async () => {
    const { id, result } = await list('exact', ['category', 'loss', 'month']);
    const [category, loss, month] = result.columns.map(({ values }) => values);
    const second = await queryResult(platform, who('exact'), id, { limit: 3 });
    expect(second.references).toEqual(result.references?.slice(0, 3));
    for (const [row, reference] of (result.references ?? []).entries()) {
      const { fields } = await open('exact', reference);
      const value = (name: string) => fields.find((field) => field.name === name)?.value;
      expect([value('category'), value('loss'), value('month')]).toEqual([
        category?.[row],
        loss?.[row],
        month?.[row],
      ]);
    }
  });

  it('tell nothing of delivery and row, and are others under another profile', async () => {
    const { references } = await list('exact');
    const { references: coarse } = await list('coarse');
    expect(references.filter((one) => coarse.includes(one))).toEqual([]);
    const ids = references.map((one) => Buffer.from(one.split('/')[1] ?? '', 'base64url'));
    const order = [...ids].sort(Buffer.compare).map((one) => ids.indexOf(one));
    const { open: read } = await referencesUnder(platform, { id: 'p-exact', version: 1 });
    const records = references.map((one) => read(DATASET, one.split('/')[1] ?? '') ?? 0);
    const fileOrder = [...records].sort((a, b) => a - b).map((one) => records.indexOf(one));
    expect(order).not.toEqual(fileOrder);
  });

  it('are there for several datasets at once, each row under its own', async () => {
    const boss = person('all', 'analyst', { profile: 'all-records' });
    const view = await submitQuery(
      platform,
      boss,
      { datasets: [DATASET, 'road-casualties'], records: { fields: ['category'] } },
      { waitMs: 10_000 },
    );
    const datasets = view.result?.columns.find(({ name }) => name === 'dataset')?.values;
    expect(view.result?.references?.map((one) => one.split('/')[0])).toEqual(datasets);
  });

  it('are in no answer of groups', async () => {
    const view = await submitQuery(platform, who('exact'), { datasets: [DATASET] }, { waitMs: 10_000 });
    expect(view.result).not.toHaveProperty('references');
  });
});

describe('openRecord(platform, caller, dataset, reference)', () => {
  it('shows every field that the profile shows, with labels and units, and where the record comes from', async () => {
    const { references } = await list('exact');
    const { fields, provenance, title, noun } = await open('exact', references[0]);
    expect({ title, noun }).toEqual({ title: 'Northern crime', noun: 'crime' });
    const names = fields.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'category',
        'weapon',
        'loss',
        'longitude',
        'borough',
        'ward',
        'lsoa',
        'month',
        'cell_11',
        'location_quality',
        'time_precision',
      ]),
    );
    expect(names).not.toContain('secret');
    expect(names).not.toContain('note');
    expect(fields.find(({ name }) => name === 'category')).toMatchObject({
      about: 'record',
      text: expect.any(String),
    });
    expect(fields.find(({ name }) => name === 'loss')).toMatchObject({ unit: 'pounds' });
    expect(fields.find(({ name }) => name === 'borough')).toMatchObject({
      about: 'place',
      text: expect.stringMatching(/^Borough/),
    });
    expect(fields.find(({ name }) => name === 'month')).toMatchObject({ about: 'time' });
    expect(provenance).toMatchObject({
      agency: 'north-police',
      manifest: platform.lake.manifests[0]?.id,
      delivery: { number: 1, fileName: 'north-1.csv', receivedOn: '2025-12-31', row: expect.any(Number) },
      precision: 'exact places',
    });
  });

  it('keeps to the precision of the profile, and gives neither file nor row where places are not exact', async () => {
    const { references } = await list('coarse');
    const { fields, provenance } = await open('coarse', references[0]);
    const names = fields.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['borough', 'cell_7', 'cell_8']));
    for (const hidden of ['longitude', 'latitude', 'ward', 'lsoa', 'cell_9', 'cell_11', 'record_id'])
      expect(names).not.toContain(hidden);
    expect(provenance.delivery).toEqual({
      receivedOn: '2025-12-31',
      number: null,
      fileName: null,
      row: null,
    });
    expect(JSON.stringify(await open('coarse', references[0]))).not.toMatch(/north-1\.csv|4294967/);
  });

  it('is an audited consultation: who, which record, under which profile and publication', async () => {
    const { references } = await list('exact');
    platform.events.length = 0;
    await open('exact', references[0]);
    expect(platform.events.map(({ phase, action, rows }) => [phase, action, rows])).toEqual([
      ['intent', 'consultation', undefined],
      ['outcome', 'consultation', 1],
    ]);
    expect(platform.events[0]).toMatchObject({
      who: 'exact',
      object: expect.stringMatching(/^record\/north-crime\/\d+$/),
      profile: { id: 'p-exact', version: 1, preview: false },
      datasets: [DATASET],
      publications: { [DATASET]: platform.lake.manifests[0]?.id },
    });
  });

  it('says the same of a record that the row rule hides, that is not there, and that was never made', async () => {
    const { references } = await list('exact', ['category']);
    const robbery = await list('robbery', ['category']);
    expect(robbery.references.length).toBeGreaterThan(0);
    expect(robbery.references.length).toBeLessThan(references.length);
    await open('robbery', robbery.references[0]);
    const under = await referencesUnder(platform, { id: 'p-robbery', version: 1 });
    const whole = await referencesUnder(platform, { id: 'p-exact', version: 1 });
    const ids = references.map((one) => whole.open(DATASET, one.split('/')[1] ?? '') ?? 0);
    const seen = robbery.references.map((one) => under.open(DATASET, one.split('/')[1] ?? '') ?? 0);
    const hidden = ids.find((id) => !seen.includes(id)) ?? 0;
    const asked = [
      `${DATASET}/${under.of(DATASET, [hidden])[0]}`,
      `${DATASET}/${under.of(DATASET, [ROWS_PER_DELIVERY + 9_999])[0]}`,
      `${DATASET}/${under.of(DATASET, [ROWS_PER_DELIVERY * 77 + 1])[0]}`,
      `${DATASET}/${'A'.repeat(22)}`,
      `${DATASET}/1`,
      references[0] ?? '',
      `south-crime/${(robbery.references[0] ?? '').split('/')[1]}`,
      `no-such/${(robbery.references[0] ?? '').split('/')[1]}`,
    ];
    const refusals = await Promise.all(asked.map((one) => refusal(open('robbery', one))));
    expect(new Set(refusals.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(refusals[0]).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('gives nothing under a profile of counts only, whatever the reference', async () => {
    const under = await referencesUnder(platform, { id: 'p-counts', version: 1 });
    const [made] = under.of(DATASET, [ROWS_PER_DELIVERY + 1]);
    await expect(open('counts', `${DATASET}/${made}`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('opens nothing under a later version of the profile: it is found again in a list', async () => {
    const { references } = await list('moving');
    await open('moving', references[0]);
    await writeProfile(
      platform,
      sam,
      'p-moving',
      northProfile('p-moving', { ...EXACT, fields: ['category'] }),
      1,
    );
    await expect(open('moving', references[0])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { references: later } = await list('moving', ['category']);
    expect((await open('moving', later[0])).fields.map(({ name }) => name)).not.toContain('loss');
  });
});
