import type { Cell } from '#core/model/result.ts';
import { locatedColumn } from './condition.ts';
import { LATTICE_CELLS } from './lattice-cells.ts';
import { liesInAny, parentsOf } from './places.ts';
import { knowsTime } from './precision.ts';
import type { Key, Query } from './query.ts';
import { unscale } from './reading.ts';
import { bucketOfMonth, bucketsOfDays, daysAsked, monthsAsked } from './supplied.ts';

/**
 * Every combination of what the groups can be, in the order of the keys: listed codes, areas and time buckets that the
 * question is about, and whatever was observed where nothing is listed. Null when there are too many, or when cells
 * are all that is asked for: of those no list says which there could be.
 */
export function latticeOf(
  query: Query,
  observed: readonly (readonly Cell[])[],
): readonly (readonly Cell[])[] | null {
  if (query.keys.length > 0 && query.keys.every(({ kind }) => kind === 'cell')) return null;
  let combinations: (readonly Cell[])[] = [[]];
  for (const [index, key] of query.keys.entries()) {
    const values = valuesOf(key, query, observed[index] ?? []);
    if (combinations.length * values.length > LATTICE_CELLS) return null;
    combinations = combinations.flatMap((head) => values.map((value) => [...head, value]));
  }
  return combinations;
}

/**
 * How many values each group can have, at most: those listed and one more for what is not known. Null = no list says, as
 * of cells and of fields without codes.
 */
export function latticeSizes(query: Query): readonly (number | null)[] {
  return query.keys.map((key) => {
    if (key.kind === 'cell') return null;
    if (key.kind === 'field' && codesAsked(key, query) === null) return null;
    if (key.kind === 'area' && areasAsked(key, query) === null)
      return (query.places.at(key.level, key.vintage)?.areas.length ?? 0) + 1;
    const listed = valuesOf(key, query, []).length;
    if (key.kind === 'time' && (key.unit === 'day' || key.unit === 'week') && listed === 0) return null;
    return key.kind === 'dataset' ? listed : listed + 1;
  });
}

function valuesOf(key: Key, query: Query, observed: readonly Cell[]): readonly Cell[] {
  const seen = [...new Set(observed)].filter((value) => value !== null);
  switch (key.kind) {
    case 'dataset':
      return query.datasets.map(({ view }) => view.dataset);
    case 'ring':
      return key.radii;
    case 'cell':
      return seen;
    case 'area':
      return areasAsked(key, query) ?? seen;
    case 'field':
      return [...new Set([...(codesAsked(key, query) ?? []), ...seen])];
    case 'time':
      return [...new Set([...timesAsked(key, query), ...seen])];
  }
}

/** Areas that the question is about; null when a shape decides, which areas alone cannot answer. */
function areasAsked(key: Extract<Key, { kind: 'area' }>, query: Query): readonly string[] | null {
  const { places, space, datasets } = query;
  const set = places.at(key.level, key.vintage);
  const located = datasets.some((dataset) => locatedColumn(dataset, key.level, key.vintage) !== null);
  if (set === null || !located || space.within !== null || space.near !== null) return null;
  const codes = set.areas.map((area) => area.code);
  const { areas } = space;
  if (areas === null) return codes;
  const asked = new Set(areas.flatMap((one) => one.codes));
  const above = parentsOf(places, asked);
  return codes.filter((code) => liesInAny(places, key.level, code, asked) || above.has(code));
}

function codesAsked(key: Extract<Key, { kind: 'field' }>, query: Query): readonly Cell[] | null {
  let codes: readonly Cell[] | null =
    key.type === 'boolean' ? [false, true] : (key.codes?.map(({ code }) => code) ?? null);
  for (const { name, test } of query.fields) {
    if (name !== key.name) continue;
    if (test.kind === 'unknown') return [];
    if (test.kind === 'in' || test.kind === 'notIn') {
      const listed = new Set<Cell>(
        test.values
          .map(({ value }) => (typeof value === 'bigint' ? Number(value) : value))
          .map((value) => (typeof value === 'number' ? unscale(value, key.scale) : value)),
      );
      if (test.kind === 'in') codes = codes === null ? [...listed] : codes.filter((code) => listed.has(code));
      else codes = codes?.filter((code) => !listed.has(code)) ?? null;
    }
  }
  return codes;
}

function timesAsked({ unit }: Extract<Key, { kind: 'time' }>, query: Query): readonly Cell[] {
  if (!query.datasets.some((dataset) => knowsTime(dataset, unit))) return [];
  if (unit === 'hour') return query.time.hours ?? Array.from({ length: 24 }, (_, hour) => hour);
  if (unit === 'weekday') return query.time.weekdays ?? [1, 2, 3, 4, 5, 6, 7];
  if (unit === 'week' || unit === 'day') {
    const days = daysAsked(query);
    if (days === null || days.to - days.from > LATTICE_CELLS) return [];
    return bucketsOfDays(unit, days.from, days.to);
  }
  return [...new Set(monthsAsked(query).map((month) => bucketOfMonth(unit, month)))];
}
