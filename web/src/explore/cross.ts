import type { Cell, Mark, QueryResult, ResultColumn } from '#core/model/result.ts';
import type { Answer } from '../api/query-run.ts';
import { groupsOf, measuresOf } from '../charts/series.ts';
import { formatGroup, isMark } from '../format/number.ts';
import { monthOfCell } from '../state/month.ts';

/** A row or column: its name, and the sum of what it holds; null where numbers may not be added. */
export type CrossLine = {
  readonly key: Cell;
  readonly label: string;
  readonly total: number | Mark | null;
};

/** An answer to two groupings, one down and one across. */
export type Cross = {
  readonly down: ResultColumn;
  readonly across: ResultColumn;
  readonly measure: ResultColumn;
  readonly rows: readonly CrossLine[];
  readonly columns: readonly CrossLine[];
  /** By row, then column. */
  readonly cells: readonly (readonly (number | Mark)[])[];
  readonly total: number | Mark | null;
};

/** So many columns can still be read across. */
export const MOST_ACROSS = 120;

function numberOf(cell: Cell): number | Mark {
  return typeof cell === 'number' || isMark(cell) ? cell : 'u';
}

/** Each value of a column once: time and numbers ascending, names by the alphabet, not known last. */
function valuesOf(column: ResultColumn, loaded: number): readonly Cell[] {
  const byName = !['month', 'date', 'integer', 'number'].includes(column.type);
  return [...new Set(column.values.slice(0, loaded))].sort((a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    if (byName) return formatGroup(column, a).localeCompare(formatGroup(column, b));
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a) < String(b) ? -1 : 1;
  });
}

/** What a pair without a row is: zero where everything was supplied, `x` in a month that nothing was supplied for. */
function absent({ coverage }: QueryResult, month: Cell | undefined, adds: boolean): number | Mark {
  const at = month === undefined ? null : monthOfCell(month);
  const without = ({ from, to, missingMonths }: QueryResult['coverage'][number]) =>
    from === null || to === null || (at !== null && (at < from || at > to || missingMonths.includes(at)));
  if (at !== null && coverage.length > 0 && coverage.every(without)) return 'x';
  const whole = coverage.every(
    (one) =>
      !without(one) && one.missingAreas.length === 0 && (at !== null || one.missingMonths.length === 0),
  );
  return whole && adds ? 0 : 'u';
}

/** The sum of what was supplied. A part that is not known leaves the sum unknown; parts not supplied are not in it. */
function sumOf(cells: readonly (number | Mark)[]): number | Mark {
  const supplied = cells.filter((cell) => cell !== 'x');
  if (supplied.length === 0) return 'x';
  let sum = 0;
  for (const cell of supplied) {
    if (typeof cell !== 'number') return 'u';
    sum += cell;
  }
  return sum;
}

/** Whether an answer has two groupings, so that it can be laid out down and across. */
export function isCrossable(result: QueryResult): boolean {
  return groupsOf(result).length === 2 && measuresOf(result).length > 0;
}

/**
 * An answer with its first grouping down and its second across, turned where the second is too long; or why it cannot be.
 * `measure` is the place of the measure among the measures; `adds`: counts are exact, so that parts make their total.
 */
export function crossOf(
  { result, loaded }: Answer,
  measure: number,
  adds: boolean,
): Cross | { readonly reason: string } {
  if (loaded < result.rowCount || result.cut)
    return { reason: 'The result is too long for a cross-table. Choose fewer groups, or a shorter period.' };
  const groups = groupsOf(result);
  const column = measuresOf(result).at(measure);
  const [first, second] = groups;
  if (groups.length !== 2 || first === undefined || second === undefined || column === undefined)
    return { reason: 'A cross-table needs two groupings.' };
  const sizes = [first, second].map((group) => valuesOf(group, loaded));
  const isTurned = (sizes[1]?.length ?? 0) > MOST_ACROSS && (sizes[0]?.length ?? 0) < (sizes[1]?.length ?? 0);
  const [down, across] = isTurned ? [second, first] : [first, second];
  const [keysDown = [], keysAcross = []] = isTurned ? [...sizes].reverse() : sizes;
  if (keysAcross.length > MOST_ACROSS)
    return {
      reason: `${across.label} has ${keysAcross.length} groups, too many to read across. Group by something shorter, or filter it.`,
    };
  const found = new Map<Cell, Map<Cell, number | Mark>>();
  for (let row = 0; row < loaded; row += 1) {
    const key = down.values[row] ?? null;
    const line = found.get(key) ?? new Map<Cell, number | Mark>();
    found.set(key, line);
    line.set(across.values[row] ?? null, numberOf(column.values[row] ?? null));
  }
  const monthAt = (a: Cell, b: Cell) => (down.type === 'month' ? a : across.type === 'month' ? b : undefined);
  const cells = keysDown.map((a) =>
    keysAcross.map((b) => found.get(a)?.get(b) ?? absent(result, monthAt(a, b), adds)),
  );
  const isSum = adds && column.name === 'count';
  return {
    down,
    across,
    measure: column,
    rows: keysDown.map((key, row) => ({
      key,
      label: formatGroup(down, key),
      total: isSum ? sumOf(cells[row] ?? []) : null,
    })),
    columns: keysAcross.map((key, at) => ({
      key,
      label: formatGroup(across, key),
      total: isSum ? sumOf(cells.map((line) => line[at] ?? 'u')) : null,
    })),
    cells,
    total: isSum ? sumOf(cells.flat()) : null,
  };
}

/** Marks of the cells and totals, each once. */
export function marksIn({ cells, rows, columns, total }: Cross): readonly Mark[] {
  const all = new Set<unknown>([...cells.flat(), ...[...rows, ...columns].map((line) => line.total), total]);
  return (['c', 'x', 'h', 'u'] as const).filter((mark) => all.has(mark));
}
