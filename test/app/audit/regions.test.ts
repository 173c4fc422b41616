import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderAnchor } from '#adapters/local/folder-anchor.ts';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { sealedPrefix } from '#app/audit/chain.ts';
import { readChainState } from '#app/audit/chain-state.ts';
import { exportAudit } from '#app/audit/export.ts';
import { regionOfShard } from '#app/audit/region.ts';
import { readSealed } from '#app/audit/sealed-object.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { ownTrail, searchAudit } from '#app/audit/search.ts';
import { datasetUse } from '#app/audit/use.ts';
import { verifyChains } from '#app/audit/verify-chains.ts';
import { applyDefinition } from '#app/dataset.ts';
import type { Registry } from '#app/ports.ts';
import { brandId, type DatasetId } from '#core/model/id.ts';
import { recordedEvents } from '#test/support/audit-events.ts';
import { MADE_CRIME, SUPER_ADMIN } from '../ingest/made-platform.ts';
import { type MadeAudit, makeAudit, person } from './made-audit.ts';

const AUDITOR = person('auditor', 'auditor');

/** Two regions over one registry, as a global table is; objects of the primary are copied when a test says so. */
let folder: string;
let registry: LmdbRegistry;
let primary: MadeAudit;
let second: MadeAudit;
let written: Map<string, Set<string>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-regions-'));
  registry = new LmdbRegistry(join(folder, 'registry'));
  written = new Map();
  const open = (region: string, other: string) =>
    makeAudit('2026-03-01T12:00:00.000Z', {
      region,
      registry: noting(registry, region),
      objects: new FolderObjectStore(join(folder, region)),
      anchor: new FolderAnchor(join(folder, other, 'heads')),
    });
  primary = await open('eu-west-2', 'eu-west-1');
  second = await open('eu-west-1', 'eu-west-2');
});
afterEach(async () => {
  await primary.dispose();
  await second.dispose();
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

/** Notes which items a region writes. */
function noting(inner: Registry, region: string): Registry {
  const items = new Set<string>();
  written.set(region, items);
  return new Proxy(inner, {
    get(target, name) {
      if (name === 'transact')
        return (writes: Parameters<Registry['transact']>[0]) => {
          for (const { partition, sort } of writes) items.add(`${partition} ${sort}`);
          return target.transact(writes);
        };
      const value: unknown = Reflect.get(target, name);
      if (name === 'close') return async () => undefined;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** S3 copies what the primary has sealed to the second region. */
const copied = () =>
  cp(join(folder, 'eu-west-2', 'audit'), join(folder, 'eu-west-1', 'audit'), { recursive: true });
const at = (instant: string) => {
  primary.set(instant);
  second.set(instant);
};
const namesOf = async (platform: MadeAudit) =>
  (await recordedEvents(platform)).map(({ effect, phase }) => `${effect} ${phase}`);
const nothingLate = { lateMs: 0 };

describe('the audit of two regions', () => {
  it('is two chains: each region seals what it recorded, and no item is written by both', async () => {
    await primary.effect();
    await second.effect();
    at('2026-03-01T12:01:00.000Z');
    const both = await Promise.all([sealAudit(primary), sealAudit(second)]);
    expect(both).toEqual([
      { objects: 1, events: 2 },
      { objects: 1, events: 2 },
    ]);
    for (const [platform, region] of [
      [primary, 'eu-west-2'],
      [second, 'eu-west-1'],
    ] as const) {
      const keys = await platform.objects.list(sealedPrefix(region));
      expect(keys).toEqual([`audit/${region}/2026/03/01/0000000001.jsonl`]);
      const { header, events } = readSealed((await platform.objects.get(keys[0] ?? '')) ?? new Uint8Array());
      expect(header).toMatchObject({ region, number: 1, previous: null });
      expect(events.map(({ shard }) => regionOfShard(shard))).toEqual([region, region]);
    }
    const [one, other] = [...written.values()];
    expect(one?.size).toBeGreaterThan(5);
    expect([...(one ?? [])].filter((item) => other?.has(item))).toEqual([]);
  });

  it('goes on in the second region after a fail-over, and is found whole, searched and exported there', async () => {
    const dataset = brandId<DatasetId>(MADE_CRIME.id);
    await applyDefinition(primary, SUPER_ADMIN, MADE_CRIME);
    await primary.effect({ datasets: [dataset], who: 'ann' });
    await sealAudit(primary);
    await copied();
    at('2026-03-01T12:05:00.000Z');
    await primary.effect({ effect: 'left-behind' });
    at('2026-03-01T12:10:00.000Z');
    await second.effect({ effect: 'after', datasets: [dataset], who: 'ann' });
    expect(await sealAudit(second)).toEqual({ objects: 1, events: 2 });
    const names = await namesOf(second);
    expect(names.filter((name) => name.startsWith('left-behind'))).toHaveLength(2);
    expect(names.slice(-2)).toEqual(['after intent', 'after outcome']);
    expect(new Set(names).size).toBe(names.length);
    expect(await verifyChains(second, nothingLate)).toMatchObject({
      state: 'whole',
      objects: 2,
      events: names.length,
    });
    const { items } = await searchAudit(second, AUDITOR, { who: 'ann' });
    expect(items).toHaveLength(2);
    const trail = await ownTrail(second, person('ann', 'analyst'), undefined);
    expect(trail.items.filter(({ object }) => !object.startsWith('trail/'))).toHaveLength(2);
    const lines: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await exportAudit(second, AUDITOR, { format: 'jsonl', cursor });
      lines.push(...page.text.split('\n').filter((line) => line !== ''));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(lines.filter((line) => line.includes('"who":"ann"'))).toHaveLength(4);
    const supplier = person('sue', 'supplier', [MADE_CRIME.contract.agency]);
    const use = await datasetUse(second, supplier, { dataset });
    expect(use).toMatchObject([{ people: 1, queries: 2 }]);
    expect(await readChainState(second)).toMatchObject({
      region: 'eu-west-1',
      head: { number: 1 },
      others: [{ region: 'eu-west-2', head: { number: 1 } }],
    });
    await sealAudit(primary);
    await copied();
    expect(await verifyChains(second, nothingLate)).toMatchObject({ state: 'whole', objects: 3 });
  });

  it('says from when on it cannot be searched where objects have not come to the second region', async () => {
    await primary.effect({ effect: 'old' });
    await sealAudit(primary);
    await copied();
    at('2026-03-02T12:00:00.000Z');
    await primary.effect({ effect: 'new' });
    await sealAudit(primary);
    await expect(namesOf(second)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('eu-west-2 sealed at 2026-03-02T12:00:00.000Z'),
    });
    const before = await searchAudit(second, AUDITOR, { from: '2026-03-01', to: '2026-03-01' });
    expect(before.items.map(({ effect }) => effect)).toEqual(['old']);
    expect(await verifyChains(second, nothingLate)).toMatchObject({
      state: 'broken',
      firstBreak: { problem: 'it is missing' },
    });
  });

  it('is broken when an object of the one chain is laid into the other', async () => {
    for (const platform of [primary, second]) {
      await platform.effect();
      await sealAudit(platform);
    }
    await copied();
    const [key = ''] = await second.objects.list('audit/eu-west-1/');
    const [theirs = ''] = await second.objects.list('audit/eu-west-2/');
    await second.objects.put(key, (await second.objects.get(theirs)) ?? '');
    expect(await verifyChains(second, nothingLate)).toMatchObject({
      state: 'broken',
      firstBreak: { object: key },
    });
  });

  it('is held against the heads that each region told the other', async () => {
    for (const platform of [primary, second]) {
      await platform.effect();
      await sealAudit(platform);
    }
    await copied();
    const heads = [{ region: 'eu-west-2', number: 1, hash: 'f'.repeat(64) }];
    expect(await verifyChains(second, nothingLate)).toMatchObject({ state: 'whole' });
    expect(await verifyChains(second, { ...nothingLate, heads })).toMatchObject({ state: 'broken' });
    const elsewhere = [{ ...heads[0], region: 'us-east-1' } as (typeof heads)[0]];
    expect(await verifyChains(second, { ...nothingLate, heads: elsewhere })).toMatchObject({
      state: 'whole',
    });
  });
});
