import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Cell, QueryResult, ResultColumn, ResultDenominator } from '#core/model/result.ts';
import { nearestYear } from '#core/query/rate.ts';
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

/** How many there are in areas on average over months, or for a year of them; null = not known. */
function divisor({ of }: People, areas: readonly string[], months: readonly Month[], annualised: boolean) {
  const weights = new Map<number, number>();
  for (const month of months) {
    const year = Number(month.slice(0, 4));
    weights.set(year, (weights.get(year) ?? 0) + 1);
  }
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
  const { per, annualised } = rate;
  const groups = result.columns.filter(({ role }) => role === 'group');
  const counts = result.columns.find(({ role }) => role === 'measure')?.values ?? [];
  const areas = groups.find(({ name }) => name === people.level)?.values;
  const months = groups.find(({ name }) => name === 'month')?.values;
  const supplied = new Set(scope.months);
  const known = new Map<string, number | null>();
  const divisorOf = (area: Cell | undefined, month: Cell | undefined) => {
    if (area === null) return null;
    const key = `${area} ${month}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const within = month === undefined ? scope.months : supplied.has(String(month)) ? [String(month)] : [];
    const found = divisor(people, area === undefined ? scope.areas : [String(area)], within, annualised);
    known.set(key, found);
    return found;
  };
  const values = counts.map((count, row): Cell => {
    if (typeof count !== 'number') return count;
    const by = divisorOf(areas?.[row], months?.[row]);
    return by === null ? 'u' : (count * per) / by;
  });
  const { name, source } = people.table;
  const yearOf = (month: Month) => Number(month.slice(0, 4));
  const used = new Set(scope.months.flatMap((month) => nearestYear(people.table, yearOf(month)) ?? []));
  const column: ResultColumn = {
    name: 'rate',
    label: `Rate per ${per.toLocaleString('en-GB')} ${name.replaceAll('_', ' ')}${annualised ? ' a year' : ''}`,
    role: 'measure',
    type: 'number',
    values,
    denominator: {
      name,
      source,
      years: [...used].sort((a, b) => a - b),
      per,
      annualised,
      value: divisor(people, scope.areas, scope.months, false),
    },
  };
  const kept = alone ? groups : result.columns;
  const asked = [...new Set(scope.asked.map(yearOf))];
  const ofYear = (year: number) => {
    const calendar = people.calendar.find((one) => nearestYear(people.table, one) === year) ?? year;
    return scope.areas.map((area) => ({
      name: scope.nameOf(area),
      people: people.of.get(area)?.get(calendar) ?? null,
    }));
  };
  const notes = rateNotes(people.table, asked, areas === undefined ? null : ofYear);
  return { ...result, columns: [...kept, column], notes: [...result.notes, ...notes] };
}
