import type { Level, Vintage } from '#core/model/geography.ts';
import { and, between, column, integer, isIn, isNull, or, TRUE, text } from '#core/sql/build.ts';
import type { Expression } from '#core/sql/tree.ts';
import { type Month, monthOfDay, monthsBetween, runsOf, yearOf } from './calendar.ts';
import { yearsOf } from './condition.ts';
import { liesInAny } from './places.ts';
import type { Query, QueryDataset } from './query.ts';

/** What coverage asks of a dataset's records: the condition of being inside, and the years where any can be outside. */
export type Covered = { readonly inside: Expression; readonly years: ReadonlySet<number> };

type Block = { readonly areas: ReadonlySet<string> | null; readonly months: Month[] };

/**
 * The condition under which a record lies in a month and area that was supplied, never NULL; null when every record
 * that the query touches does. A record whose area is not known is inside, whatever areas were supplied.
 */
export function coveredBy(
  query: Query,
  dataset: QueryDataset,
  area: (level: Level, vintage: Vintage) => Expression,
): Covered | null {
  const { supply } = dataset;
  const months = touchedMonths(query, dataset);
  const years = new Set<number>();
  const blocks = new Map<string, Block>();
  for (const month of months) {
    const supplied = supply.get(month);
    const areas = supplied === undefined || supplied === null || !limits(query, supplied) ? null : supplied;
    if (supplied === undefined || areas !== null) years.add(yearOf(month));
    if (supplied === undefined) continue;
    const key = areas === null ? '' : [...areas].sort().join(' ');
    const block = blocks.get(key) ?? { areas, months: [] };
    blocks.set(key, block);
    block.months.push(month);
  }
  if (years.size === 0) return null;
  const whole =
    blocks.size === 1 && [...blocks.values()].every((block) => block.months.length === months.length);
  const terms = [...blocks.values()].map(({ areas, months: list }) =>
    and(whole ? null : inMonths(list, dataset), areas === null ? null : inAreas(areas, query, area)),
  );
  return { inside: or(...terms), years };
}

/** Months that records read by the query can be in: those of its periods, within the range asked for. */
function touchedMonths({ time }: Query, dataset: QueryDataset): readonly Month[] {
  const first = time.from === null ? Number.NEGATIVE_INFINITY : monthOfDay(time.from);
  const last = time.to === null ? Number.POSITIVE_INFINITY : monthOfDay(time.to);
  const whole = dataset.view.time.coarsest === 'year';
  return yearsOf(dataset)
    .flatMap((year) => monthsBetween(year * 100 + 1, year * 100 + 12))
    .filter((month) => whole || (month >= first && month <= last));
}

/** Whether a limited supply can leave out records of the areas asked for. */
function limits({ space, places }: Query, supplied: ReadonlySet<string>): boolean {
  if (space.areas === null) return true;
  return !space.areas.every(({ level, codes }) =>
    codes.every((code) => liesInAny(places, level, code, supplied)),
  );
}

function inMonths(months: readonly Month[], { view }: QueryDataset): Expression {
  const month = column('month');
  const runs = or(...runsOf(months).map(([from, to]) => between(month, from, to)));
  if (view.time.coarsest !== 'year') return runs;
  const years = [...new Set(months.map(yearOf))].map(integer);
  return or(and(isNull(month), isIn(column('year'), years)), and(isKnownMonth(), runs));
}

function isKnownMonth(): Expression {
  return { node: 'not', term: isNull(column('month')) };
}

function inAreas(
  codes: ReadonlySet<string>,
  { places }: Query,
  area: (level: Level, vintage: Vintage) => Expression,
): Expression {
  const byLevel = new Map<Level, { vintage: Vintage; codes: string[] }>();
  for (const code of codes) {
    const set = places.find(code);
    if (set === null) continue;
    const { level, vintage } = set.geography;
    const entry = byLevel.get(level) ?? { vintage, codes: [] };
    byLevel.set(level, entry);
    entry.codes.push(code);
  }
  if (byLevel.size === 0) return TRUE;
  return or(
    ...[...byLevel].map(([level, set]) => {
      const value = area(level, set.vintage);
      return or(isNull(value), isIn(value, set.codes.sort().map(text)));
    }),
  );
}
