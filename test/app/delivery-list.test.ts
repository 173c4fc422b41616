import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { type Caller, WITHOUT_PROFILE } from '#app/caller.ts';
import { pageDeliveries } from '#app/delivery-list.ts';
import { MPS_CRIME } from '#core/datasets/mps-crime.ts';
import { brandId, type UserId } from '#core/model/id.ts';

let folder: string;
let registry: LmdbRegistry;
const COUNTS = { 'btp-crime': 3, 'colp-crime': 70, 'mps-crime': 50 };
const CALLER: Caller = {
  user: brandId<UserId>('u'),
  name: 'U',
  email: 'u@localhost',
  organisation: 'o',
  roles: ['super-admin'],
  agencies: [],
  ...WITHOUT_PROFILE,
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-list-'));
  registry = new LmdbRegistry(folder);
  for (const [dataset, count] of Object.entries(COUNTS)) {
    const contract = { ...MPS_CRIME.contract, agency: dataset.split('-')[0] };
    const definition = { ...MPS_CRIME, id: dataset, contract };
    await registry.transact([
      { kind: 'put', partition: 'dataset', sort: dataset, value: definition, expected: 0 },
    ]);
    for (let number = 1; number <= count; number++) {
      const receivedAt = new Date(Date.UTC(2026, 0, 1 + Math.floor((number * 60) / count))).toISOString();
      const value = { dataset, number, receivedAt };
      const sort = String(number).padStart(7, '0');
      await registry.transact([{ kind: 'put', partition: `delivery#${dataset}`, sort, value, expected: 0 }]);
    }
  }
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

describe('pageDeliveries(platform, caller, options)', () => {
  it('gives every delivery of several datasets once, newest first', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: Awaited<ReturnType<typeof pageDeliveries>> = await pageDeliveries({ registry }, CALLER, {
        dataset: null,
        cursor,
      });
      seen.push(...page.items.map(({ receivedAt, dataset, number }) => `${receivedAt} ${dataset} ${number}`));
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== null && pages < 10);
    expect(pages).toBe(3);
    expect(seen).toHaveLength(123);
    expect(new Set(seen).size).toBe(123);
    const days = seen.map((line) => line.slice(0, 24));
    expect(days).toEqual([...days].sort().reverse());
  });

  it('ends with the last page, and keeps to one dataset', async () => {
    const all = await pageDeliveries({ registry }, CALLER, { dataset: 'mps-crime', cursor: null });
    expect([all.items.length, all.nextCursor]).toEqual([50, null]);
    const first = await pageDeliveries({ registry }, CALLER, { dataset: 'colp-crime', cursor: null });
    const rest = await pageDeliveries({ registry }, CALLER, {
      dataset: 'colp-crime',
      cursor: first.nextCursor,
    });
    expect([rest.items.length, rest.items.at(-1)?.number, rest.nextCursor]).toEqual([20, 1, null]);
  });
});
