import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { dateOf, firstDay, lastDay, monthText } from './calendar.ts';
import { MOST_GROUPS } from './compile.ts';
import { latticeSizes } from './lattice.ts';
import { LATTICE_CELLS } from './lattice-cells.ts';
import type { Key, Query } from './query.ts';
import { monthsAsked } from './supplied.ts';

/** What a query would take, from lists and manifests alone: nothing is read of any record. */
export type Extent = {
  /** Records in the files that would be read, an upper bound; null where the profile does not let it be known. */
  readonly records: number | null;
  /** Groups at most; null where neither lists nor records bound them. */
  readonly groups: number | null;
  /**
   * The share of cells below the minimum count if the records were spread evenly, 0 to 1; null where it cannot be said
   * without telling more than the answer would.
   */
  readonly suppressed: number | null;
};

/** A narrower query and what it changes; `from` and `to` are months, levels, units or a dataset. */
export type Narrowing = {
  readonly kind: 'period' | 'level' | 'time' | 'dataset' | 'group';
  readonly from: string | null;
  readonly to: string | null;
  readonly spec: ParsedQuerySpec;
};

/**
 * What a query would take. Records are told only where the profile shows every record of each dataset as it is, which is
 * where the catalogue tells their total too; elsewhere the lists of what can be asked bound the groups, and nothing more
 * is said.
 */
export function extentOf(query: Query): Extent {
  const records = recordsOf(query);
  const sizes = latticeSizes(query);
  const listed = sizes.reduce<number>((all, size) => all * Math.max(1, size ?? 1), 1);
  const isOpen = sizes.includes(null);
  const groups = query.records === null ? groupsOf(listed, isOpen, records) : rowsOf(query, records);
  return { records, groups, suppressed: suppressedOf(query, records, isOpen ? null : listed) };
}

/**
 * An answer holds every combination of what is listed and seen, up to a number of cells; beyond it, only those that hold
 * a record.
 */
function groupsOf(listed: number, isOpen: boolean, records: number | null): number | null {
  if (records === null) return isOpen ? null : listed;
  return Math.min(isOpen ? records * listed : listed, Math.max(records, LATTICE_CELLS));
}

function rowsOf({ limit }: Query, records: number | null): number | null {
  return records === null ? limit : Math.min(records, limit ?? records);
}

function recordsOf({ datasets }: Query): number | null {
  let sum = 0;
  for (const { view, periods } of datasets) {
    const { kind, rowRule, rounding, minimumCount } = view.access;
    if (kind !== 'records' || rowRule !== null || rounding !== 1) return null;
    const rows = periods.reduce((all, period) => all + period.rows, 0);
    if (rows > 0 && rows < minimumCount) return null;
    sum += rows;
  }
  return sum;
}

function suppressedOf({ datasets, records: list }: Query, records: number | null, groups: number | null) {
  const least = Math.max(...datasets.map(({ view }) => view.access.minimumCount));
  if (least <= 1 || list !== null) return 0;
  return records === null || groups === null ? null : shareBelow(least, records / groups);
}

/** The share of cells that hold something and less than `least`, when records fall into cells at random. */
export function shareBelow(least: number, mean: number): number {
  let term = Math.exp(-mean);
  let share = 0;
  for (let count = 1; count < least; count += 1) {
    term *= mean / count;
    share += term;
  }
  return share;
}

const COARSER: Readonly<Record<string, string>> = {
  hour: 'weekday',
  day: 'week',
  week: 'month',
  weekday: 'month',
  month: 'year',
  quarter: 'year',
};
const YEAR_MONTHS = 12;

/** Queries that would take less, each with one thing changed; whether they may be asked is for the caller to find out. */
export function narrowingsOf(query: Query): readonly Narrowing[] {
  const { spec } = query;
  return [...shorter(query), ...coarser(query), ...oneDataset(spec), ...fewerGroups(query)];
}

function shorter(query: Query): readonly Narrowing[] {
  const months = monthsAsked(query);
  const last = months.at(-1);
  const first = months.at(-YEAR_MONTHS);
  if (last === undefined || first === undefined || months.length <= YEAR_MONTHS) return [];
  const time = { ...query.spec.where?.time, from: dateOf(firstDay(first)), to: dateOf(lastDay(last)) };
  const spec = { ...query.spec, where: { ...query.spec.where, time } };
  return [{ kind: 'period', from: monthText(first), to: monthText(last), spec }];
}

function coarser({ spec, places, keys }: Query): readonly Narrowing[] {
  const groupBy = spec.groupBy ?? [];
  return groupBy.flatMap((group, index): readonly Narrowing[] => {
    const replaced = (by: (typeof groupBy)[number]) => ({
      ...spec,
      groupBy: groupBy.map((other, at) => (at === index ? by : other)),
    });
    const isFree = (name: string) => !keys.some((key) => key.name === name);
    if ('area' in group) {
      const to = places.levels[places.levels.indexOf(group.area) - 1];
      if (to === undefined || !isFree(to)) return [];
      return [{ kind: 'level', from: group.area, to, spec: replaced({ area: to }) }];
    }
    if (!('time' in group)) return [];
    const to = COARSER[group.time] as typeof group.time | undefined;
    if (to === undefined || !isFree(to)) return [];
    return [{ kind: 'time', from: group.time, to, spec: replaced({ time: to }) }];
  });
}

function oneDataset(spec: ParsedQuerySpec): readonly Narrowing[] {
  const [first, ...others] = spec.datasets;
  if (first === undefined || others.length === 0) return [];
  return [{ kind: 'dataset', from: null, to: first, spec: { ...spec, datasets: [first] } }];
}

/** Without the group that has the most values, where there are several. */
function fewerGroups(query: Query): readonly Narrowing[] {
  const { spec, keys } = query;
  const groupBy = spec.groupBy ?? [];
  if (groupBy.length < 2) return [];
  const sizes = latticeSizes(query).map((size) => size ?? MOST_GROUPS);
  const most = sizes.indexOf(Math.max(...sizes));
  const key: Key | undefined = keys[most];
  if (key === undefined) return [];
  return [
    {
      kind: 'group',
      from: key.name,
      to: null,
      spec: { ...spec, groupBy: groupBy.filter((_, index) => index !== most) },
    },
  ];
}
