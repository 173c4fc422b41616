import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import { sweepItems } from '#app/every-item.ts';
import type { Platform, Registry } from '#app/ports.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';

const PARTITION = 'reason';
/** How long a reason that was chosen stands. */
const CHOSEN_MS = 12 * 60 * 60_000;

/** The reasons that may be chosen where no setting says others. */
export const DEFAULT_REASONS: readonly string[] = [
  'Crime or harm prevention',
  'Operational planning',
  'Statutory return or report',
  'Research or evaluation',
  'Checking the quality of data',
];

type Chosen = { readonly reason: string; readonly until: string };
type Store = Pick<Platform, 'registry' | 'clock'>;

/** The reasons that may be chosen, in their order: the setting `reasons`, else the default ones. */
export async function listReasons(registry: Registry): Promise<readonly string[]> {
  return (await registry.get<readonly string[]>('setting', 'reasons'))?.value ?? DEFAULT_REASONS;
}

/** What a caller said, in this sign-in and in the last 12 hours, that they use records for; null = nothing. */
export async function chosenReason({ registry, clock }: Store, caller: Caller): Promise<string | null> {
  const chosen = (await registry.get<Chosen>(PARTITION, sortOf(caller)))?.value ?? null;
  return chosen === null || chosen.until <= clock().toISOString() ? null : chosen.reason;
}

/** Forgets what was chosen and no longer stands; returns how many choices. */
export function sweepReasons({ registry, clock }: Store): Promise<number> {
  const now = clock().toISOString();
  return sweepItems<Chosen>(registry, PARTITION, ({ value }) => value.until <= now);
}

/** Notes what a caller uses records for, for this sign-in and for 12 hours. Fails with SPEC_INVALID for another reason. */
export async function chooseReason(
  platform: Store & Pick<Platform, 'audit' | 'newId'>,
  caller: Caller,
  reason: string,
): Promise<void> {
  await checkReason(platform.registry, reason);
  const until = new Date(platform.clock().getTime() + CHOSEN_MS).toISOString();
  const chosen: Chosen = { reason, until };
  await audited(platform, caller, 'administration', `user/${caller.user}`, { change: 'reason', reason }, () =>
    platform.registry.transact([
      { kind: 'put', partition: PARTITION, sort: sortOf(caller), value: chosen, expected: null },
    ]),
  );
}

/**
 * The reason that goes with a use of these datasets: `given`, else the one chosen; null where none is asked for and none
 * is there. The datasets are such as the caller may see. Fails with REASON_REQUIRED, and the reasons, when one of them
 * asks for one at this moment.
 */
export async function reasonFor(
  platform: Store,
  caller: Caller,
  definitions: readonly DatasetDefinition[],
  moment: 'session' | 'download',
  given: string | null = null,
): Promise<string | null> {
  if (given !== null) await checkReason(platform.registry, given);
  const reason = given ?? (await chosenReason(platform, caller));
  const asking = definitions.find((definition) => definition.reason[moment]);
  if (reason !== null || asking === undefined) return reason;
  throw new AppError(
    'REASON_REQUIRED',
    `${asking.title} asks what you use it for: choose one of the reasons`,
    { details: { reasons: await listReasons(platform.registry) } },
  );
}

async function checkReason(registry: Registry, reason: string): Promise<void> {
  const reasons = await listReasons(registry);
  if (reasons.includes(reason)) return;
  const faults = [{ at: 'reason', message: `use one of: ${reasons.join('; ')}` }];
  throw new AppError('SPEC_INVALID', 'this reason cannot be chosen', { details: { faults, reasons } });
}

function sortOf({ session, user }: Caller): string {
  return session === null ? `user#${user}` : `session#${session}`;
}
