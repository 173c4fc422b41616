import { createHash } from 'node:crypto';
import { accessFor } from '#app/access/access.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type QueryId } from '#core/model/id.ts';
import { compileQuery } from '#core/query/compile.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { describeQuery } from '#core/query/words.ts';
import { currentPins, loadContext } from './context.ts';
import { cancelAll, startPlan } from './execution.ts';
import { memoryOf } from './memory.ts';
import { type QueryRecord, type QueryView, queryPartition, readOwnQuery } from './query-record.ts';
import { queryResult } from './result.ts';
import { parsedSpec, settle, shownRows, writeDown } from './settle.ts';

/** An item that ties a caller's key to the query that was made under it. */
type KeyItem = { readonly query: QueryId; readonly spec: string };

/**
 * Starts a query on the current publications and waits at most `waitMs`; when it has ended by then, its first page is
 * with it. The same idempotency key gives the same query, or CONFLICT when the spec is another. Fails as `resolveQuery`
 * and `compileQuery` do; nothing was run then.
 */
export async function submitQuery(
  platform: Platform,
  caller: Caller,
  spec: unknown,
  options: { readonly idempotencyKey?: string; readonly waitMs: number },
): Promise<QueryView> {
  const parsed = parsedSpec(spec);
  const hash = createHash('sha256').update(JSON.stringify(parsed)).digest('hex');
  const keySort = options.idempotencyKey === undefined ? null : `key#${options.idempotencyKey}`;
  if (keySort !== null) {
    const known = await platform.registry.get<KeyItem>(queryPartition(caller.user), keySort);
    if (known !== null) return again(platform, caller, known.value, hash, options.waitMs);
  }
  const access = await accessFor(platform, caller);
  const pins = await currentPins(platform, access, parsed);
  const query = resolveQuery(parsed, await loadContext(platform, parsed, pins));
  const plan = compileQuery(query, shownRows(query));
  const id = brandId<QueryId>(platform.newId());
  const words = describeQuery(query);
  await platform.audit.record({
    phase: 'intent',
    action: 'consultation',
    effect: id,
    who: caller.user,
    organisation: caller.organisation,
    object: `query/${id}`,
    profile: { ...pins.profile, preview: access.preview },
    datasets: parsed.datasets,
    publications: pins.manifests,
    detail: { words, spec: parsed },
  });
  const executions = await startPlan(platform, plan, engineAccessOf(query, pins.profile, caller.user));
  const record: QueryRecord = {
    id,
    user: caller.user,
    spec: parsed,
    ...pins,
    words,
    createdAt: platform.clock().toISOString(),
    executions,
    state: 'running',
    error: null,
  };
  memoryOf(platform).prepared.set(id, { query, plan });
  const partition = queryPartition(caller.user);
  const key: KeyItem = { query: id, spec: hash };
  const also: readonly RegistryWrite[] =
    keySort === null ? [] : [{ kind: 'put', partition, sort: keySort, value: key, expected: 0 }];
  try {
    const item = await writeDown(platform, record, query, also, options.waitMs);
    return await viewOf(platform, caller, item, options.waitMs, true);
  } catch (error) {
    await cancelAll(platform, executions);
    const theirs = keySort === null ? null : await platform.registry.get<KeyItem>(partition, keySort);
    if (theirs === null || theirs.value.query === id) throw error;
    return again(platform, caller, theirs.value, hash, options.waitMs);
  }
}

async function again(
  platform: Platform,
  caller: Caller,
  known: KeyItem,
  hash: string,
  waitMs: number,
): Promise<QueryView> {
  if (known.spec !== hash)
    throw new AppError('CONFLICT', 'this idempotency key was used for another query; use a new one');
  return viewOf(platform, caller, await readOwnQuery(platform, caller, known.query), waitMs, true);
}

/** How a query stands, for its owner, after waiting at most `waitMs` for its end. */
export async function viewOf(
  platform: Platform,
  caller: Caller,
  item: RegistryItem<QueryRecord>,
  waitMs: number,
  withResult: boolean,
): Promise<QueryView> {
  const settled = await settle(platform, item, waitMs);
  const { id, words, createdAt, error } = settled.item.value;
  const view = { id, state: settled.state, progress: settled.progress, words, createdAt, error };
  if (!withResult || settled.state !== 'succeeded') return view;
  return { ...view, result: await queryResult(platform, caller, id, {}) };
}
