import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { getDefinition, getDefinitionVersion } from '#app/dataset.ts';
import { allItems } from '#app/every-item.ts';
import { migrate, type StepProgress } from '#app/migration/migrate.ts';
import { MIGRATIONS } from '#app/migration/migrations.ts';
import { readSchema, requireSchema, SCHEMA_VERSION } from '#app/migration/schema.ts';
import { organisationOfDomain } from '#app/people/organisation-store.ts';
import { peopleCount } from '#app/people/people-count.ts';
import { findOrganisation, findUser } from '#app/people.ts';
import type { AuditEvent, Registry } from '#app/ports.ts';
import { MPS_CRIME } from '#core/datasets/mps-crime.ts';
import { AppError } from '#core/model/error.ts';

const clock = () => new Date('2026-05-01T00:00:00Z');
const operator = { user: 'operator', organisation: 'operations' } as never;

let folder: string;
let registry: LmdbRegistry;
let events: AuditEvent[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migration-'));
  registry = new LmdbRegistry(folder);
  events = [];
});
afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const put = (partition: string, sort: string, value: unknown) =>
  registry.transact([{ kind: 'put', partition, sort, value, expected: 0 }]);

/** What a release wrote that knew neither states of accounts nor profiles, and did not number its schema. */
async function writeEarlierData(): Promise<void> {
  await put('organisation', 'metropolitan-police', { id: 'metropolitan-police', name: 'Police' });
  const earlier = { organisation: 'metropolitan-police', roles: ['supplier'], agencies: ['mps'] };
  for (const [id, disabled] of [
    ['sid', false],
    ['tom', true],
  ] as const) {
    await put('user', id, { ...earlier, id, email: `${id}@x.example`, name: id, disabled });
    await put('user-email', `${id}@x.example`, { user: id });
  }
  const { lookups: _lookups, reason: _reason, retired: _retired, ...definition } = MPS_CRIME;
  const fields = definition.fields.map(({ hidden: _hidden, ...field }) => field);
  await put('dataset', definition.id, { ...definition, fields });
  await put(`dataset-version#${definition.id}`, '00000001', { ...definition, fields });
  const spec = { datasets: ['mps-crime'], groupBy: [{ area: 'borough' }] };
  const query = { user: 'sid', spec, manifests: {}, vintages: {}, words: 'Ann Other', executions: {} };
  const at = { createdAt: '2026-04-01T00:00:00Z', error: null };
  await put('query#sid', '01A', { ...query, ...at, id: '01A', state: 'succeeded' });
  await put('query#sid', '01B', { ...query, ...at, id: '01B', state: 'running' });
  await put('query#sid', 'key#same', { query: '01A', spec: 'hash' });
}

const PARTITIONS = [
  ...['organisation', 'organisation-domain', 'user', 'user-email', 'people-count', 'people#*', 'setting'],
  ...['people#metropolitan-police', 'dataset', 'dataset-version#mps-crime', 'query#sid'],
];

async function everything(): Promise<unknown> {
  const all = await Promise.all(PARTITIONS.map((partition) => allItems(registry, partition)));
  return all.flatMap((items) => items.map(({ partition, sort, value }) => [partition, sort, value]));
}

function run(over: Registry = registry, dryRun = false) {
  const seen: StepProgress[] = [];
  const audit = { record: async (event: AuditEvent) => void events.push(event) };
  const platform = { registry: over, clock, audit, newId: () => ulid() };
  const done = migrate(platform, operator, { dryRun, onProgress: (one) => seen.push(one) });
  return done.then((outcome) => ({ outcome, seen }));
}

const counts = (seen: readonly StepProgress[]) =>
  Object.fromEntries(seen.map(({ what, changed, seen: of }) => [what, [changed, of]]));

describe('MIGRATIONS', () => {
  it('are numbered without a gap, to the schema of this release', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(
      Array.from({ length: SCHEMA_VERSION }, (_, index) => index + 1),
    );
  });
});

describe('requireSchema(registry, clock)', () => {
  it('gives an empty registry the schema of this release, also when two ask at once', async () => {
    expect(await readSchema(registry)).toBeNull();
    await Promise.all([requireSchema(registry, clock), requireSchema(registry, clock)]);
    expect(await readSchema(registry)).toBe(SCHEMA_VERSION);
    await requireSchema(registry, clock);
  });

  it('fails with UNAVAILABLE and says what to run on data that was not numbered', async () => {
    await writeEarlierData();
    expect(await readSchema(registry)).toBe(0);
    await expect(requireSchema(registry, clock)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('then run ops migrate'),
    });
    expect(await readSchema(registry)).toBe(0);
  });

  it('fails with UNAVAILABLE on data of a newer release', async () => {
    await put('setting', 'schema', { version: SCHEMA_VERSION + 1, at: '' });
    await expect(requireSchema(registry, clock)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('start the newer release'),
    });
  });
});

