import { useQueries } from '@tanstack/react-query';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { answerKey } from '../api/hooks.ts';
import { type Answer, runQuery } from '../api/query-run.ts';
import { monthSeries, sumOf } from '../charts/series.ts';
import type { CubeAnswers } from '../cube/use-cube.ts';
import { useSite } from '../session/context.tsx';
import { isControlled } from '../state/access.ts';
import { type Choice, periodOf } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { stretchOf } from '../state/lattice.ts';
import { type Month, monthRange } from '../state/month.ts';
import { type Facet, type GroupBy, specOf } from '../state/spec.ts';
import { changeOf } from './change.ts';
import {
  type Compared,
  canAddUp,
  comparedGroups,
  measuresCompared,
  type Run,
  type UsedDenominator,
  usedDenominator,
} from './comparison.ts';
import { lengthOf, type NoWindows, runsOf, type Window, type Windows, windowsOf } from './windows.ts';

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
function planOf(page: Page): Plan | NoWindows | null {
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
  const isWhole = runs.length === 1 && windows.left.length === 0;
  if (!isWhole && !canAddUp(state.measure))
    return {
      reason: `Some months were not supplied, and ${state.measure.kind === 'average' ? 'an average' : 'a number of different values'} cannot be made of those that were in parts. Choose a period that was supplied in whole, or compare counts.`,
    };
  if (isControlled(choice.access)) {
    if (!isWhole)
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
  const measures = measuresCompared(state.measure);
  return plan.runs.map((run) => {
    const { from, to }: Window = run[side];
    return specOf(choice, { ...state, from, to }, { groupBy, measures, without });
  });
}

export type ComparedGroups = {
  readonly groups: readonly Compared[] | null;
  /** What rates were divided by; null where nothing was. */
  readonly used: UsedDenominator | null;
  readonly error: unknown;
  readonly refetch: () => void;
};

/** The groups of the two windows beside each other; `groups` null while they are being asked for. No `groupBy`: the total. */
export function useComparedGroups(
  page: Pick<Page, 'choice' | 'state'>,
  plan: Plan | null,
  groupBy: GroupBy | null,
  without: Facet | null,
  held: CubeAnswers,
): ComparedGroups {
  const { api } = useSite();
  const by = groupBy === null ? [] : [groupBy];
  const sides = (['now', 'before'] as const).map((side) =>
    plan === null ? [] : specsOf(page, plan, side, by, without),
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
  const isWhole = results.every((result) => result !== undefined && result.nextCursor === null);
  const known = results.flatMap((result) => result ?? []);
  const cut = sides[0]?.length ?? 0;
  const runsFrom = (first: number) =>
    (plan?.runs ?? []).flatMap((run, index): readonly Run[] => {
      const result = known[first + index];
      return result === undefined ? [] : [{ result, months: lengthOf(run.now) }];
    });
  const whole = plan !== null && isWhole && asked.length > 0;
  const [now, before] = whole ? [runsFrom(0), runsFrom(cut)] : [[], []];
  const comparing = {
    measure: page.state.measure,
    isExact: plan?.isExact ?? false,
    byArea: groupBy !== null && 'area' in groupBy,
  };
  return {
    groups: whole ? comparedGroups(now, before, comparing) : null,
    used: usedDenominator(now, before),
    error: queries.find((query, index) => found[index] === null && query.isError)?.error ?? null,
    refetch: () => {
      for (const query of queries) if (query.isError) void query.refetch();
    },
  };
}

/** A comparison of the page: what with what, and the totals of the two windows. */
export type Comparison = {
  /** What is compared, or why nothing is; null where none is chosen or the page does not know yet. */
  readonly plan: Plan | NoWindows | null;
  readonly total: Compared | null;
  readonly used: UsedDenominator | null;
  /** Why the totals could not be had. */
  readonly error: unknown;
};

/**
 * See `Comparison`. Counts of months are added up where the profile lets them be; all else is asked for, each window as it is.
 */
export function useComparison(page: Page, held: CubeAnswers): Comparison {
  const { choice, state, time } = page;
  const plan = planOf(page);
  const windows = plan === null || 'reason' in plan ? null : plan;
  const asks = isControlled(choice.access) || state.measure.kind !== 'count';
  const asked = useComparedGroups(page, asks ? windows : null, null, null, held);
  const total =
    windows === null || time === undefined
      ? null
      : asks
        ? (asked.groups?.[0] ?? null)
        : addedUp(windows, time.result);
  return { plan, total, used: asked.used, error: asked.error };
}

/** The totals of two windows from the counts of the months. */
function addedUp({ windows, isExact }: Plan, months: QueryResult): Compared {
  const { now, before, pairs } = windows;
  const points = monthSeries(months, monthRange(before.from, now.to), 0);
  const uneven = months.coverage.some(({ missingAreas }) => missingAreas.length > 0);
  const sumIn = (side: Side) =>
    sumOf(
      points,
      pairs.map((pair) => pair[side]),
    );
  const counts = { now: sumIn('now'), before: sumIn('before') };
  return {
    key: null,
    label: 'All',
    ...counts,
    type: 'integer',
    counts,
    people: { now: null, before: null },
    change: uneven ? null : changeOf(counts.now, counts.before, isExact),
    mark: uneven ? 'x' : null,
  };
}

/** Months of the first window that have nothing to be compared with, and those which are the reason, each once. */
export function monthsLeftOut({ left }: Windows): {
  readonly count: number;
  readonly missing: readonly Month[];
} {
  return { count: left.length, missing: [...new Set(left.flatMap(({ missing }) => missing))].sort() };
}
