import { accessFor, refuseStopped } from '#app/access/access.ts';
import { reasonFor } from '#app/access/reason.ts';
import { audited } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import { countUse } from '#app/people/use-limit.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { AlertRule } from '#core/saved/alert-rule.ts';
import { ALERT_PARTITION, type Alert, alertCount, alertRemoval, findAlert } from './alert-store.ts';
import { type SavedView, savedView } from './list.ts';
import { seenSaved } from './saved-store.ts';

/** What one person may have. */
export const MOST_ALERTS = 50;
const LIMIT = { what: 'alerts', most: 120, windowMs: 60 * 60_000 };

type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'audit' | 'newId'>;

/**
 * Has the owner of a saved query told when a new publication changes its answer; an alert that is there is replaced. Fails
 * with NOT_FOUND, FORBIDDEN for somebody else's and without a profile, REASON_REQUIRED, TOO_MANY_REQUESTS, and CONFLICT
 * when they have as many as they may.
 */
export async function setAlert(
  platform: Store,
  caller: Caller,
  id: string,
  rule: AlertRule,
): Promise<SavedView> {
  const { registry } = platform;
  const saved = await seenSaved(registry, caller, id);
  authorise(caller, 'change-saved-queries', { user: saved.value.owner });
  const own = { ...caller, preview: null };
  const { datasets } = saved.value.spec;
  const access = await accessFor(platform, own);
  refuseStopped(access, datasets);
  const definitions = await Promise.all(
    datasets
      .filter((dataset) => access.profile.datasets[dataset] !== undefined)
      .map((dataset) => findDefinition(platform, dataset)),
  );
  const asking = definitions.filter((definition) => definition !== null);
  const reason = await reasonFor(platform, own, asking, 'session');
  await countUse(registry, platform.clock, { ...LIMIT, by: caller.user });
  const before = await findAlert(registry, id);
  const { count, write } = await alertCount(registry, caller.user);
  if (before === null && count >= MOST_ALERTS)
    throw new AppError('CONFLICT', `you have ${MOST_ALERTS} alerts already: take one away first`);
  const value: Alert = {
    id,
    user: caller.user,
    organisation: caller.organisation,
    rule,
    setAt: platform.clock().toISOString(),
    reason,
    last: null,
    askedOn: null,
    notBefore: null,
    problem: null,
  };
  await audited(
    platform,
    caller,
    'administration',
    `saved-query/${id}`,
    { change: 'alert', rule },
    () =>
      registry.transact([
        { kind: 'check', partition: saved.partition, sort: saved.sort, expected: saved.version },
        { kind: 'put', partition: ALERT_PARTITION, sort: id, value, expected: before?.version ?? 0 },
        ...(before === null ? [write(1)] : []),
      ]),
    { datasets },
  );
  return savedView(platform, caller, saved);
}

/** Takes an alert away; none is fine. Fails with NOT_FOUND and FORBIDDEN. */
export async function removeAlert(platform: Store, caller: Caller, id: string): Promise<SavedView> {
  const saved = await seenSaved(platform.registry, caller, id);
  authorise(caller, 'change-saved-queries', { user: saved.value.owner });
  const writes = await alertRemoval(platform.registry, saved.value);
  await audited(platform, caller, 'administration', `saved-query/${id}`, { change: 'alert removal' }, () =>
    platform.registry.transact(writes),
  );
  return savedView(platform, caller, saved);
}
