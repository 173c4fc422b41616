import { randomBytes } from 'node:crypto';
import { hasPassword, setPassword } from '#adapters/oidc/credentials.ts';
import { audited } from '#app/audit/audited.ts';
import { applyDefinition, findDefinition } from '#app/dataset.ts';
import { bootstrapAdministrator } from '#app/people/bootstrap.ts';
import { saveUser } from '#app/people/save-user.ts';
import { addOrganisation, findUserByEmail, newUser } from '#app/people.ts';
import { defineTables } from '#app/publication/tables.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import type { Deployment } from '../aws/deployment.ts';
import { demoAccounts } from '../local/demo-accounts.ts';
import type { Store } from '../local/store.ts';
import {
  type Command,
  OPERATOR,
  readPlacedArguments,
  UsageError,
  withDeployment,
  withStore,
} from './command.ts';

export const bootstrapCommand: Command = {
  name: 'bootstrap',
  usage: `ops -- bootstrap [--data DIR] [--admin EMAIL] [--no-demo-accounts]
ops -- bootstrap --env dev|prod [--region REGION] --admin EMAIL

Applies the definitions that ship with the product and adds the demonstration accounts. What is there stays. On AWS there
are no demonstration accounts, and Cognito sends the Super Admin the first password.

  --admin EMAIL        also adds this Super Admin and prints a first password
  --no-demo-accounts   leaves the demonstration accounts out
  --env                begins a deployment on AWS, with your own credentials
  --region             its primary region, eu-west-2 unless you say otherwise`,
  async run(args) {
    const { values, place } = readPlacedArguments(args, {
      admin: { type: 'string' },
      'no-demo-accounts': { type: 'boolean', default: false },
    });
    const { admin } = values;
    if (admin !== undefined && !/^[^\s@]+@[^\s@]+$/.test(admin))
      throw new UsageError('--admin wants an e-mail address');
    if (place.kind === 'deployment') {
      if (admin === undefined) throw new UsageError('give --admin EMAIL: nobody else can sign in there yet');
      return withDeployment(place, (deployment) => bootstrapDeployment(deployment, admin));
    }
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
    return withStore(place.folder, work, { mayBeNew: true });
  },
};

/** The user pool is looked for first: without it nobody could sign in to what is made. */
async function bootstrapDeployment(deployment: Deployment, admin: string): Promise<number> {
  const identity = await deployment.directory();
  await addFirstDefinitions(deployment, console.log);
  if (deployment.tables.refused)
    console.log(
      'their tables are made when they are first published: Lake Formation lets only roles of the product do so',
    );
  const { user, isNew } = await bootstrapAdministrator({ ...deployment, identity }, OPERATOR, admin);
  console.log(
    isNew
      ? [
          `${user.email}: Super Admin. Cognito has sent a first password to this address, which holds for 7 days.`,
          'Next: sign in at the address that npm run deploy printed, choose a password of your own, and add a passkey.',
        ].join('\n')
      : `${user.email} is a Super Admin already`,
  );
  return 0;
}

/** Adds the definitions that ship with the product; those that are there already stay as they were amended. */
async function addFirstDefinitions(store: Store | Deployment, say: (line: string) => void): Promise<void> {
  for (const spec of FIRST_DEFINITIONS) {
    const known = await findDefinition(store, spec.id);
    if (known !== null) await defineTables(store, known);
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
