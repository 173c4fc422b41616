import type { ObjectStore, Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import type { LookupTable } from '#core/model/lookup.ts';

/** Registry partition with one item per lookup table, by name. */
export const LOOKUP_PARTITION = 'lookup';

/** What the registry keeps of a lookup table: all but its rows, and which write of them is current. */
export type LookupItem = Omit<LookupTable, 'rows'> & {
  readonly v: string;
  readonly rowCount: number;
  readonly hash: string;
  readonly changedAt: string;
};

/** The rows of one lookup table as a view joins them. */
export type LoadedLookup = Pick<LookupTable, 'columns' | 'rows'>;

/** Object key of one write of a table. */
export function lookupKey(name: string, v: string): string {
  return `reference/${name}/v=${v}/lookup.json`;
}

/** The tables of these names that there are. */
export async function findLookups(
  platform: Pick<Platform, 'registry'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, RegistryItem<LookupItem>>> {
  const items = await Promise.all(
    [...new Set(names)].map((name) => platform.registry.get<LookupItem>(LOOKUP_PARTITION, name)),
  );
  return new Map(items.flatMap((item) => (item === null ? [] : [[item.sort, item]])));
}

/** The write that is current of each of these tables: what a query pins. A table that is not there is left out. */
export async function currentLookups(
  platform: Pick<Platform, 'registry'>,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const found = await findLookups(platform, names);
  return Object.fromEntries([...found].map(([name, { value }]) => [name, value.v]));
}

/** The tables by name, each in the write that is pinned; one whose object is gone is left out. */
export async function loadLookups(
  platform: Pick<Platform, 'objects'>,
  pinned: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, LoadedLookup>> {
  const loaded = await Promise.all(
    Object.entries(pinned).map(
      async ([name, v]) => [name, await readTable(platform.objects, name, v)] as const,
    ),
  );
  return new Map(loaded.flatMap(([name, table]) => (table === null ? [] : [[name, table]])));
}

/** A write of an item as it is: its version grows, so that who was about to delete it is told. */
export function usedWrite({ partition, sort, version, value }: RegistryItem<LookupItem>): RegistryWrite {
  return { kind: 'put', partition, sort, value, expected: version };
}

const MOST_REMEMBERED = 50;
const remembered = new WeakMap<ObjectStore, Map<string, LookupTable>>();

/** One write of a table, or null when it is gone. */
export async function readTable(objects: ObjectStore, name: string, v: string): Promise<LookupTable | null> {
  const known = remembered.get(objects) ?? new Map<string, LookupTable>();
  remembered.set(objects, known);
  const before = known.get(v);
  if (before !== undefined) return before;
  const body = await objects.get(lookupKey(name, v));
  if (body === null) return null;
  const table = JSON.parse(new TextDecoder().decode(body)) as LookupTable;
  known.set(v, table);
  const [oldest] = known.keys();
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
  return table;
}
