import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import { findUserItem } from '#app/people.ts';
import type { Platform, RegistryWrite } from '#app/ports.ts';
import type { UserId } from '#core/model/id.ts';
import { errandWrites, settleErrand } from './errand.ts';
import { noPerson } from './list.ts';
import { changeUser } from './save-user.ts';

/**
 * Puts a person's new password in force, for themselves or by an operator, and ends every sign-in of theirs with it.
 * `credential` is null where the identity provider keeps passwords and has changed it already.
 */
export async function changePassword(
  desk: Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId' | 'identity'>,
  actor: Pick<Caller, 'user' | 'organisation'>,
  id: UserId,
  credential: RegistryWrite | null,
): Promise<void> {
  const before = await findUserItem(desk.registry, id);
  if (before === null) throw noPerson(id);
  const after = { ...before.value, generation: before.value.generation + 1 };
  const also = [...(credential === null ? [] : [credential]), ...errandWrites(desk, id)];
  await audited(desk, actor, 'administration', `user/${id}`, { change: 'password' }, () =>
    changeUser(desk.registry, before, after, also),
  );
  await settleErrand(desk, actor, id);
}
