import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Cell, QueryResult, ResultColumn, ResultDenominator } from '#core/model/result.ts';
import { nearestYear } from '#core/query/rate.ts';
import { rateLabel } from '#core/query/rate-label.ts';
import { rateNotes } from '#core/query/rate-notes.ts';
import type { Month } from '../state/month.ts';

/** How many there are in each area in each calendar year, of one reference table. */
export type People = {
  readonly table: Pick<ResultDenominator, 'name' | 'source'> & {
    /** All that the table knows, ascending. */
    readonly years: readonly number[];
  };
  /** The name of the column of areas that they are known by. */
  readonly level: string;
  /** Calendar years that anything was supplied for. */
  readonly calendar: readonly number[];
  /** By area, then by calendar year; null = not known. */
  readonly of: ReadonlyMap<string, ReadonlyMap<number, number | null>>;
};

/** What a rate beside counts is of: the areas and the supplied months of what was asked for. */
export type Scope = {
  readonly areas: readonly string[];
  readonly months: readonly Month[];
  /** Every month asked for, supplied or not. */
  readonly asked: readonly Month[];
  readonly nameOf: (area: string) => string;
};

/** A rate with nothing left out. */
export type Rate = Pick<ResultDenominator, 'per' | 'annualised'> & { readonly denominator: string };

/** The question whose answer `peopleOf` reads. */
export function peopleSpec(base: QuerySpec, level: string, denominator: string): QuerySpec {
  return {
    ...base,
    groupBy: [{ area: level }, { time: 'year' }],
    measures: [{ measure: 'denominator', denominator }],
  };
}

/** Reads how many there are by area and year, of a table of the years that are `known`; null where it is not the whole answer to such a question. */
export function peopleOf(result: QueryResult, level: string, known: readonly number[]): People | null {
  const [areas, years, counts] = [level, 'year', 'denominator'].map((name) =>
    result.columns.find((column) => column.name === name),
  );
  const used = counts?.denominator;
  if (areas === undefined || years === undefined || counts === undefined || used === undefined) return null;
  if (result.cut || result.nextCursor !== null) return null;
  const of = new Map<string, Map<number, number | null>>();
  for (const [row, cell] of counts.values.entries()) {
    const [area, year] = [areas.values[row], years.values[row]];
    if (typeof area !== 'string' || typeof year !== 'number' || cell === 'x') continue;
    const kept = of.get(area) ?? new Map<number, number | null>();
    of.set(area, kept.set(year, typeof cell === 'number' ? cell : null));
  }
  const { name, source } = used;
  const calendar = [...new Set([...of.values()].flatMap((kept) => [...kept.keys()]))];
  return { table: { name, source, years: known }, level, calendar, of };
}

function yearOf(month: Month): number {
  return Number(month.slice(0, 4));
}

/** How many there are in areas on average over months, or for a year of them; null = not known. */
function divisor({ of }: People, areas: readonly string[], months: readonly Month[], annualised: boolean) {
  const weights = new Map<number, number>();
  for (const month of months) weights.set(yearOf(month), (weights.get(yearOf(month)) ?? 0) + 1);
  let people = 0;
  for (const area of areas)
    for (const [year, weight] of weights) {
      const value = of.get(area)?.get(year) ?? null;
      if (value === null) return null;
      people += value * weight;
    }
  if (people === 0) return null;
  return people / (annualised ? 12 : months.length);
}

/** An answer of counts with their rates as well, or with those alone where `alone`. */
export function withRate(
  result: QueryResult,
  rate: Rate,
  people: People,
  scope: Scope,
  alone: boolean,
): QueryResult {
  const groups = result.columns.filter(({ role }) => role === 'group');
  const isByArea = groups.some(({ name }) => name === people.level);
  const column = rateColumn(result, rate, people, scope);
  return {
    ...result,
    columns: [...(alone ? groups : result.columns), column],
    notes: [...result.notes, ...notesOf(people, scope, isByArea)],
  };
}

function rateColumn(
  { columns }: QueryResult,
  { per, annualised }: Rate,
  people: People,
  scope: Scope,
): ResultColumn {
  const { name, source } = people.table;
  const valuesOf = (group: string) => columns.find((column) => column.name === group)?.values;
  const [areas, months] = [valuesOf(people.level), valuesOf('month')];
  const counts = columns.find(({ role }) => role === 'measure')?.values ?? [];
  const divide = dividers(people, scope, annualised);
  const used = new Set(scope.months.flatMap((month) => nearestYear(people.table, yearOf(month)) ?? []));
  return {
    name: 'rate',
    label: rateLabel(per, name, annualised),
    role: 'measure',
    type: 'number',
    values: counts.map((count, row) => {
      if (typeof count !== 'number') return count;
      const by = divide(areas?.[row], months?.[row]);
      return by === null ? 'u' : (count * per) / by;
    }),
    denominator: {
      name,
      source,
      years: [...used].sort((a, b) => a - b),
      per,
      annualised,
      value: divisor(people, scope.areas, scope.months, false),
    },
  };
}

/** What a group is divided by, of this area and month; undefined = it is not grouped by them, null = they are not known. */
function dividers(people: People, { areas, months }: Scope, annualised: boolean) {
  const supplied = new Set(months);
  const known = new Map<string, number | null>();
  return (area: Cell | undefined, month: Cell | undefined): number | null => {
    if (area === null) return null;
    const key = `${area} ${month}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const within = month === undefined ? months : supplied.has(String(month)) ? [String(month)] : [];
    const found = divisor(people, area === undefined ? areas : [String(area)], within, annualised);
    known.set(key, found);
    return found;
  };
}

function notesOf({ table, calendar, of }: People, scope: Scope, isByArea: boolean): readonly string[] {
  const asked = [...new Set(scope.asked.map(yearOf))];
  const ofYear = (year: number) => {
    const supplied = calendar.find((one) => nearestYear(table, one) === year) ?? year;
    return scope.areas.map((area) => ({
      name: scope.nameOf(area),
      people: of.get(area)?.get(supplied) ?? null,
    }));
  };
  return rateNotes(table, asked, isByArea ? ofYear : null);
}
