import { randomInt } from 'node:crypto';
import { addFirstProfiles } from '#app/access/first-profiles.ts';
import { addDemoPeople, DEMO_PEOPLE, type User } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import { hasPassword, requireSettable, setPassword } from './credentials.ts';

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

export type DemoAccounts = { readonly users: readonly User[]; readonly password: string };

/**
 * Adds the demonstration accounts that are missing. They share one password, drawn once per data folder and kept so
 * that it can be printed at every start; `preset` is taken instead when the accounts are new. Fails with SPEC_INVALID,
 * and keeps nothing, when the preset cannot be a password.
 */
export async function ensureDemoAccounts(registry: Registry, preset?: string): Promise<DemoAccounts> {
  const known = await registry.get<{ readonly password: string }>('setting', 'demonstration-password');
  const password = known?.value.password ?? preset ?? drawPassword();
  if (known === null) {
    requireSettable(password);
    await registry.transact([
      { kind: 'put', partition: 'setting', sort: 'demonstration-password', value: { password }, expected: 0 },
    ]);
  }
  await addDemoPeople(registry);
  await addFirstProfiles(registry, () => new Date());
  for (const { id } of DEMO_PEOPLE) {
    if (!(await hasPassword(registry, id))) await setPassword(registry, id, password);
  }
  return { users: DEMO_PEOPLE, password };
}

function drawPassword(): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