describe('migrate(platform, caller, options)', () => {
  it('takes over accounts, organisations, definitions and queries of an earlier release', async () => {
    await writeEarlierData();
    const { outcome, seen } = await run();
    expect(outcome).toEqual({ from: 0, to: 1 });
    expect(counts(seen)).toEqual({
      organisations: [1, 1],
      accounts: [2, 2],
      definitions: [2, 2],
      queries: [2, 3],
    });
    expect(await findUser(registry, 'sid')).toMatchObject({
      state: 'active',
      generation: 1,
      agencies: ['mps'],
    });
    expect(await findUser(registry, 'tom')).toMatchObject({ state: 'disabled', disabledWhy: 'was disabled' });
    expect(await peopleCount(registry, 'metropolitan-police')).toMatchObject({ active: 1, disabled: 1 });
    expect(await findOrganisation(registry, 'metropolitan-police')).toMatchObject({ agencies: ['mps'] });
    expect((await organisationOfDomain(registry, 'metropolitan-police.example'))?.id).toBe(
      'metropolitan-police',
    );
    expect(await getDefinition({ registry }, 'mps-crime')).toEqual(MPS_CRIME);
    expect(await getDefinitionVersion({ registry }, 'mps-crime', 1)).toEqual(MPS_CRIME);
    expect((await registry.get('query#sid', '01B'))?.value).toMatchObject({
      state: 'cancelled',
      datasets: ['mps-crime'],
      organisation: 'metropolitan-police',
      profile: { id: 'before-profiles', version: 0 },
      clearWords: 'a query from before profiles',
    });
    expect((await registry.get('query#sid', 'key#same'))?.value).toEqual({ query: '01A', spec: 'hash' });
    await requireSchema(registry, clock);
  });

  it('tells the audit before and after', async () => {
    await writeEarlierData();
    await run();
    const detail = { change: 'migration', schema: 1 };
    expect(events).toMatchObject([
      { phase: 'intent', action: 'administration', object: 'data/schema', who: 'operator', detail },
      { phase: 'outcome', detail: { ...detail, done: true } },
    ]);
  });

  it('changes nothing when it is run again, nor where nothing is stored', async () => {
    expect((await run()).outcome).toEqual({ from: 1, to: 1 });
    expect(await everything()).toEqual([]);
    await writeEarlierData();
    await run();
    const after = await everything();
    expect(await run()).toEqual({ outcome: { from: 1, to: 1 }, seen: [] });
    await registry.transact([{ kind: 'delete', partition: 'setting', sort: 'schema', expected: null }]);
    const { seen } = await run();
    expect(Object.values(counts(seen)).map(([changed]) => changed)).toEqual([0, 0, 0, 0]);
    expect(await everything()).toEqual(after);
  });

  it('counts and changes nothing in a dry run', async () => {
    await writeEarlierData();
    const before = await everything();
    const { outcome, seen } = await run(registry, true);
    expect(outcome).toEqual({ from: 0, to: 0 });
    expect(counts(seen)).toEqual({
      organisations: [1, 1],
      accounts: [2, 2],
      definitions: [2, 2],
      queries: [2, 3],
    });
    expect(await everything()).toEqual(before);
    expect(events).toEqual([]);
  });

  it('comes to the same when it is interrupted at any write and run again', async () => {
    await writeEarlierData();
    await run();
    const whole = await everything();
    for (let stop = 1; ; stop++) {
      await freshRegistry();
      await writeEarlierData();
      let writes = 0;
      const failing = over(async (transact) => {
        writes += 1;
        if (writes === stop) throw new Error('the power is gone');
        await transact();
      });
      const first = await run(failing).catch((error: unknown) => error);
      if (!(first instanceof Error)) {
        expect(stop).toBeGreaterThan(7);
        break;
      }
      expect(first.message).toBe('the power is gone');
      expect(await readSchema(registry)).toBe(0);
      await run();
      expect(await everything(), `stopped at write ${stop}`).toEqual(whole);
    }
  });

  it('reads an item again that was changed meanwhile', async () => {
    await writeEarlierData();
    let moved = false;
    const contended = over(async (transact) => {
      const item = await registry.get<object>('dataset', 'mps-crime');
      if (!moved && item !== null && (await findUser(registry, 'tom'))?.state === 'disabled') {
        moved = true;
        const value = { ...item.value, title: 'another title' };
        await registry.transact([
          { kind: 'put', partition: 'dataset', sort: 'mps-crime', value, expected: null },
        ]);
      }
      await transact();
    });
    await run(contended);
    expect(moved).toBe(true);
    expect(await getDefinition({ registry }, 'mps-crime')).toEqual({ ...MPS_CRIME, title: 'another title' });
  });

  it('refuses data of a newer release', async () => {
    await put('setting', 'schema', { version: SCHEMA_VERSION + 1, at: '' });
    await expect(run()).rejects.toBeInstanceOf(AppError);
    await expect(run()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

/** The registry with something before each transaction. */
function over(before: (transact: () => Promise<void>) => Promise<void>): Registry {
  return {
    get: (partition, sort) => registry.get(partition, sort),
    list: (partition, options) => registry.list(partition, options),
    transact: (writes) => before(() => registry.transact(writes)),
    close: () => registry.close(),
  };
}

async function freshRegistry(): Promise<void> {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'migration-'));
  registry = new LmdbRegistry(folder);
}
