import { randomBytes } from 'node:crypto';
import { hasPassword, setPassword } from '#adapters/oidc/credentials.ts';
import { audited } from '#app/audit/audited.ts';
import { applyDefinition, findDefinition } from '#app/dataset.ts';
import { saveUser } from '#app/people/save-user.ts';
import { addOrganisation, findUserByEmail, newUser } from '#app/people.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { demoAccounts } from '../local/demo-accounts.ts';
import type { Store } from '../local/store.ts';
import { type Command, OPERATOR, readArguments, UsageError, withStore } from './command.ts';

export const bootstrapCommand: Command = {
  name: 'bootstrap',
  usage: `ops -- bootstrap [--data DIR] [--admin EMAIL] [--no-demo-accounts]

Applies the definitions that ship with the product and adds the demonstration accounts. What is there stays.

  --admin EMAIL        also adds this Super Admin and prints a first password
  --no-demo-accounts   leaves the demonstration accounts out`,
  async run(args) {
    const { values } = readArguments(args, {
      admin: { type: 'string' },
      'no-demo-accounts': { type: 'boolean', default: false },
    });
    const { admin } = values;
    if (admin !== undefined && !/^[^\s@]+@[^\s@]+$/.test(admin))
      throw new UsageError('--admin wants an e-mail address');
    const work = async (store: Store) => {
      await addFirstDefinitions(store, console.log);
      if (values['no-demo-accounts'] !== true) {
        const { users, password } = await demoAccounts(store);
        console.log(`demonstration accounts, password ${password}:`);
        for (const { email } of users) console.log(`  ${email}`);
      }
      if (admin !== undefined) await addAdministrator(store, admin.toLowerCase());
      return 0;
    };
    return withStore(values.data, work, { mayBeNew: true });
  },
};

/** Adds the definitions that ship with the product; those that are there already stay as they were amended. */
async function addFirstDefinitions(store: Store, say: (line: string) => void): Promise<void> {
  for (const spec of FIRST_DEFINITIONS) {
    const known = await findDefinition(store, spec.id);
    const { version } = known ?? (await applyDefinition(store, OPERATOR, spec)).definition;
    say(`dataset ${spec.id}: version ${version}${known === null ? '' : ', unchanged'}`);
  }
}

async function addAdministrator(store: Store, email: string): Promise<void> {
  const { registry, clock } = store;
  const known = await findUserByEmail(registry, email);
  const id = known?.id ?? brandId<UserId>(`user-${randomBytes(9).toString('hex')}`);
  if (await hasPassword(registry, id)) {
    console.log(`${email} has an account already`);
    return;
  }
  const password = randomBytes(15).toString('base64url');
  const detail = known === null ? { change: 'creation', roles: ['super-admin'] } : { change: 'password' };
  await audited(store, OPERATOR, 'administration', `user/${id}`, detail, async () => {
    if (known === null) {
      const organisation = 'operations';
      await addOrganisation(registry, { id: organisation, name: 'Operations', domains: [], agencies: [] });
      const createdAt = clock().toISOString();
      const account = newUser({ id, email, name: email, organisation, cameBy: 'operator', createdAt });
      await saveUser(registry, { ...account, roles: ['super-admin'], state: 'active' });
    }
    await setPassword(registry, id, password, { first: true });
  });
  console.log(`${email}: Super Admin, first password ${password} (replaced at the first sign-in)`);
}
