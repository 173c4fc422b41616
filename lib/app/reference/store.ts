import { createHash } from 'node:crypto';
import { audited } from '#app/audit/audited.ts';
import { allItems } from '#app/every-item.ts';
import { findUser } from '#app/people.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import type { Level, Vintage } from '#core/model/geography.ts';

/** A table of counts: area code → year → count. */
export type ReferenceTable = {
  readonly name: string;
  readonly level: Level;
  readonly vintage: Vintage;
  readonly source: string;
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** What the registry keeps of a table: which write of it is current. */
export type ReferenceItem = Omit<ReferenceTable, 'values'> & {
  readonly v: string;
  readonly hash: string;
  readonly years: readonly number[];
  readonly areaCount: number;
  readonly importedAt: string;
};

/** Partition of the registry with one item per table, sorted by name. */
export const REFERENCE_PARTITION = 'reference';

/** Every reference table, by name. */
export async function listReferences(
  platform: Pick<Platform, 'registry'>,
): Promise<readonly RegistryItem<ReferenceItem>[]> {
  return allItems<ReferenceItem>(platform.registry, REFERENCE_PARTITION);
}

/**
 * Stores a table as a new version and makes it current; false = the current one is the same. `expected`: the version of
 * the item that it takes the place of, whichever that is when not given. Fails with CONFLICT.
 */
export async function storeReference(
  platform: Omit<Platform, 'engine'>,
  table: ReferenceTable,
  by: string,
  expected?: number,
): Promise<boolean> {
  const body = `${JSON.stringify(sorted(table))}\n`;
  const hash = createHash('sha256').update(body).digest('hex');
  const before = await platform.registry.get<ReferenceItem>(REFERENCE_PARTITION, table.name);
  if (before?.value.hash === hash) return false;
  const { values, ...facts } = table;
  const v = platform.newId();
  const item: ReferenceItem = {
    ...facts,
    v,
    hash,
    years: [...new Set(Object.values(values).flatMap((byYear) => Object.keys(byYear).map(Number)))].sort(
      (a, b) => a - b,
    ),
    areaCount: Object.keys(values).length,
    importedAt: platform.clock().toISOString(),
  };
  const write = async () => {
    await platform.objects.put(valuesKey(table.name, v), body);
    await platform.registry.transact([
      {
        kind: 'put',
        partition: REFERENCE_PARTITION,
        sort: table.name,
        value: item,
        expected: expected ?? before?.version ?? 0,
      },
    ]);
  };
  const organisation = (await findUser(platform.registry, by))?.organisation ?? null;
  const object = `reference/${table.name}`;
  await audited(platform, { user: by, organisation }, 'administration', object, { hash, v }, write);
  return true;
}

/** Object key of the values of one write of a table. */
export function valuesKey(name: string, v: string): string {
  return `reference/${name}/v=${v}/values.json`;
}

function sorted(table: ReferenceTable): ReferenceTable {
  const { name, level, vintage, source, values } = table;
  const codes = Object.keys(values).sort();
  return {
    name,
    level,
    vintage,
    source,
    values: Object.fromEntries(codes.map((code) => [code, values[code] ?? {}])),
  };
}
