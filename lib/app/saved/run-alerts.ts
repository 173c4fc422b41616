import { findAccess } from '#app/access/access.ts';
import { everyItem } from '#app/every-item.ts';
import { callerFor } from '#app/people.ts';
import type { Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { readPointer } from '#app/publication/manifest-store.ts';
import { AppError, type ErrorCode } from '#core/model/error.ts';
import { isToldBy } from '#core/saved/alert-rule.ts';
import { incomparable, type Movement, movementOf } from '#core/saved/movement.ts';
import type { Snapshot } from '#core/saved/snapshot.ts';
import { ALERT_PARTITION, type Alert } from './alert-store.ts';
import { type Notice, noticePartition, trimNotices } from './notice.ts';
import type { SavedQuery } from './saved-query.ts';
import { findSaved } from './saved-store.ts';
import { hashOf, specHash, takeSnapshot } from './take-snapshot.ts';

/** How long one alert may be at work, and all of one run together. */
const ONE_MS = 60_000;
const ALL_MS = 120_000;
/** Publications in quick succession are told once. */
const REST_MS = 15 * 60_000;
const RETRY_MS = 5 * 60_000;

/** Failures that a later try may not have; every other stays until something is published or the access changes. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'UNAVAILABLE',
  'TOO_MANY_REQUESTS',
  'QUERY_CANCELLED',
  'CONFLICT',
  'INTERNAL',
  'NOT_FOUND',
]);

/**
 * Asks every saved query with an alert whose datasets were published anew since it was last asked, under the profile that
 * its owner has now, and tells the owner what the alert is for. What is not done within two minutes is done by the next
 * run. A run that ends in the middle loses nothing and tells nothing twice: what is told and what it was asked on are
 * written at once. Returns how many were told.
 */
export async function runAlerts(platform: Platform): Promise<number> {
  const until = Date.now() + ALL_MS;
  const pointers = new Map<string, string | null>();
  const pointerOf = async (dataset: string) => {
    const known = pointers.get(dataset);
    if (known !== undefined) return known;
    const { pointer } = await readPointer(platform, dataset);
    pointers.set(dataset, pointer?.manifest ?? null);
    return pointer?.manifest ?? null;
  };
  let told = 0;
  for await (const item of everyItem<Alert>(platform.registry, ALERT_PARTITION)) {
    if (Date.now() > until) break;
    if (await runAlert(platform, item, pointerOf)) told += 1;
  }
  return told;
}

type PointerOf = (dataset: string) => Promise<string | null>;

async function runAlert(
  platform: Platform,
  item: RegistryItem<Alert>,
  pointerOf: PointerOf,
): Promise<boolean> {
  const alert = item.value;
  const now = platform.clock().toISOString();
  if (alert.notBefore !== null && alert.notBefore > now) return false;
  const saved = (await findSaved(platform.registry, alert.id))?.value;
  if (saved === undefined) return false;
  const caller = await callerFor(platform.registry, alert.user).catch(() => null);
  if (caller === null) return false;
  const access = await findAccess(platform, caller);
  const profile = 'message' in access ? null : access.profile;
  const { spec } = saved;
  const published = await Promise.all(spec.datasets.map(pointerOf));
  const askedOn = JSON.stringify([specHash(spec), profile?.id, profile?.version, published]);
  if (alert.askedOn === askedOn) return false;
  const later = (ms: number) => new Date(platform.clock().getTime() + ms).toISOString();
  try {
    const snapshot = await takeSnapshot(platform, caller, spec, {
      key: `alert-${alert.id}-${hashOf(`${askedOn} ${alert.notBefore}`).slice(0, 32)}`,
      waitMs: ONE_MS,
      on: `saved-query/${alert.id}`,
      ...(alert.reason === null ? {} : { reason: alert.reason }),
    });
    if (snapshot === null) return false;
    const movement =
      incomparable(alert.last, snapshot) === null && alert.last !== null
        ? movementOf(alert.last, snapshot)
        : null;
    const isTold = movement !== null && isToldBy(alert.rule, movement);
    const notBefore = isTold ? later(REST_MS) : null;
    const next: Alert = { ...alert, last: snapshot, askedOn, notBefore, problem: null };
    const notice =
      isTold && movement !== null ? noticeOf(platform, saved, alert, toldOf(movement, snapshot), null) : null;
    return await written(platform, item, next, notice);
  } catch (error) {
    const problem = problemOf(error);
    const isPassing = PASSING.has(problem.code);
    const next: Alert = isPassing
      ? { ...alert, notBefore: later(RETRY_MS) }
      : { ...alert, askedOn, notBefore: null, problem };
    const isNew = !isPassing && alert.problem?.text !== problem.text;
    const notice = isNew ? noticeOf(platform, saved, alert, null, problem.text) : null;
    return await written(platform, item, next, notice);
  }
}

/** Writes how an alert stands and what is told of it at once, unless somebody was quicker: theirs stands then. */
async function written(
  { registry }: Pick<Platform, 'registry'>,
  { partition, sort, version, value: { user } }: RegistryItem<Alert>,
  next: Alert,
  notice: Notice | null,
): Promise<boolean> {
  const told: readonly RegistryWrite[] =
    notice === null
      ? []
      : [{ kind: 'put', partition: noticePartition(user), sort: notice.id, value: notice, expected: 0 }];
  try {
    await registry.transact([{ kind: 'put', partition, sort, value: next, expected: version }, ...told]);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    return false;
  }
  if (notice !== null) await trimNotices(registry, user);
  return notice !== null;
}

function noticeOf(
  { newId, clock }: Pick<Platform, 'newId' | 'clock'>,
  { id, title }: SavedQuery,
  { rule }: Alert,
  told: Notice['told'],
  problem: string | null,
): Notice {
  return { id: newId(), saved: id, title, at: clock().toISOString(), rule, told, problem, readAt: null };
}

function toldOf({ total, groups, republished }: Movement, { profile, measure }: Snapshot): Notice['told'] {
  return { total, groups, republished, profile, measure };
}

/** Safe to show to the owner, and without the names that a fault holds: the profile may hide them now. */
function problemOf(error: unknown): NonNullable<Alert['problem']> {
  const code = error instanceof AppError ? error.code : 'INTERNAL';
  const text =
    code === 'REASON_REQUIRED'
      ? 'a dataset asks what it is used for: set the alert again and say why'
      : code === 'FORBIDDEN'
        ? 'your access does not let it be asked: ask your administrator'
        : code === 'QUERY_TIMED_OUT' || code === 'QUERY_TOO_LARGE' || code === 'TOO_LARGE'
          ? 'it is too large to be asked: narrow its period or area'
          : 'your profile does not show all that it asks, or part of it is no longer there: open and save it anew';
  return { code, text };
}
