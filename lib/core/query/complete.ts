import { type CountRule, NO_RECORDS, shownCount, strictest, type Tally } from '#core/disclosure/count.ts';
import type { Cell, ResultColumn } from '#core/model/result.ts';
import { isGroupCell } from './counts-only.ts';
import { hiddenTest } from './hidden-cell.ts';
import { labelsOf } from './label.ts';
import { latticeOf } from './lattice.ts';
import { type Group, measureCell, rateDivisor, usedDenominator } from './measure.ts';
import { notesOf } from './note.ts';
import { sortedRows } from './order.ts';
import { KEY_SUM, ROWS } from './output.ts';
import { canMeet, canTell } from './precision.ts';
import type { Key, Measure, Query, QueryDataset } from './query.ts';
import { readKey } from './reading.ts';
import { monthsAsked, monthsOfBucket, suppliedTest } from './supplied.ts';

/** Rows of an engine, by column. */
export type EngineRows = {
  readonly names: readonly string[];
  readonly columns: readonly (readonly Cell[])[];
};

/** A whole grouped result, before it is cut into pages. */
export type CompleteResult = {
  readonly columns: readonly ResultColumn[];
  readonly rowCount: number;
  readonly cut: boolean;
  /** Rows before the limit cut them. */
  readonly rowsInAll: number;
  /** Records as they are, not as they may be shown: see `balanceOf`. */
  readonly mapped: Tally;
  /** The same of groups whose time or place is not known. */
  readonly notMapped: Tally;
  /** Cells of measures that are `c`. */
  readonly suppressed: number;
  readonly notes: readonly string[];
};

/**
 * Makes the result of the groups that an engine found: fills in what it did not find, with 0 where data was supplied,
 * `x` where not, `u` where it cannot tell and `h` where the profile lets no record through, shows counts as the profile lets them be shown, divides averages and
 * rates by what is shown, sorts by what is shown, and cuts at the limit.
 */
export function completeResult(query: Query, rows: EngineRows): CompleteResult {
  const column = (name: string): readonly Cell[] => rows.columns[rows.names.indexOf(name)] ?? [];
  const keys = query.keys.map((key) => column(key.name).map((value) => readKey(key, value)));
  const counts = column(ROWS).map(Number);
  const keySums = column(KEY_SUM).map(Number);
  const tallyOf = (row: number | null): Tally =>
    row === null ? NO_RECORDS : { count: counts[row] ?? 0, keys: keySums[row] ?? 0 };
  const aggregates = new Map(rows.names.map((name) => [name, column(name)]));

  const groups = groupsOf(query, keys, counts);

  const describe = groupDescriber(query);
  const divisor = rateDivisor(query, describe.supplied);
  const rules = new Map<readonly QueryDataset[], CountRule>();
  const ruleOf = (datasets: readonly QueryDataset[]): CountRule => {
    const rule = rules.get(datasets) ?? strictest(datasets.map(({ view }) => view.access));
    rules.set(datasets, rule);
    return rule;
  };
  const isHidden = hiddenTest(query);
  const hiddenMark = (cells: readonly Cell[], { datasets }: Group) =>
    datasets.every((dataset) => isHidden(cells, dataset)) ? 'h' : null;
  const measured = groups.map(({ cells, row }) => {
    const group = describe.group(cells, row);
    const mark = row === null ? (describe.markOf(group) ?? hiddenMark(cells, group)) : null;
    const rule = ruleOf(group.datasets);
    const isCell = rule.kind === 'records' || isGroupCell(query, cells);
    const shown = { count: isCell ? shownCount(tallyOf(row), rule) : ('c' as const), rule };
    return query.measures.map((measure) => mark ?? measureCell(measure, group, shown, aggregates, divisor));
  });

  const keyColumns = query.keys.map((_, index) => groups.map(({ cells }) => cells[index] ?? null));
  const measureColumns = query.measures.map((_, index) => measured.map((cells) => cells[index] ?? null));
  const order = sortedRows(groups.length, sortColumns(query, keyColumns, measureColumns));
  const kept = query.limit === null ? order : order.slice(0, query.limit);
  const pick = (values: readonly Cell[]) => kept.map((row) => values[row] ?? null);
  const placed = query.keys.flatMap((key, index) => (isPlace(key) ? [index] : []));
  const tallies = { mapped: { count: 0, keys: 0 }, notMapped: { count: 0, keys: 0 } };
  for (let row = 0; row < counts.length; row += 1) {
    const isMapped = placed.every((index) => (keys[index]?.[row] ?? null) !== null);
    const tally = isMapped ? tallies.mapped : tallies.notMapped;
    tally.count += counts[row] ?? 0;
    tally.keys += keySums[row] ?? 0;
  }
  const shownMeasures = measureColumns.map(pick);
  const dividedBy = (measure: Measure) => {
    if (measure.kind !== 'rate' && measure.kind !== 'denominator') return {};
    const as = measure.kind === 'rate' ? measure : { ...measure, per: 1, annualised: false };
    return { denominator: usedDenominator(as, describe.whole, divisor) };
  };
  return {
    columns: [
      ...query.keys.map((key, index) => keyColumn(key, pick(keyColumns[index] ?? []), query)),
      ...query.measures.map((measure, index) => ({
        ...measureColumn(measure, shownMeasures[index] ?? []),
        ...dividedBy(measure),
      })),
    ],
    suppressed: shownMeasures.reduce((sum, cells) => sum + cells.filter((cell) => cell === 'c').length, 0),
    rowCount: kept.length,
    cut: kept.length < groups.length,
    rowsInAll: groups.length,
    ...tallies,
    notes: notesOf(query),
  };
}

