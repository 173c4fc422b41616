import { accessFor, refuseStopped } from '#app/access/access.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { compileQuery, MOST_GROUPS } from '#core/query/compile.ts';
import { type Extent, extentOf, type Narrowing, narrowingsOf } from '#core/query/estimate.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import { currentPins, loadContext } from './context.ts';
import { memoryOf } from './memory.ts';
import type { Pace } from './pace.ts';
import { parsedSpec, shownRows } from './settle.ts';

/** What a query takes; `seconds` is null where `records` is, which it would tell. */
type Cost = Pick<Extent, 'records' | 'groups'> & { readonly seconds: number | null };

export type QueryEstimate = Cost &
  Pick<Extent, 'suppressed'> & {
    /** Whether people should be asked before it is run, and why. */
    readonly heavy: boolean;
    readonly why: readonly string[];
    /** What would take less, cheapest first. */
    readonly narrowings: readonly (Omit<Narrowing, 'spec'> & Cost)[];
  };

/** A query that takes longer is heavy: so long nobody waits without being told. */
const HEAVY_SECONDS = 10;
/** As is one with more groups: no page shows more rows, so that the rest is only good for a file. */
const HEAVY_GROUPS = 10_000;
const MOST_NARROWINGS = 4;

/**
 * What a query would take under the caller's profile, without running it: from the manifests, the lists and what recent
 * queries took. Fails as `submitQuery` does, so that what cannot be asked cannot be estimated.
 *
 * It is no effect and is not audited: no record is read, and it tells only what the catalogue tells the same caller (how
 * many records each dataset has) or what the profile itself lists (areas, codes, months). Where the catalogue hides the
 * number, so does this, and every number that would follow from it.
 */
export async function estimateQuery(
  platform: Pick<Platform, 'registry' | 'objects' | 'clock'>,
  caller: Caller,
  spec: unknown,
): Promise<QueryEstimate> {
  const parsed = parsedSpec(spec);
  const access = await accessFor(platform, caller);
  refuseStopped(access, parsed.datasets);
  const { definitions: _, ...context } = await loadContext(
    platform,
    parsed,
    await currentPins(platform, access, parsed),
  );
  const query = resolveQuery(parsed, context);
  compileQuery(query, shownRows(query));
  const { pace } = memoryOf(platform);
  const { suppressed, ...extent } = extentOf(query);
  const cost = costOf(extent, pace);
  const why = whyHeavy(cost);
  return { ...cost, suppressed, heavy: why.length > 0, why, narrowings: cheaper(query, context, cost, pace) };
}

function costOf({ records, groups }: Pick<Extent, 'records' | 'groups'>, pace: Pace): Cost {
  return { records, groups, seconds: records === null ? null : pace.secondsFor(records) };
}

function whyHeavy({ seconds, groups }: Cost): readonly string[] {
  const number = (value: number) => value.toLocaleString('en-GB');
  return [
    ...(seconds !== null && seconds >= HEAVY_SECONDS
      ? [`it may take about ${number(Math.round(seconds))} seconds`]
      : []),
    ...(groups !== null && groups > MOST_GROUPS
      ? [`it may have up to ${number(groups)} rows, and more than ${number(MOST_GROUPS)} are refused`]
      : groups !== null && groups > HEAVY_GROUPS
        ? [`it may have up to ${number(groups)} rows, of which a page shows ${number(HEAVY_GROUPS)}`]
        : []),
  ];
}

function cheaper(
  query: Parameters<typeof narrowingsOf>[0],
  context: QueryContext,
  now: Cost,
  pace: Pace,
): QueryEstimate['narrowings'] {
  return narrowingsOf(query)
    .flatMap(({ spec, ...narrowing }) => {
      const extent = extentIf(spec, context);
      return extent === null ? [] : [{ ...narrowing, ...costOf(extent, pace) }];
    })
    .filter((cost) => weightOf(cost) < weightOf(now))
    .sort((a, b) => weightOf(a) - weightOf(b))
    .slice(0, MOST_NARROWINGS);
}

/** Null for what may not be asked. */
function extentIf(spec: ParsedQuerySpec, context: QueryContext): Extent | null {
  try {
    return extentOf(resolveQuery(spec, context));
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** How far a query is towards being heavy, so that seconds and rows can be compared. */
function weightOf({ seconds, groups }: Cost): number {
  return (seconds ?? 0) / HEAVY_SECONDS + (groups ?? MOST_GROUPS) / HEAVY_GROUPS;
}
