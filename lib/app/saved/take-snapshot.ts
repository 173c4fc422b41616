import { createHash } from 'node:crypto';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { findQuery } from '#app/query/replay.ts';
import { queryResult } from '#app/query/result.ts';
import { queryStatus } from '#app/query/status.ts';
import { type SubmitOptions, submitQuery } from '#app/query/submit.ts';
import { AppError } from '#core/model/error.ts';
import type { QueryId } from '#core/model/id.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { type Snapshot, snapshotGroups, snapshotTotal } from '#core/saved/snapshot.ts';

const LOOK_MS = 2_000;
/** Groups that are read to find the largest. */
const MOST_READ = 10_000;

/** Equal for specs that ask the same. */
export function specHash(spec: ParsedQuerySpec): string {
  return hashOf(JSON.stringify(spec));
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** What is asked for the one number of a saved query: its first measure, over everything that it lets through. */
function totalSpec({ datasets, where, measures }: ParsedQuerySpec): ParsedQuerySpec {
  const [first] = measures ?? [];
  return {
    datasets,
    ...(where === undefined ? {} : { where }),
    measures: [first ?? { measure: 'count' }],
  };
}

/**
 * Asks a saved query now, as the caller, who is told of it by nothing but the audit. Null when it is still at work after
 * `waitMs`: ask again with the same key. Fails as `submitQuery` and `queryResult` do.
 */
export async function takeSnapshot(
  platform: Platform,
  caller: Caller,
  spec: ParsedQuerySpec,
  {
    key,
    waitMs,
    ...options
  }: Pick<SubmitOptions, 'reason' | 'on'> & { readonly key: string; readonly waitMs: number },
): Promise<Snapshot | null> {
  const until = Date.now() + waitMs;
  const hash = specHash(spec);
  const ask = (part: string, asked: ParsedQuerySpec) =>
    answered(platform, caller, asked, { ...options, idempotencyKey: `${key}-${part}` }, until);
  const total = await ask('total', totalSpec(spec));
  if (total === null) return null;
  const isGrouped = spec.records === undefined && (spec.groupBy ?? []).length > 0;
  const groups = isGrouped ? await ask('groups', spec) : null;
  if (isGrouped && groups === null) return null;
  const record = await findQuery(platform, caller.user, total.id);
  if (record === null) throw new AppError('NOT_FOUND', 'the query is no longer kept: run it again');
  const { manifests, definitions, createdAt, profile } = record;
  if (groups !== null && !isOfSame(groups.result, manifests))
    throw new AppError('UNAVAILABLE', 'a publication came between its parts: ask again');
  return {
    at: createdAt,
    profile: { id: profile.id, version: profile.version },
    spec: hash,
    manifests,
    definitions,
    ...snapshotTotal(total.result),
    groups: groups === null ? [] : snapshotGroups(groups.result),
  };
}

function isOfSame({ publications }: QueryResult, manifests: Readonly<Record<string, string>>): boolean {
  return publications.every(({ dataset, manifest }) => manifests[dataset] === manifest);
}

type AnsweredQuery = { readonly id: QueryId; readonly result: QueryResult };

async function answered(
  platform: Platform,
  caller: Caller,
  spec: ParsedQuerySpec,
  options: Omit<SubmitOptions, 'waitMs'>,
  until: number,
): Promise<AnsweredQuery | null> {
  const left = () => Math.max(0, Math.min(LOOK_MS, until - Date.now()));
  const { id, ...first } = await submitQuery(platform, caller, spec, { ...options, waitMs: left() });
  for (let state = first.state; state === 'queued' || state === 'running'; ) {
    if (Date.now() >= until) return null;
    state = (await queryStatus(platform, caller, id, left())).state;
  }
  return { id, result: await queryResult(platform, caller, id, { limit: MOST_READ }) };
}
