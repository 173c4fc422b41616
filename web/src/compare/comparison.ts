import type { Mark, QueryResult } from '#core/model/result.ts';
import { type Point, seriesOf, totalOf } from '../charts/series.ts';
import { type Change, changeOf } from './change.ts';

/** One group in both windows; `change` null where either has no number, with the mark that says why. */
export type Compared = {
  readonly key: string | null;
  readonly label: string;
  readonly now: number | null;
  readonly before: number | null;
  readonly change: Change | null;
  readonly mark: Mark | null;
};

type Sum = { readonly label: string; readonly value: number | null; readonly mark: Mark | null };

function addTo(sums: Map<string | null, Sum>, { key, label, value, mark }: Point): void {
  const before = sums.get(key);
  if (before === undefined) sums.set(key, { label, value, mark });
  else if (before.value === null) return;
  else if (value === null) sums.set(key, { label, value: null, mark });
  else sums.set(key, { label, value: before.value + value, mark: null });
}

function sumsOf(results: readonly QueryResult[]): ReadonlyMap<string | null, Sum> {
  const sums = new Map<string | null, Sum>();
  for (const result of results) {
    const series = seriesOf(result, 0).points;
    for (const point of series.length > 0 ? series : [totalOf(result, 0)]) addTo(sums, point);
  }
  return sums;
}

/** Areas that some dataset was not supplied for in some month of these answers: their windows are not alike. */
function unevenAreas(results: readonly QueryResult[]): ReadonlyMap<string, string> {
  return new Map(
    results.flatMap(({ coverage }) =>
      coverage.flatMap(({ missingAreas }) => missingAreas.map(({ code, name }) => [code, name] as const)),
    ),
  );
}

/**
 * The groups of two windows beside each other. A group that only one of the answers names has none in the other: 0. What is
 * missing in either window is compared with nothing.
 */
export function comparedGroups(
  now: readonly QueryResult[],
  before: readonly QueryResult[],
  isExact: boolean,
): readonly Compared[] {
  const uneven = unevenAreas([...now, ...before]);
  const [after, earlier] = [sumsOf(now), sumsOf(before)];
  const keys = new Set([...after.keys(), ...earlier.keys()]);
  return [...keys].map((key): Compared => {
    const [a, b] = [after.get(key), earlier.get(key)];
    const label = a?.label ?? b?.label ?? '';
    const isUneven = key !== null && uneven.has(key);
    const mark = isUneven ? 'x' : (a?.mark ?? b?.mark ?? null);
    const numberIn = (sum: Sum | undefined) => (sum === undefined ? 0 : sum.value);
    return {
      key,
      label,
      now: numberIn(a),
      before: numberIn(b),
      change: mark === null ? changeOf(numberIn(a), numberIn(b), isExact) : null,
      mark,
    };
  });
}

/** The totals of two windows, one answer each; with areas that were not supplied throughout they are not alike: `x`. */
export function comparedTotal(now: QueryResult, before: QueryResult, isExact: boolean): Compared {
  const [a, b] = [totalOf(now, 0), totalOf(before, 0)];
  const uneven = unevenAreas([now, before]).size > 0;
  const mark = uneven ? 'x' : (a.mark ?? b.mark);
  const change = mark === null ? changeOf(a.value, b.value, isExact) : null;
  return { key: null, label: 'All', now: a.value, before: b.value, change, mark };
}
