import { createHash } from 'node:crypto';
import { accessFor, refuseStopped } from '#app/access/access.ts';
import { reasonFor } from '#app/access/reason.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type QueryId } from '#core/model/id.ts';
import { compileQuery } from '#core/query/compile.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import { partPersonal } from '#core/query/personal.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { takePlace } from './admission.ts';
import { currentPins, loadContext } from './context.ts';
import { cancelAll, startPlan } from './execution.ts';
import { type FrozenPins, pinsAsOf } from './frozen-pins.ts';
import { memoryOf } from './memory.ts';
import {
  KEY_CANCELLED,
  KEY_PREFIX,
  type KeyItem,
  type QueryRecord,
  type QueryView,
  queryPartition,
  readOwnQuery,
} from './query-record.ts';
import { recheck } from './recheck.ts';
import { firstPage } from './result.ts';
import { parsedSpec, settle, shownRows, tellEnd, writeDown } from './settle.ts';
import { consultationOf } from './trace.ts';

/** How long to wait for the end, and how many rows of the first page are wanted then. */
type Waiting = { readonly waitMs: number; readonly firstRows?: number };
export type SubmitOptions = Waiting & {
  readonly idempotencyKey?: string;
  /** The publications to ask instead of the current ones. Whoever gives it made sure that it widens nothing. */
  readonly asItWas?: FrozenPins;
  /** What it is for, where the person said so before. */
  readonly reason?: string;
  /** What has it asked, as a path, where a person did not ask it by themselves: for the audit. */
  readonly on?: string;
};

/**
 * Starts a query on the current publications and waits at most `waitMs`; when it has ended by then, its first page is
 * with it. The same idempotency key gives the same query, or CONFLICT when the spec or the preview is another, or
 * QUERY_CANCELLED when the key has been cancelled. Fails as `accessFor`,
 * `resolveQuery` and `compileQuery` do, and with REASON_REQUIRED; nothing was run then.
 */
export async function submitQuery(
  platform: Platform,
  caller: Caller,
  spec: unknown,
  options: SubmitOptions,
): Promise<QueryView> {
  const parsed = parsedSpec(spec);
  const { asItWas = null } = options;
  const hash = createHash('sha256')
    .update(JSON.stringify([caller.preview, parsed, ...(asItWas === null ? [] : [asItWas])]))
    .digest('hex');
  const keySort = options.idempotencyKey === undefined ? null : `${KEY_PREFIX}${options.idempotencyKey}`;
  if (keySort !== null) {
    const known = await platform.registry.get<KeyItem>(queryPartition(caller.user), keySort);
    if (known !== null) return again(platform, caller, known.value, hash, options);
  }
  const access = await accessFor(platform, caller);
  refuseStopped(access, parsed.datasets);
  const now = await currentPins(platform, access, parsed);
  const pins = asItWas === null ? now : pinsAsOf(now, asItWas);
  const { definitions, ...context } = await loadContext(platform, parsed, pins);
  const query = resolveQuery(parsed, context);
  const plan = compileQuery(query, shownRows(query));
  const reason = await reasonFor(platform, caller, definitions, 'session', options.reason ?? null);
  const { words, spec: clearSpec, personal } = partPersonal(query, definitions);
  const asked = {
    id: brandId<QueryId>(platform.newId()),
    user: caller.user,
    organisation: caller.organisation,
    spec: parsed,
    datasets: parsed.datasets,
    combines: new Set(definitions.map(({ contract }) => contract.agency)).size > 1,
    ...pins,
    reason,
    words: personal?.words ?? words,
    clearWords: words,
  } as const;
  const { id } = asked;
  const leavePlace = await takePlace(platform, caller.user);
  const start = async () => {
    await platform.audit.record({
      phase: 'intent',
      effect: id,
      ...consultationOf(asked),
      ...(personal === null ? {} : { personal }),
      detail: { words, spec: clearSpec, ...(options.on === undefined ? {} : { on: options.on }) },
    });
    try {
      return await startPlan(platform, plan, engineAccessOf(query, pins.profile, caller.user));
    } catch (error) {
      await tellEnd(platform, { ...asked, state: 'failed', error: null }, { why: 'it could not be started' });
      throw error;
    }
  };
  const executions = await start().catch((error: unknown) => {
    leavePlace();
    throw error;
  });
  const record: QueryRecord = { ...asked, executions, state: 'running', error: null };
  memoryOf(platform).prepared.set(id, { query, plan });
  const partition = queryPartition(caller.user);
  const key: KeyItem = { query: id, spec: hash };
  const also: readonly RegistryWrite[] =
    keySort === null ? [] : [{ kind: 'put', partition, sort: keySort, value: key, expected: 0 }];
  try {
    const item = await writeDown(platform, record, query, also, options.waitMs).finally(leavePlace);
    return await withFirstPage(platform, caller, item, options);
  } catch (error) {
    await cancelAll(platform, executions);
    if ((await platform.registry.get(partition, id)) === null)
      await tellEnd(platform, { ...record, state: 'cancelled' }, { why: 'it could not be written down' });
    const theirs = keySort === null ? null : await platform.registry.get<KeyItem>(partition, keySort);
    if (theirs === null || theirs.value.query === id) throw error;
    return again(platform, caller, theirs.value, hash, options);
  }
}

async function again(
  platform: Platform,
  caller: Caller,
  known: KeyItem,
  hash: string,
  waiting: Waiting,
): Promise<QueryView> {
  if (known.spec === KEY_CANCELLED)
    throw new AppError('QUERY_CANCELLED', 'the query was cancelled before it had begun; ask it again');
  if (known.spec !== hash)
    throw new AppError('CONFLICT', 'this idempotency key was used for another query; use a new one');
  const item = await readOwnQuery(platform, caller, known.query);
  await recheck(platform, caller, item.value);
  return withFirstPage(platform, caller, item, waiting);
}

/** The same with the first page if it has ended by then; what its asker may see is looked at again when it has. */
async function withFirstPage(
  platform: Platform,
  caller: Caller,
  item: RegistryItem<QueryRecord>,
  { waitMs, firstRows }: Waiting,
): Promise<QueryView> {
  const { settled, view } = await viewOf(platform, item, waitMs);
  if (view.state !== 'succeeded') return view;
  const result = await firstPage(platform, settled, firstRows);
  await recheck(platform, caller, settled.value);
  return { ...view, result };
}

/** How a query stands, for its owner who was let in, after waiting at most `waitMs` for its end. */
export async function viewOf(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
  waitMs: number,
): Promise<{ readonly settled: RegistryItem<QueryRecord>; readonly view: QueryView }> {
  const { item: settled, state, progress } = await settle(platform, item, waitMs);
  const { id, words, createdAt, error } = settled.value;
  return { settled, view: { id, state, progress, words, createdAt, error } };
}