type FoundGroup = { readonly cells: readonly Cell[]; readonly row: number | null };

/** The groups that an engine found, and those of the lattice that it did not find, which have no row. */
function groupsOf(
  query: Query,
  keys: readonly (readonly Cell[])[],
  counts: readonly number[],
): readonly FoundGroup[] {
  const found = counts.flatMap((count, row) =>
    count > 0 ? [{ cells: keys.map((values) => values[row] ?? null), row }] : [],
  );
  const lattice = latticeOf(query, keys);
  if (lattice === null) return found;
  const rest = new Map<string, FoundGroup>();
  for (const group of found) rest.set(cellsKey(group.cells), group);
  const groups = lattice.map((cells) => {
    const key = cellsKey(cells);
    const group = rest.get(key) ?? { cells, row: null };
    rest.delete(key);
    return group;
  });
  return [...groups, ...rest.values()];
}

/** Text that is the same for the same cells only: text of a cell has no NUL, and a column has one type. */
function cellsKey(cells: readonly Cell[]): string {
  let key = '';
  for (const cell of cells) key += cell === null ? '\0n' : `\0v${cell}`;
  return key;
}

/** Whether a group by is of time or place, so that a record without it is not mapped. */
function isPlace(key: Key): boolean {
  return key.kind === 'time' || key.kind === 'area' || key.kind === 'cell' || key.kind === 'ring';
}

