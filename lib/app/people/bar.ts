import { isStopped } from '#app/access/stop-store.ts';
import type { User } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { administratorsOf } from './administrators.ts';

/** Why an account that is not disabled may ask for nothing now but how it stands; null when it may ask. */
export async function barOf(registry: Registry, user: User): Promise<AppError | null> {
  if (await isStopped(registry, user.id))
    return new AppError('FORBIDDEN', 'your access is stopped for the moment: ask your administrator');
  if (user.state !== 'pending') return null;
  const names = (await administratorsOf(registry, user)).map(({ name }) => name);
  const by = names.length === 0 ? 'an administrator of your organisation' : names.join(' or ');
  return new AppError('FORBIDDEN', `your account waits for approval by ${by}`);
}
