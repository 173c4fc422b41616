import { areaColumn, type Level, type Vintage } from '#core/model/geography.ts';
import type { Cell } from '#core/model/result.ts';
import type { DatasetView } from '#core/view/view.ts';
import { monthsBetween } from './calendar.ts';
import type { Places } from './places.ts';
import { isUnited, type Key, type Query, type QueryDataset, type TimeUnit } from './query.ts';
import { monthsOfBucket } from './supplied.ts';

type Known = Map<string, readonly (string | number)[]>;

/**
 * Whether a profile's row rule lets no record of a group through, whatever is stored: its cell is `h`, not 0. Told by
 * the rule and by what the group is of, never by records. Areas above are told by best fit, so ask only of groups
 * without a visible record.
 */
export function hiddenTest(query: Query): (cells: readonly Cell[], dataset: QueryDataset) => boolean {
  const asked = areasAsked(query);
  return (cells, { view }) => {
    if (view.access.rowRule === null) return false;
    const facts: Known = new Map(asked);
    for (const [index, key] of query.keys.entries()) note(facts, key, cells[index] ?? null, view, query);
    return !view.admits(facts);
  };
}

function note(facts: Known, key: Key, cell: Cell, view: DatasetView, query: Query): void {
  if (cell === null || typeof cell === 'boolean') return;
  const isOwn = key.kind === 'field' && !isUnited(query) && view.field(key.name) !== null;
  if (isOwn) facts.set(key.name, [cell]);
  if (key.kind === 'area') noteAreas(facts, key, [String(cell)], query.places);
  if (key.kind === 'time') noteTime(facts, key.unit, cell);
}

function noteTime(facts: Known, unit: TimeUnit, cell: string | number): void {
  if (unit === 'hour' || unit === 'weekday') facts.set(unit, [Number(cell)]);
  if (unit !== 'year' && unit !== 'quarter' && unit !== 'month') return;
  const year = Number(String(cell).slice(0, 4));
  const months = monthsBetween(year * 100 + 1, year * 100 + 12);
  facts.set('year', [year]);
  facts.set('month', monthsOfBucket(unit, cell, months));
}

/** The areas of one level that the question is about, with what they lie in. */
function areasAsked({ space, places }: Query): Known {
  const facts: Known = new Map();
  const [only, ...more] = space.areas ?? [];
  if (only !== undefined && more.length === 0) noteAreas(facts, only, only.codes, places);
  return facts;
}

function noteAreas(
  facts: Known,
  { level, vintage }: { readonly level: Level; readonly vintage: Vintage },
  codes: readonly string[],
  places: Places,
): void {
  facts.set(areaColumn(level, vintage), codes);
  const set = places.at(level, vintage);
  const parents = codes.map((code) => set?.byCode.get(code)?.parents ?? {});
  for (const above of new Set(parents.flatMap(Object.keys))) {
    const of = set?.geography.parents[above]?.vintage ?? places.at(above)?.geography.vintage;
    const known = parents.flatMap((one) => one[above] ?? []);
    if (of !== undefined && known.length === codes.length)
      facts.set(areaColumn(above, of), [...new Set(known)]);
  }
}
