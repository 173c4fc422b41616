import type { Cell, QueryResult, ResultColumn } from '#core/model/result.ts';
import { LATTICE_CELLS } from '#core/query/lattice-cells.ts';
import { type Month, monthIndex, monthRange } from '../state/month.ts';
import type { Cube, CubeCounts, CubeSide, CubeValue, Masks } from './cube.ts';
import { type CubeFilter, masksOf } from './filter.ts';
import type { Scope } from './people.ts';

/** What groups there are though no record is in them, as the server lists them. */
export type Lattice = {
  /** Codes of all areas of the level. */
  readonly areas: readonly string[];
  /** Codes that the field's list names. */
  readonly categories: readonly Cell[];
  /** What people read for them. */
  readonly labels: Readonly<Partial<Record<CubeSide, Readonly<Record<string, string>>>>>;
};

/** A column of groups, without what stands in it. */
export type GroupColumn = Omit<ResultColumn, 'values' | 'labels'>;

type Supplied = (month: Month) => boolean;

/** The months from the first to the last that any dataset was supplied for; none where nothing was. */
function monthsSupplied({ coverage }: Pick<QueryResult, 'coverage'>): readonly Month[] {
  const froms = coverage.flatMap(({ from }) => from ?? []).sort();
  const tos = coverage.flatMap(({ to }) => to ?? []).sort();
  const [first] = froms;
  const last = tos.at(-1);
  return first === undefined || last === undefined ? [] : monthRange(first, last);
}

function suppliedBy({ coverage }: Pick<QueryResult, 'coverage'>): Supplied {
  return (month) =>
    coverage.some(
      ({ from, to, missingMonths }) =>
        from !== null && to !== null && month >= from && month <= to && !missingMonths.includes(month),
    );
}

/** The months that a filter asks for, open ends closed by what was supplied. */
function monthsAsked(supplied: readonly Month[], period: CubeFilter['month']): readonly Month[] {
  const from = period?.from ?? supplied[0];
  const to = period?.to ?? supplied.at(-1);
  if (from === undefined || to === undefined || monthIndex(to) < monthIndex(from)) return [];
  return monthRange(from, to);
}

function groupsOf(side: CubeSide, lattice: Lattice, months: readonly Month[]): readonly CubeValue[] {
  switch (side) {
    case 'area':
      return lattice.areas;
    case 'month':
      return months;
    case 'category':
      return lattice.categories;
    case 'week':
      return [1, 2, 3, 4, 5, 6, 7].flatMap((day) =>
        Array.from({ length: 24 }, (_, hour): CubeValue => [day, hour]),
      );
  }
}

/**
 * The answer of one chart as the server would give it: every group that there is, 0 where data was supplied and `x`
 * where none was, then what was found besides, not known included.
 */
export function chartResult(
  cube: Cube,
  side: CubeSide,
  counted: CubeCounts,
  filter: CubeFilter,
  lattice: Lattice,
  columns: readonly GroupColumn[],
): QueryResult {
  const place = cube.dimensions.findIndex((dimension) => dimension.side === side);
  const found = new Map<string, { value: CubeValue; count: number }>();
  for (const [index, value] of (cube.dimensions[place]?.values ?? []).entries()) {
    const count = counted.by[place]?.[index] ?? 0;
    if (count > 0) found.set(JSON.stringify(value), { value, count });
  }
  const supplied = suppliedBy(cube.about);
  const all = monthsSupplied(cube.about);
  const anything = monthsAsked(all, filter.month).some(supplied);
  const rows: { value: CubeValue; cell: Cell }[] = groupsOf(side, lattice, all).map((value) => {
    const key = JSON.stringify(value);
    const count = found.get(key)?.count;
    found.delete(key);
    const given = side === 'month' ? supplied(String(value)) : anything;
    return { value, cell: count ?? (given ? 0 : 'x') };
  });
  for (const { value, count } of found.values()) rows.push({ value, cell: count });
  const labels = labelsOf(cube, side, lattice);
  const groups = columns.map((column, index) => ({
    ...column,
    values: rows.map(({ value }) => (Array.isArray(value) ? (value[index] ?? null) : (value as Cell))),
    ...(index > 0 ? {} : { labels }),
  }));
  return resultOf(cube, [...groups, countColumn(rows.map(({ cell }) => cell))]);
}

/** The answer to how many records pass the filter at all. */
export function totalResult(cube: Cube, counted: CubeCounts, filter: CubeFilter): QueryResult {
  const supplied = suppliedBy(cube.about);
  const anything = monthsAsked(monthsSupplied(cube.about), filter.month).some(supplied);
  return resultOf(cube, [countColumn([counted.total > 0 || anything ? counted.total : 'x'])]);
}

