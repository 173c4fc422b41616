import { audited } from '#app/audit/audited.ts';
import { findUserItem } from '#app/people.ts';
import type { Platform, RegistryWrite } from '#app/ports.ts';
import type { UserId } from '#core/model/id.ts';
import { noPerson } from './list.ts';
import { changeUser } from './save-user.ts';

/** Puts a person's new password in force, and ends every sign-in of theirs in the same moment. */
export async function changeOwnPassword(
  desk: Pick<Platform, 'registry' | 'audit' | 'newId'>,
  id: UserId,
  credential: RegistryWrite,
): Promise<void> {
  const before = await findUserItem(desk.registry, id);
  if (before === null) throw noPerson(id);
  const { organisation, generation } = before.value;
  const after = { ...before.value, generation: generation + 1 };
  const actor = { user: id, organisation };
  await audited(desk, actor, 'administration', `user/${id}`, { change: 'password' }, () =>
    changeUser(desk.registry, before, after, [credential]),
  );
}
