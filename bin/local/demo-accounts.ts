import { type DemoAccounts, ensureDemoAccounts } from '#adapters/oidc/demo-accounts.ts';
import { audited } from '#app/audit/audited.ts';
import { OPERATOR } from '../commands/command.ts';
import type { Store } from './store.ts';

/** The demonstration accounts, made when the folder has none yet; that is told to the audit. */
export async function demoAccounts(
  store: Pick<Store, 'registry' | 'audit' | 'newId'>,
): Promise<DemoAccounts> {
  const ensure = () => ensureDemoAccounts(store.registry, process.env['SAFESTATS_DEMO_PASSWORD']);
  if ((await store.registry.get('setting', 'demonstration-password')) !== null) return ensure();
  return audited(
    store,
    OPERATOR,
    'administration',
    'setting/demonstration-accounts',
    { change: 'creation' },
    ensure,
    {},
    ({ users }) => ({ detail: { users: users.map(({ id }) => id) } }),
  );
}