/** What a rate of the records that pass a filter is of. */
export function scopeOf({ about, labels }: Cube, { area, month }: CubeFilter, lattice: Lattice): Scope {
  const asked = monthsAsked(monthsSupplied(about), month);
  const names = { ...lattice.labels.area, ...labels.area };
  return {
    areas: area === null ? lattice.areas : lattice.areas.filter((code) => area.has(code)),
    asked,
    months: asked.filter(suppliedBy(about)),
    nameOf: (code) => names[code] ?? code,
  };
}

function labelsOf(cube: Cube, side: CubeSide, lattice: Lattice): Readonly<Record<string, string>> {
  return { ...lattice.labels[side], ...cube.labels[side] };
}

/** The answer that is grouped by two sides, each combination of what there is and what was found. */
export function crossResult(
  cube: Cube,
  sides: readonly [CubeSide, CubeSide],
  filter: CubeFilter,
  lattice: Lattice,
  columns: readonly [GroupColumn, GroupColumn],
): QueryResult | null {
  const places = sides.map((side) => cube.dimensions.findIndex((dimension) => dimension.side === side));
  const [first, second] = places.map((place) => cube.dimensions[place]);
  if (first === undefined || second === undefined) return null;
  const masks = masksOf(cube, filter);
  const width = second.values.length;
  const sums = new Float64Array(first.values.length * width);
  for (let row = 0; row < cube.counts.length; row += 1) {
    if (!passesAll(cube, masks, row)) continue;
    const at = (first.codes[row] ?? 0) * width + (second.codes[row] ?? 0);
    sums[at] = (sums[at] ?? 0) + (cube.counts[row] ?? 0);
  }
  const all = monthsSupplied(cube.about);
  const months = monthsAsked(all, filter.month);
  const supplied = suppliedBy(cube.about);
  const found = [new Set<CubeValue>(), new Set<CubeValue>()];
  for (const [at, count] of sums.entries()) {
    if (count === 0) continue;
    found[0]?.add(first.values[Math.floor(at / width)] ?? null);
    found[1]?.add(second.values[at % width] ?? null);
  }
  const groups = sides.map((side, index) =>
    crossed(side, lattice, months, filter, found[index] ?? new Set()),
  );
  const [ofFirst = [], ofSecond = []] =
    (groups[0]?.length ?? 0) * (groups[1]?.length ?? 0) > LATTICE_CELLS ? [] : groups;
  const rows: { pair: readonly [CubeValue, CubeValue]; cell: Cell }[] = [];
  const seen = new Set<number>();
  const placeOf = ({ values }: { readonly values: readonly CubeValue[] }) =>
    new Map(values.map((value, index) => [value, index]));
  const [inFirst, inSecond] = [placeOf(first), placeOf(second)];
  for (const a of ofFirst)
    for (const b of ofSecond) {
      const at = (inFirst.get(a) ?? Number.NaN) * width + (inSecond.get(b) ?? Number.NaN);
      const month = sides[0] === 'month' ? a : sides[1] === 'month' ? b : null;
      const given = month === null ? months.some(supplied) : supplied(String(month));
      const count = Number.isNaN(at) ? 0 : (sums[at] ?? 0);
      if (count > 0) seen.add(at);
      rows.push({ pair: [a, b], cell: count > 0 || given ? count : 'x' });
    }
  for (const [at, count] of sums.entries())
    if (count > 0 && !seen.has(at))
      rows.push({
        pair: [first.values[Math.floor(at / width)] ?? null, second.values[at % width] ?? null],
        cell: count,
      });
  const grouped = columns.map((column, index) => ({
    ...column,
    values: rows.map(({ pair }) => pair[index] as Cell),
    labels: labelsOf(cube, sides[index] ?? sides[0], lattice),
  }));
  return resultOf(cube, [...grouped, countColumn(rows.map(({ cell }) => cell))]);
}

/** What a side of a cross can be: listed, as far as the filter lets it through, and what was found besides. */
function crossed(
  side: CubeSide,
  lattice: Lattice,
  months: readonly Month[],
  filter: CubeFilter,
  found: ReadonlySet<CubeValue>,
): readonly CubeValue[] {
  const listed = groupsOf(side, lattice, months);
  const wanted = side === 'area' ? filter.area : side === 'category' ? filter.category : null;
  const asked: readonly CubeValue[] =
    wanted === null
      ? listed
      : listed.length === 0
        ? [...wanted]
        : listed.filter((value) => wanted.has(value as string));
  if (side === 'area') return asked;
  return [...new Set([...asked, ...[...found].filter((value) => value !== null)])];
}

function passesAll({ dimensions }: Cube, masks: Masks, row: number): boolean {
  for (const [side, { codes }] of dimensions.entries())
    if (masks[side]?.[codes[row] ?? 0] === 0) return false;
  return true;
}

function countColumn(values: readonly Cell[]): ResultColumn {
  return { name: 'count', label: 'Count', role: 'measure', type: 'integer', values };
}

function resultOf(cube: Cube, columns: readonly ResultColumn[]): QueryResult {
  return { ...cube.about, columns, rowCount: columns[0]?.values.length ?? 0 };
}