function groupDescriber(query: Query) {
  const asked = monthsAsked(query).filter((month) => query.datasets.some(({ supply }) => supply.has(month)));
  const supplied = suppliedTest(query);
  const at = (kind: Key['kind']) => query.keys.findIndex((key) => key.kind === kind);
  const [timeAt, areaAt, datasetAt] = [at('time'), at('area'), at('dataset')];
  const timeKey = query.keys[timeAt];
  const areaKey = query.keys[areaAt];
  const monthsIn = new Map<Cell, readonly number[]>();
  const monthsOf = (cell: Cell): readonly number[] => {
    if (timeKey?.kind !== 'time') return asked;
    if (cell === null || typeof cell === 'boolean') return [];
    const months = monthsIn.get(cell) ?? monthsOfBucket(timeKey.unit, cell, asked);
    monthsIn.set(cell, months);
    return months;
  };
  const byDataset = new Map<Cell, readonly QueryDataset[]>([[null, query.datasets]]);
  const datasetsOf = (dataset: Cell): readonly QueryDataset[] => {
    const datasets = byDataset.get(dataset) ?? query.datasets.filter(({ view }) => view.dataset === dataset);
    byDataset.set(dataset, datasets);
    return datasets;
  };
  const group = (cells: readonly Cell[], row: number | null): Group => {
    const dataset = datasetAt < 0 ? null : cells[datasetAt];
    const area = areaAt < 0 ? null : cells[areaAt];
    return {
      datasets: datasetsOf(dataset ?? null),
      months: monthsOf(timeAt < 0 ? null : (cells[timeAt] ?? null)),
      area: area === null && areaAt >= 0 ? undefined : area === null ? null : String(area),
      row,
    };
  };
  const asking = query.space.areas?.flatMap(({ level, vintage, codes }) =>
    codes.map((code) => ({ level, vintage, code })),
  ) ?? [null];
  const areasOf = (code: Group['area']) =>
    typeof code === 'string' && areaKey?.kind === 'area'
      ? [{ level: areaKey.level, vintage: areaKey.vintage, code }]
      : asking;
  const wasSupplied = ({ datasets, months, area }: Group): boolean => {
    const areas = areasOf(area);
    return months.some((month) => areas.some((one) => supplied(datasets, month, one)));
  };
  const telling = new Map(
    query.datasets.map((dataset) => [
      dataset,
      canMeet(dataset, query.time) && query.keys.every((key) => canTell(dataset, key)),
    ]),
  );
  const markOf = (group: Group): 'x' | 'u' | null => {
    if (!wasSupplied(group)) return 'x';
    return group.datasets.some((dataset) => telling.get(dataset)) ? null : 'u';
  };
  return {
    group,
    supplied,
    markOf,
    whole: { datasets: query.datasets, months: asked, area: null, row: null } satisfies Group,
  };
}

function sortColumns(
  query: Query,
  keys: readonly (readonly Cell[])[],
  measures: readonly (readonly Cell[])[],
) {
  const asked = query.sort.map(({ by, descending }) => {
    const key = query.keys.findIndex(({ name }) => name === by);
    const measure = query.measures.findIndex(({ name }) => name === by);
    return { values: (key >= 0 ? keys[key] : measures[measure]) ?? [], measure: key < 0, descending };
  });
  return [...asked, ...keys.map((values) => ({ values, measure: false, descending: false }))];
}

function keyColumn(key: Key, values: readonly Cell[], query: Query): ResultColumn {
  const labels = labelsOf(key, values, query);
  const { name, label } = key;
  return { name, label, role: 'group', type: keyType(key), values, ...(labels === null ? {} : { labels }) };
}

function keyType(key: Key): ResultColumn['type'] {
  switch (key.kind) {
    case 'time':
      return TIME_TYPES[key.unit];
    case 'area':
      return 'area';
    case 'cell':
      return 'cell';
    case 'ring':
      return 'integer';
    case 'dataset':
      return 'text';
    case 'field':
      return { text: 'text', category: 'text', integer: 'integer', decimal: 'number', boolean: 'boolean' }[
        key.type
      ] as ResultColumn['type'];
  }
}

const TIME_TYPES = {
  year: 'integer',
  quarter: 'text',
  month: 'month',
  week: 'date',
  day: 'date',
  weekday: 'integer',
  hour: 'integer',
} as const;

function measureColumn(measure: Measure, values: readonly Cell[]): ResultColumn {
  const whole =
    measure.kind === 'count' ||
    measure.kind === 'distinct' ||
    (measure.kind === 'sum' && measure.scale === 0);
  const { name, label } = measure;
  const unit = 'unit' in measure && measure.kind !== 'distinct' ? measure.unit : null;
  const type = whole ? 'integer' : 'number';
  return { name, label, role: 'measure', type, values, ...(unit === null ? {} : { unit }) };
}
