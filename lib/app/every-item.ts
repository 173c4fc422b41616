import { AppError } from '#core/model/error.ts';
import type { Registry, RegistryItem } from './ports.ts';

const PAGE = 100;

type Store = Pick<Registry, 'list'>;
type Which = { readonly prefix?: string; readonly descending?: boolean };

/** The items of a partition in the order of their keys, read a page at a time: what is written meanwhile may be among them. */
export async function* everyItem<Value>(
  registry: Store,
  partition: string,
  which: Which = {},
): AsyncIterable<RegistryItem<Value>> {
  let after: { readonly after?: string } = {};
  for (;;) {
    const page = await registry.list<Value>(partition, { ...which, ...after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = { after: last.sort };
  }
}

/** Every item of a partition that is never large. */
export async function allItems<Value>(
  registry: Store,
  partition: string,
  which: Which = {},
): Promise<readonly RegistryItem<Value>[]> {
  const items: RegistryItem<Value>[] = [];
  for await (const item of everyItem<Value>(registry, partition, which)) items.push(item);
  return items;
}

/** Removes the items of a partition that are over, but not one that was written meanwhile; returns how many went. */
export async function sweepItems<Value>(
  registry: Registry,
  partition: string,
  isOver: (item: RegistryItem<Value>) => boolean | Promise<boolean>,
): Promise<number> {
  let swept = 0;
  for await (const item of everyItem<Value>(registry, partition)) {
    if (!(await isOver(item))) continue;
    const { sort, version } = item;
    try {
      await registry.transact([{ kind: 'delete', partition, sort, expected: version }]);
      swept += 1;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    }
  }
  return swept;
}
