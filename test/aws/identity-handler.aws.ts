import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { requireSchema } from '#app/migration/schema.ts';
import { disablePerson } from '#app/people/administration.ts';
import { addDemoPeople, callerFor, findUser } from '#app/people.ts';
import type { TriggerEvent } from '#lambdas/identity/trigger.ts';
import { type PoolUser, postConfirmation, preSignUp, preTokens } from '#test/support/cognito-events.ts';
import { type MotoStore, makeMotoStore, motoClient, motoEnvironment } from '#test/support/moto.ts';

const cognito = new CognitoIdentityProviderClient(motoClient());
let store: MotoStore;
let registry: DynamoRegistry;
let pool = '';
let ada: PoolUser;
let handler: (event: TriggerEvent) => Promise<TriggerEvent>;

beforeAll(async () => {
  store = await makeMotoStore();
  registry = new DynamoRegistry({ client: store.dynamo, table: store.table });
  await requireSchema(registry, () => new Date());
  await addDemoPeople(registry);
  const made = await cognito.send(
    new CreateUserPoolCommand({ PoolName: 'identity', UsernameAttributes: ['email'] }),
  );
  pool = made.UserPool?.Id ?? '';
  const email = 'ada@city-authority.example';
  const { User } = await cognito.send(new AdminCreateUserCommand({ UserPoolId: pool, Username: email }));
  ada = { sub: User?.Username ?? '', email, name: 'Ada Quick' };
  const environment = {
    ...motoEnvironment(),
    SAFESTATS_REGION: 'eu-west-2',
    SAFESTATS_TABLE: store.table,
    SAFESTATS_LAKE_BUCKET: store.buckets.lake,
    SAFESTATS_INGEST_BUCKET: store.buckets.ingest,
    SAFESTATS_EXPORTS_BUCKET: store.buckets.exports,
    SAFESTATS_AUDIT_BUCKET: store.buckets.audit,
    SAFESTATS_ANCHOR_BUCKET: store.anchor.bucket,
    SAFESTATS_ANCHOR_REGION: 'eu-west-1',
    SAFESTATS_PROVIDER_DOMAINS: '{}',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  ({ handler } = await import('#lambdas/identity/handler.ts'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  cognito.destroy();
  store.close();
});

function ask<Event extends TriggerEvent>(event: Event): Promise<TriggerEvent> {
  return handler({ ...event, userPoolId: pool });
}

describe('the function of the user pool’s triggers', () => {
  it('lets somebody in from the sign-up to the first tokens', async () => {
    await ask(preSignUp('PreSignUp_SignUp', ada));
    await ask(postConfirmation('PostConfirmation_ConfirmSignUp', ada));
    expect(await findUser(registry, ada.sub)).toMatchObject({ state: 'pending', email: ada.email });
    const { response } = await ask(preTokens('TokenGeneration_HostedAuth', ada));
    expect(response).toMatchObject({
      claimsAndScopeOverrideDetails: { groupOverrideDetails: { groupsToOverride: ['analyst'] } },
    });
  });

  it('ends every sign-in in the pool itself after a new password', async () => {
    await ask(postConfirmation('PostConfirmation_ConfirmForgotPassword', ada));
    expect(await findUser(registry, ada.sub)).toMatchObject({ generation: 2 });
    expect((await registry.list('identity-errand')).map(({ value }) => value)).toEqual([
      { doneAt: expect.any(String) },
    ]);
  });

  it('lets nobody in who was disabled meanwhile', async () => {
    const desk = {
      registry,
      clock: () => new Date(),
      audit: new RegistryAuditLog(registry),
      newId: () => ulid(),
    };
    await disablePerson(desk, await callerFor(registry, 'demo-super-admin'), ada.sub, 'left');
    await expect(ask(preTokens('TokenGeneration_HostedAuth', ada))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
