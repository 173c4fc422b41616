import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { MOST_AT_WORK, takePlace } from '#app/query/admission.ts';
import { RUNNING_PARTITION } from '#app/query/query-record.ts';
import { brandId, type UserId } from '#core/model/id.ts';

const ANN = brandId<UserId>('ann');
const BEN = brandId<UserId>('ben');

let folder: string;
let registry: LmdbRegistry;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'admission-'));
  registry = new LmdbRegistry(folder);
});
afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

describe('takePlace(platform, user)', () => {
  it('counts queries that are starting and those written down, each person for themselves', async () => {
    const value = { user: ANN, touchedAt: '2026-01-01T00:00:00Z' };
    await registry.transact(
      [1, 2].map((i) => ({ kind: 'put', partition: RUNNING_PARTITION, sort: `q${i}`, value, expected: 0 })),
    );
    const asked = Array.from({ length: MOST_AT_WORK }, () => takePlace({ registry }, ANN));
    const outcomes = await Promise.allSettled(asked);
    const taken = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(taken).toHaveLength(MOST_AT_WORK - 2);
    await expect(takePlace({ registry }, ANN)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    const leave = await takePlace({ registry }, BEN);
    leave();
    const [first] = taken;
    if (first?.status === 'fulfilled') first.value();
    expect(await takePlace({ registry }, ANN)).toBeTypeOf('function');
  });
});
