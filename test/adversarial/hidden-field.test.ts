import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getDefinition } from '#app/dataset.ts';
import { wholeAccess } from '#core/access/profile.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { TestServer } from '../support/http-server.ts';
import { type Spy, spyWith, startCity } from './spy.ts';

/** `outcome` is hidden; `absent_one` never was. Both names are as long, so that only the name differs in an answer. */
const HIDDEN = 'outcome';
const ABSENT = 'outcoma';
const DATASET = 'mps-crime';

let server: TestServer;
let spy: Spy;

beforeAll(async () => {
  server = await startCity();
  const definition = await getDefinition(server.platform, DATASET);
  const whole = wholeAccess(definition);
  spy = await spyWith(server, 'narrow', {
    [DATASET]: { ...whole, fields: whole.fields.filter((field) => field !== HIDDEN) },
    'tfl-casualties': wholeAccess(await getDefinition(server.platform, 'tfl-casualties')),
  });
}, 120_000);
afterAll(() => server.close());

const where = (filter: NonNullable<NonNullable<QuerySpec['where']>['fields']>[number]): QuerySpec => ({
  datasets: [DATASET],
  where: { fields: [filter] },
});

const WAYS: Readonly<Record<string, (field: string) => QuerySpec>> = {
  'a filter by a value that it has': (field) => where({ field, in: ['Under investigation'] }),
  'a filter by a value that it has not': (field) => where({ field, in: ['nothing of the kind'] }),
  'a filter that leaves a value out': (field) => where({ field, notIn: ['Under investigation'] }),
  'a filter for what is known': (field) => where({ field, is: 'known' }),
  'a filter for what is unknown': (field) => where({ field, is: 'unknown' }),
  'a range': (field) => where({ field, from: 1, to: 2 }),
  'a group': (field) => ({ datasets: [DATASET], groupBy: [{ field }] }),
  'a count of different values': (field) => ({
    datasets: [DATASET],
    measures: [{ measure: 'distinct', field }],
  }),
  'a sum': (field) => ({ datasets: [DATASET], measures: [{ measure: 'sum', field }] }),
  'a list of records': (field) => ({ datasets: [DATASET], records: { fields: ['category', field] } }),
  'an order of records': (field) => ({
    datasets: [DATASET],
    records: { fields: ['category'] },
    sort: [{ by: field }],
  }),
  'an order of groups': (field) => ({
    datasets: [DATASET],
    groupBy: [{ field: 'category' }],
    sort: [{ by: field }],
  }),
  'a common field of several datasets': (field) => ({
    datasets: [DATASET, 'tfl-casualties'],
    groupBy: [{ field }],
  }),
  'a filter on a common field of several datasets': (field) => ({
    datasets: [DATASET, 'tfl-casualties'],
    where: { fields: [{ field, in: ['x'] }] },
  }),
  'a place where only an area belongs': (field) => ({
    datasets: [DATASET],
    groupBy: [{ area: 'borough' }, { field }],
  }),
};

/** The answer without what is different each time, and with one name in place of both. */
function comparable(text: string, field: string): string {
  return text
    .replaceAll(field, 'FIELD')
    .replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, 'ID')
    .replaceAll(/"(createdAt|publishedAt)":"[^"]*"/g, '"$1":""');
}

describe('a field that the profile hides', () => {
  for (const [way, specOf] of Object.entries(WAYS))
    it(`cannot be told from one that never was by ${way}`, async () => {
      const [hidden, absent] = [await spy.ask(specOf(HIDDEN)), await spy.ask(specOf(ABSENT))];
      expect(hidden.status).toBe(400);
      expect(hidden.status).toBe(absent.status);
      expect(comparable(hidden.text, HIDDEN)).toBe(comparable(absent.text, ABSENT));
    });

  it('is in no list of fields, no suggestion and no description that the API gives', async () => {
    for (const path of ['/v1/datasets', `/v1/datasets/${DATASET}`, '/v1/access']) {
      const { status, body } = await spy.call('GET', path);
      expect(status).toBe(200);
      const names = JSON.stringify(body).match(/"(fields|name)":(\[[^\]]*\]|"[^"]*")/g) ?? [];
      expect(names.length).toBeGreaterThan(0);
      const own = JSON.stringify(path === '/v1/access' ? body : datasetIn(body));
      expect(own).not.toContain(`"${HIDDEN}"`);
    }
  });

  it('is in no file, whatever is asked for', async () => {
    const { body } = await spy.ask({ datasets: [DATASET], records: { fields: ['category', 'occurred_on'] } });
    const { id } = body as { readonly id: string };
    const started = await spy.call('POST', `/v1/queries/${id}/downloads`, { format: 'csv' });
    const { id: download } = started.body as { readonly id: string };
    let file = await spy.call('GET', `/v1/queries/${id}/downloads/${download}`);
    for (let i = 0; i < 50 && file.body !== null; i += 1)
      file = await spy.call('GET', `/v1/queries/${id}/downloads/${download}`);
    expect(file.text.split('\n').length).toBeGreaterThan(50);
    expect(file.text).not.toContain('Under investigation');
  });

  it('stays unexplained: why it cannot be seen reads as for one that never was', async () => {
    const why = (field: string) =>
      spy.call('GET', `/v1/access/why?about=field&dataset=${DATASET}&field=${field}`);
    const [hidden, absent] = [await why(HIDDEN), await why(ABSENT)];
    expect(hidden.status).toBe(200);
    expect(comparable(hidden.text, HIDDEN)).toBe(comparable(absent.text, ABSENT));
  });

  it('has the same for a whole dataset', async () => {
    for (const path of ['/v1/datasets/', '/v1/coverage?dataset=', '/v1/access/why?about=dataset&dataset=']) {
      const [hidden, absent] = [
        await spy.call('GET', `${path}btp-crime`),
        await spy.call('GET', `${path}btp-crimo`),
      ];
      expect(hidden.status).toBe(absent.status);
      expect(comparable(hidden.text, 'btp-crime')).toBe(comparable(absent.text, 'btp-crimo'));
    }
    const [hidden, absent] = [
      await spy.ask({ datasets: ['btp-crime'] }),
      await spy.ask({ datasets: ['btp-crimo'] }),
    ];
    expect(hidden.status).toBe(404);
    expect(comparable(hidden.text, 'btp-crime')).toBe(comparable(absent.text, 'btp-crimo'));
  });
});

function datasetIn(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('items' in body) || !Array.isArray(body.items))
    return body;
  return body.items.find(({ id }) => id === DATASET);
}
