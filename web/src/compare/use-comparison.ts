import { useQueries } from '@tanstack/react-query';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { type AnswerQuery, answerKey, useAnswer } from '../api/hooks.ts';
import { type Answer, runQuery } from '../api/query-run.ts';
import { monthSeries, sumOf } from '../charts/series.ts';
import type { CubeAnswers } from '../cube/use-cube.ts';
import { useSite } from '../session/context.tsx';
import { isControlled } from '../state/access.ts';
import { type Choice, periodOf } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { stretchOf } from '../state/lattice.ts';
import { type Month, monthRange } from '../state/month.ts';
import { COUNT, type Facet, type GroupBy, specOf } from '../state/spec.ts';
import { changeOf } from './change.ts';
import { type Compared, comparedGroups, comparedTotal } from './comparison.ts';
import { type NoWindows, runsOf, type Window, type Windows, windowsOf } from './windows.ts';

/** What a comparison of this page compares; null while the page does not know yet what was supplied. */
export type Plan = {
  readonly windows: Windows;
  readonly runs: ReturnType<typeof runsOf>;
  /** Whether counts are as recorded, so that a chance test holds. */
  readonly isExact: boolean;
};

type Page = { readonly choice: Choice; readonly state: Exploration; readonly time: Answer | undefined };

/** Whether every dataset was supplied for the whole of a month: one that was not over when it was published is a part. */
function suppliedTest({ choice, time }: Page): ((month: Month) => boolean) | null {
  if (time === undefined) return null;
  const parts = choice.datasets.flatMap(({ published }) => published?.publishedAt.slice(0, 7) ?? []);
  return (month) =>
    parts.every((published) => month < published) &&
    time.result.coverage.every(
      ({ from, to, missingMonths }) =>
        from !== null && to !== null && month >= from && month <= to && !missingMonths.includes(month),
    );
}

/** See `Plan`; null also where no comparison is chosen. */
export function planOf(page: Page): Plan | NoWindows | null {
  const { choice, state } = page;
  const isSupplied = suppliedTest(page);
  const period = periodOf(choice, state);
  if (state.compare === 'none' || isSupplied === null || period === null) return null;
  if (!choice.knowsMonths)
    return { reason: 'These records are known by year only: months cannot be compared.' };
  const windows = windowsOf({ kind: state.compare, period, isSupplied });
  if ('reason' in windows) return windows;
  const runs = runsOf(windows.pairs);
  const { kind, rounding } = choice.access;
  if (isControlled(choice.access)) {
    const whole = runs.length === 1 && windows.left.length === 0;
    if (!whole)
      return {
        reason: 'Some months were not supplied, and numbers of parts cannot be added up under your profile.',
      };
    if (kind === 'counts' && stretchOf(windows.now) === null)
      return {
        reason: 'Counts are given for 12 months, a quarter or a month only. Choose one of these to compare.',
      };
  }
  return { windows, runs, isExact: kind === 'records' && rounding === 1 };
}

type Side = 'now' | 'before';

function specsOf(
  { choice, state }: Pick<Page, 'choice' | 'state'>,
  plan: Plan,
  side: Side,
  groupBy: readonly GroupBy[],
  without: Facet | null,
): readonly QuerySpec[] {
  return plan.runs.map((run) => {
    const { from, to }: Window = run[side];
    return specOf(choice, { ...state, from, to }, { groupBy, measures: [COUNT], without });
  });
}

export type ComparedGroups = {
  readonly groups: readonly Compared[] | null;
  readonly error: unknown;
  readonly refetch: () => void;
};

/** The groups of the two windows beside each other; `groups` null while they are being asked for. */
export function useComparedGroups(
  page: Pick<Page, 'choice' | 'state'>,
  plan: Plan | null,
  groupBy: GroupBy | null,
  without: Facet,
  held: CubeAnswers,
): ComparedGroups {
  const { api } = useSite();
  const sides = (['now', 'before'] as const).map((side) =>
    plan === null || groupBy === null ? [] : specsOf(page, plan, side, [groupBy], without),
  );
  const asked = sides.flat();
  const found = asked.map((spec) => held(spec));
  const queries = useQueries({
    queries: asked.map((spec, index) => ({
      queryKey: answerKey(spec),
      queryFn: ({ signal }: { signal: AbortSignal }) => runQuery(api, spec, signal),
      enabled: found[index] === null,
    })),
  });
  const results = asked.map(
    (_, index): QueryResult | undefined => (found[index] ?? queries[index]?.data)?.result,
  );
  const cut = sides[0]?.length ?? 0;
  const isWhole = results.every((result) => result !== undefined && result.nextCursor === null);
  const known = results.flatMap((result) => result ?? []);
  return {
    groups:
      plan !== null && groupBy !== null && isWhole && asked.length > 0
        ? comparedGroups(known.slice(0, cut), known.slice(cut), plan.isExact)
        : null,
    error: queries.find((query, index) => found[index] === null && query.isError)?.error ?? null,
    refetch: () => {
      for (const query of queries) if (query.isError) void query.refetch();
    },
  };
}

/**
 * The totals of the two windows. Months are added up where the profile lets them be; else both windows are asked for as they
 * are. Undefined while they are asked for.
 */
export function useComparedTotal(page: Page, plan: Plan | null): Compared | undefined {
  const { choice, time } = page;
  const asks = plan !== null && isControlled(choice.access);
  const spec = (side: Side) => (asks ? (specsOf(page, plan, side, [], null)[0] ?? null) : null);
  const now = useAnswer(spec('now'));
  const before = useAnswer(spec('before'));
  if (plan === null || time === undefined) return undefined;
  if (asks) {
    const [a, b] = [settledResult(now), settledResult(before)];
    return a === null || b === null ? undefined : comparedTotal(a, b, plan.isExact);
  }
  const [{ now: nowWindow, before: beforeWindow }, { pairs }] = [plan.windows, plan.windows];
  const points = monthSeries(time.result, monthRange(beforeWindow.from, nowWindow.to), 0);
  const uneven = time.result.coverage.some(({ missingAreas }) => missingAreas.length > 0);
  const [after, earlier] = (['now', 'before'] as const).map((side) =>
    sumOf(
      points,
      pairs.map((pair) => pair[side]),
    ),
  );
  const change = uneven ? null : changeOf(after ?? null, earlier ?? null, plan.isExact);
  return {
    key: null,
    label: 'All',
    now: after ?? null,
    before: earlier ?? null,
    change,
    mark: uneven ? 'x' : null,
  };
}

function settledResult({ data, isError, isPlaceholderData }: AnswerQuery): QueryResult | null {
  return isError || isPlaceholderData || data === undefined ? null : data.result;
}

/** Months of the first window that have nothing to be compared with, and those which are the reason, each once. */
export function monthsLeftOut({ left }: Windows): {
  readonly count: number;
  readonly missing: readonly Month[];
} {
  return { count: left.length, missing: [...new Set(left.flatMap(({ missing }) => missing))].sort() };
}
