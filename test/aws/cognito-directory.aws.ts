import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CognitoDirectory } from '#adapters/aws/cognito-directory.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { motoClient } from '#test/support/moto.ts';

const PASSWORD = 'Heron-walks-under-bridges-7';
const client = new CognitoIdentityProviderClient(motoClient());
let pool = '';
let clientId = '';
let directory: CognitoDirectory;

beforeAll(async () => {
  const { UserPool } = await client.send(
    new CreateUserPoolCommand({ PoolName: 'people', UsernameAttributes: ['email'] }),
  );
  pool = UserPool?.Id ?? '';
  const { UserPoolClient } = await client.send(
    new CreateUserPoolClientCommand({
      UserPoolId: pool,
      ClientName: 'explorer',
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  );
  clientId = UserPoolClient?.ClientId ?? '';
  directory = new CognitoDirectory({ client, userPoolId: pool });
});
afterAll(() => client.destroy());

async function invited(email: string): Promise<UserId> {
  const id = await directory.invite(email);
  await client.send(
    new AdminSetUserPasswordCommand({
      UserPoolId: pool,
      Username: email,
      Password: PASSWORD,
      Permanent: true,
    }),
  );
  return id;
}

/** By address or id: the emulator signs out only who signed in under the same. */
async function signIn(username: string) {
  const { AuthenticationResult } = await client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool,
      ClientId: clientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD },
    }),
  );
  return AuthenticationResult?.RefreshToken ?? '';
}

function refresh(token: string) {
  return client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool,
      ClientId: clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: token },
    }),
  );
}

describe('CognitoDirectory', () => {
  it('makes a user for an address whose id is its sub, and gives the same id again', async () => {
    const id = await directory.invite('ada@borough.example');
    expect(await directory.invite('ada@borough.example')).toBe(id);
    const { UserAttributes, UserStatus } = await client.send(
      new AdminGetUserCommand({ UserPoolId: pool, Username: 'ada@borough.example' }),
    );
    const attributes = Object.fromEntries((UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));
    expect(attributes).toMatchObject({ sub: id, email: 'ada@borough.example', email_verified: 'true' });
    expect(UserStatus).toBe('FORCE_CHANGE_PASSWORD');
  });

  it('lets nobody sign in as a disabled user, until they are enabled', async () => {
    const id = await invited('bea@borough.example');
    await signIn('bea@borough.example');
    await directory.disable(id);
    await expect(signIn('bea@borough.example')).rejects.toThrow(/disabled/i);
    await directory.enable(id);
    expect(await signIn('bea@borough.example')).not.toBe('');
  });

  it('takes no refresh token of before the user was signed out everywhere', async () => {
    const id = await invited('cy@borough.example');
    const token = await signIn(id);
    await refresh(token);
    await directory.signOutEverywhere(id);
    await expect(refresh(token)).rejects.toThrow();
  });

  it('forgets a removed user, whose address may come in again', async () => {
    const id = await invited('di@borough.example');
    await directory.remove(id);
    const { Users } = await client.send(new ListUsersCommand({ UserPoolId: pool, Filter: `sub = "${id}"` }));
    expect(Users).toEqual([]);
    expect(await directory.invite('di@borough.example')).not.toBe(id);
  });

  it.each(['0f2e7a3c-aaaa-4bbb-8ccc-0123456789ab', 'demo-analyst', 'x" or sub ^= "'])(
    'finds nothing to do for %s, whom the pool does not know',
    async (id) => {
      const user = brandId<UserId>(id);
      await directory.disable(user);
      await directory.enable(user);
      await directory.signOutEverywhere(user);
      await directory.remove(user);
      expect(await signIn('bea@borough.example')).not.toBe('');
    },
  );

  it('is unavailable where the pool does not answer', async () => {
    const away = new CognitoIdentityProviderClient({
      ...motoClient(),
      endpoint: 'http://127.0.0.1:9',
      maxAttempts: 1,
    });
    const unreachable = new CognitoDirectory({ client: away, userPoolId: pool });
    await expect(unreachable.disable(brandId<UserId>('demo-analyst'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});
