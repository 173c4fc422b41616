import type { Registry, RegistryWrite } from '#app/ports.ts';
import type { UserId } from '#core/model/id.ts';

/** How many of something a person keeps, and the write that makes it one more or less; `partition` counts by person. */
export async function keptCount(
  registry: Registry,
  partition: string,
  user: UserId,
): Promise<{ readonly count: number; readonly write: (by: 1 | -1) => RegistryWrite }> {
  const item = await registry.get<{ readonly count: number }>(partition, user);
  const count = item?.value.count ?? 0;
  return {
    count,
    write: (by) => ({
      kind: 'put',
      partition,
      sort: user,
      value: { count: Math.max(0, count + by) },
      expected: item?.version ?? 0,
    }),
  };
}
