import type { ObjectStore, Platform } from '#app/ports.ts';
import type { Denominator } from '#core/query/denominator.ts';
import { REFERENCE_PARTITION, type ReferenceItem, type ReferenceTable, valuesKey } from './store.ts';

/** The table of counts that rates can be divided by, or null when there is none of that name. */
export async function readDenominator(
  platform: Pick<Platform, 'registry' | 'objects'>,
  name: string,
): Promise<Denominator | null> {
  const item = (await platform.registry.get<ReferenceItem>(REFERENCE_PARTITION, name))?.value;
  if (item === undefined) return null;
  const values = await readValues(platform.objects, valuesKey(name, item.v));
  return {
    name,
    level: item.level,
    vintage: item.vintage,
    source: item.source,
    years: item.years,
    value: (code, year) => values.get(code)?.[year] ?? null,
  };
}

type Values = ReadonlyMap<string, Readonly<Record<number, number>>>;

const remembered = new WeakMap<ObjectStore, Map<string, Values>>();

async function readValues(objects: ObjectStore, key: string): Promise<Values> {
  const known = remembered.get(objects) ?? new Map<string, Values>();
  remembered.set(objects, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const body = await objects.get(key);
  if (body === null) throw new Error(`object ${key} is missing`);
  const { values } = JSON.parse(new TextDecoder().decode(body)) as ReferenceTable;
  const read = new Map(Object.entries(values));
  known.set(key, read);
  const [oldest] = known.keys();
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
  return read;
}

const MOST_REMEMBERED = 8;
