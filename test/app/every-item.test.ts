import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { allItems, everyItem, sweepItems } from '#app/every-item.ts';

const folder = mkdtempSync(join(tmpdir(), 'every-item-'));
const registry = new LmdbRegistry(join(folder, 'registry'));
const sortOf = (n: number) => String(n).padStart(4, '0');

afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

async function fill(partition: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 100)
    await registry.transact(
      Array.from({ length: Math.min(100, count - n) }, (_, i) => ({
        kind: 'put',
        partition,
        sort: sortOf(n + i),
        value: n + i,
        expected: 0,
      })),
    );
}

describe('everyItem(registry, partition)', () => {
  it.each([0, 1, 99, 100, 101, 200, 250])('gives %i items once each, in either order', async (count) => {
    const partition = `of-${count}`;
    await fill(partition, count);
    const numbers = Array.from({ length: count }, (_, n) => n);
    const values = async (descending: boolean) =>
      (await allItems<number>(registry, partition, { descending })).map(({ value }) => value);
    expect(await values(false)).toEqual(numbers);
    expect(await values(true)).toEqual(numbers.reverse());
  });

  it('goes on behind items that are removed while it is read', async () => {
    await fill('removed', 150);
    const seen: number[] = [];
    for await (const { partition, sort, value } of everyItem<number>(registry, 'removed')) {
      seen.push(value);
      await registry.transact([{ kind: 'delete', partition, sort, expected: null }]);
    }
    expect(seen).toHaveLength(150);
  });
});

describe('sweepItems(registry, partition, isOver)', () => {
  it('removes what is over and nothing else', async () => {
    await fill('swept', 250);
    expect(await sweepItems<number>(registry, 'swept', ({ value }) => value % 2 === 0)).toBe(125);
    expect((await allItems<number>(registry, 'swept')).every(({ value }) => value % 2 === 1)).toBe(true);
  });

  it('leaves an item that is written anew between its reading and its removal', async () => {
    await fill('renewed', 3);
    const swept = await sweepItems<number>(registry, 'renewed', async ({ partition, sort, value }) => {
      if (value === 1)
        await registry.transact([{ kind: 'put', partition, sort, value: 'renewed', expected: null }]);
      return true;
    });
    expect(swept).toBe(2);
    expect((await allItems(registry, 'renewed')).map(({ value }) => value)).toEqual(['renewed']);
  });
});
