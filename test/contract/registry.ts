import { expect } from 'vitest';
import type { Registry, RegistryWrite } from '#app/ports.ts';
import { contractSuite, type Deviations } from './suite.ts';

/** `again` opens the same store a second time, as another process would. */
export type RegistrySubject = { readonly registry: Registry; readonly again: () => Promise<Registry> };

const put = (
  partition: string,
  sort: string,
  value: unknown,
  expected: number | null = null,
): RegistryWrite => ({
  kind: 'put',
  partition,
  sort,
  value,
  expected,
});
const conflict = expect.objectContaining({ code: 'CONFLICT' });
const tooLarge = expect.objectContaining({ code: 'TOO_LARGE' });

/** What every registry keeps. */
export function registryContract(
  name: string,
  make: () => Promise<{ readonly subject: RegistrySubject; readonly dispose: () => Promise<void> }>,
  deviations: Deviations = {},
): void {
  contractSuite(`Registry contract: ${name}`, CASES, make, deviations);
}

const CASES = {
  'answers null for an item that was never written': async ({ registry }: RegistrySubject) => {
    expect(await registry.get('a', 'b')).toBeNull();
  },
  'returns what was written, at version 1': async ({ registry }: RegistrySubject) => {
    const value = { text: 'Ω"\\\n🦊', number: 2 ** 53 - 1, none: null, list: [1, [true]] };
    await registry.transact([put('a', 'b', value)]);
    expect(await registry.get('a', 'b')).toEqual({ partition: 'a', sort: 'b', version: 1, value });
  },
  'counts the version up by one at each write': async ({ registry }: RegistrySubject) => {
    await registry.transact([put('a', 'b', 1)]);
    await registry.transact([put('a', 'b', 2, 1)]);
    await registry.transact([put('a', 'b', 3)]);
    expect(await registry.get('a', 'b')).toMatchObject({ version: 3, value: 3 });
  },
  'refuses to create what exists': async ({ registry }: RegistrySubject) => {
    await registry.transact([put('a', 'b', 1, 0)]);
    await expect(registry.transact([put('a', 'b', 2, 0)])).rejects.toEqual(conflict);
    expect(await registry.get('a', 'b')).toMatchObject({ version: 1, value: 1 });
  },
  'writes nothing of a transaction when one version is not the expected one': async ({
    registry,
  }: RegistrySubject) => {
    await registry.transact([put('a', '1', 'old')]);
    await expect(registry.transact([put('a', '1', 'new'), put('a', '2', 'new', 7)])).rejects.toEqual(
      conflict,
    );
    expect(await registry.get('a', '1')).toMatchObject({ value: 'old', version: 1 });
    expect(await registry.get('a', '2')).toBeNull();
  },
  'says which item is not at the expected version': async ({ registry }: RegistrySubject) => {
    await registry.transact([put('a', '1', 'old')]);
    await expect(registry.transact([put('b', '1', 1), put('a', '1', 'new', 0)])).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { moved: true, partition: 'a', sort: '1' },
    });
  },
  'takes a transaction without writes': async ({ registry }: RegistrySubject) => {
    await registry.transact([]);
    expect(await registry.list('a')).toEqual([]);
  },
  'begins at version 1 again after a deletion': async ({ registry }: RegistrySubject) => {
    await registry.transact([put('a', 'b', 1)]);
    await registry.transact([put('a', 'b', 2)]);
    await registry.transact([{ kind: 'delete', partition: 'a', sort: 'b', expected: 2 }]);
    await registry.transact([put('a', 'b', 3)]);
    expect(await registry.get('a', 'b')).toMatchObject({ version: 1, value: 3 });
  },
  'refuses to delete or check as absent what exists': async ({ registry }: RegistrySubject) => {
    await registry.transact([put('a', 'b', 1)]);
    for (const kind of ['delete', 'check'] as const) {
      const write: RegistryWrite = { kind, partition: 'a', sort: 'b', expected: 0 };
      await expect(registry.transact([write]), kind).rejects.toEqual(conflict);
      await registry.transact([{ ...write, sort: 'absent' }]);
    }
  },
  'checks a version without writing': async ({ registry }: RegistrySubject) => {
    await registry.transact([put('a', 'guard', 1)]);
    const check = (expected: number): RegistryWrite => ({
      kind: 'check',
      partition: 'a',
      sort: 'guard',
      expected,
    });
    await registry.transact([check(1), put('a', 'x', 1)]);
    await expect(registry.transact([check(2), put('a', 'y', 1)])).rejects.toEqual(conflict);
    expect(await registry.get('a', 'guard')).toMatchObject({ version: 1 });
    expect(await registry.get('a', 'y')).toBeNull();
  },
  'deletes under a version, and an absent item without one': async ({ registry }: RegistrySubject) => {
    await registry.transact([put('a', 'b', 1)]);
    await expect(
      registry.transact([{ kind: 'delete', partition: 'a', sort: 'b', expected: 9 }]),
    ).rejects.toEqual(conflict);
    await registry.transact([{ kind: 'delete', partition: 'a', sort: 'b', expected: 1 }]);
    await registry.transact([{ kind: 'delete', partition: 'a', sort: 'b', expected: null }]);
    expect(await registry.get('a', 'b')).toBeNull();
  },
  'lists one partition in the order of UTF-8 bytes': async ({ registry }: RegistrySubject) => {
    const sorts = ['', 'B', 'a', 'a/1', 'a/10', 'a/2', 'é', 'ﬀ', '🦊'];
    await registry.transact([...sorts].reverse().map((sort) => put('p', sort, sort)));
    await registry.transact([put('p2', 'a', 1), put('o', 'a', 1)]);
    expect((await registry.list('p')).map(({ sort }) => sort)).toEqual(sorts);
    expect((await registry.list('p', { descending: true })).map(({ sort }) => sort)).toEqual(
      [...sorts].reverse(),
    );
  },
  'lists by prefix, after a key and up to a limit': async ({ registry }: RegistrySubject) => {
    await registry.transact(['a', 'b1', 'b2', 'b3', 'b🦊', 'c'].map((sort) => put('p', sort, sort)));
    const sorts = async (options: Parameters<Registry['list']>[1]) =>
      (await registry.list('p', options)).map(({ sort }) => sort);
    expect(await sorts({ prefix: 'b' })).toEqual(['b1', 'b2', 'b3', 'b🦊']);
    expect(await sorts({ prefix: 'b', after: 'b1', limit: 2 })).toEqual(['b2', 'b3']);
    expect(await sorts({ prefix: 'b', after: 'b3', descending: true })).toEqual(['b2', 'b1']);
    expect(await sorts({ prefix: 'b', descending: true, limit: 1 })).toEqual(['b🦊']);
    expect(await sorts({ after: 'bb' })).toEqual(['b🦊', 'c']);
    expect(await sorts({ after: 'z' })).toEqual([]);
    expect(await sorts({ prefix: 'b', after: 'a' })).toEqual(['b1', 'b2', 'b3', 'b🦊']);
    expect(await sorts({ prefix: 'b', after: 'c' })).toEqual([]);
    expect(await sorts({ prefix: 'b', after: 'c', descending: true })).toEqual(['b🦊', 'b3', 'b2', 'b1']);
    expect(await sorts({ prefix: 'b', after: 'a', descending: true })).toEqual([]);
    expect(await sorts({ prefix: 'b', limit: 0 })).toEqual([]);
    expect(await sorts({ prefix: 'nothing' })).toEqual([]);
  },
  'lists 100 items unless told otherwise': async ({ registry }: RegistrySubject) => {
    for (const half of [0, 1]) {
      await registry.transact(Array.from({ length: 80 }, (_, i) => put('p', `${half}-${i}`, i)));
    }
    expect(await registry.list('p')).toHaveLength(100);
    expect(await registry.list('p', { limit: 500 })).toHaveLength(160);
  },
  'takes 100 writes in a transaction and refuses 101': async ({ registry }: RegistrySubject) => {
    const writes = (count: number) => Array.from({ length: count }, (_, i) => put('p', String(i), i));
    await registry.transact(writes(100));
    await expect(registry.transact(writes(101))).rejects.toEqual(tooLarge);
  },
  'refuses an item over 400 kB and a transaction over 4 MB': async ({ registry }: RegistrySubject) => {
    const large = 'x'.repeat(400_000 - '""'.length);
    const longest = ['p'.repeat(512), 's'.repeat(1_024)] as const;
    await registry.transact([put(...longest, large)]);
    expect(await registry.get(...longest)).toMatchObject({ version: 1, value: large });
    await expect(registry.transact([put('p', 'big', `${large}x`)])).rejects.toEqual(tooLarge);
    await registry.transact(Array.from({ length: 10 }, (_, i) => put('p', String(i), large)));
    await expect(
      registry.transact(Array.from({ length: 11 }, (_, i) => put('p', String(i), large))),
    ).rejects.toEqual(tooLarge);
  },
  'lets exactly one of many concurrent writers win a version': async ({
    registry,
    again,
  }: RegistrySubject) => {
    const second = await again();
    await registry.transact([put('p', 'counter', 0)]);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? registry : second).transact([put('p', 'counter', i, 1)]),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await second.get('p', 'counter'))?.version).toBe(2);
    await second.close();
  },
  'reads what another opener of the store has just written': async ({ registry, again }: RegistrySubject) => {
    const second = await again();
    for (let i = 0; i < 50; i++) {
      await second.transact([put('p', 'x', i)]);
      expect((await registry.get('p', 'x'))?.value).toBe(i);
      expect((await registry.list('p'))[0]?.value).toBe(i);
    }
    await second.close();
  },
};
