import { allItems, sweepItems } from '#app/every-item.ts';
import { findUser } from '#app/people.ts';
import type { IdentityDirectory, Platform, Registry, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type UserId } from '#core/model/id.ts';

/** What the identity provider has to be told of an account: that it is as the registry has it now. */
type Errand = { readonly doneAt: string | null };

type Desk = Pick<Platform, 'registry' | 'clock' | 'identity'>;

const PARTITION = 'identity-errand';
/** Longer than a refresh that the provider let through before it was told can take. */
const SETTLES_MS = 30_000;
/** How often an account may change while the provider is being told of it, before that is left for later. */
const ATTEMPTS = 5;

/** Written with a change to an account that the identity provider must follow; nothing where it reads the registry itself. */
export function errandWrites({ identity }: Pick<Desk, 'identity'>, user: UserId): readonly RegistryWrite[] {
  const value: Errand = { doneAt: null };
  return identity === undefined
    ? []
    : [{ kind: 'put', partition: PARTITION, sort: user, value, expected: null }];
}

/**
 * Tells the identity provider of a change that the registry holds already. A failure is written to the audit and fails
 * nothing: until `settleErrands` has repeated it, the account gets no new token without signing in.
 */
export async function settleErrand(
  desk: Desk & Pick<Platform, 'audit' | 'newId'>,
  actor: { readonly user: string; readonly organisation: string | null },
  user: UserId,
): Promise<void> {
  try {
    await settle(desk, user);
  } catch (error) {
    const failure = error instanceof AppError ? error.code : 'INTERNAL';
    await desk.audit.record({
      phase: 'outcome',
      action: 'administration',
      effect: desk.newId(),
      who: actor.user,
      organisation: actor.organisation,
      object: `user/${user}`,
      detail: { change: 'identity provider', done: false, failure },
    });
  }
}

/** Repeats what the identity provider could not be told, and forgets what it was; returns the ids that fail again. */
export async function settleErrands(desk: Desk): Promise<readonly UserId[]> {
  const failed: UserId[] = [];
  for (const { sort } of await allItems<Errand>(desk.registry, PARTITION)) {
    const user = brandId<UserId>(sort);
    await settle(desk, user).catch(() => failed.push(user));
  }
  await sweepItems<Errand>(desk.registry, PARTITION, (item) => isSettled(item, desk.clock()));
  return failed;
}

/** Whether sign-ins of an account have been ended and the identity provider may not know it yet. */
export async function isUnsettled({ registry, clock }: Desk, user: string): Promise<boolean> {
  const item = await registry.get<Errand>(PARTITION, user);
  return item !== null && !isSettled(item, clock());
}

function isSettled({ value: { doneAt } }: RegistryItem<Errand>, now: Date): boolean {
  return doneAt !== null && Date.parse(doneAt) + SETTLES_MS <= now.getTime();
}

async function settle({ registry, clock, identity }: Desk, user: UserId): Promise<void> {
  if (identity === undefined) return;
  for (let attempt = 1; ; attempt++) {
    const item = await registry.get<Errand>(PARTITION, user);
    if (item === null || item.value.doneAt !== null) return;
    await follow(registry, identity, user);
    const value: Errand = { doneAt: clock().toISOString() };
    try {
      const put = { kind: 'put', partition: PARTITION, sort: user, value, expected: item.version } as const;
      return await registry.transact([put]);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT' || attempt === ATTEMPTS) throw error;
    }
  }
}

async function follow(registry: Registry, identity: IdentityDirectory, user: UserId): Promise<void> {
  const account = await findUser(registry, user);
  if (account === null) return identity.remove(user);
  if (account.state === 'disabled') await identity.disable(user);
  else await identity.enable(user);
  await identity.signOutEverywhere(user);
}
