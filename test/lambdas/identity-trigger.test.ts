import type { CustomMessageTriggerEvent, PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '#app/caller.ts';
import { disablePerson, rejectPerson } from '#app/people/administration.ts';
import { settleErrands } from '#app/people/errand.ts';
import { invite } from '#app/people/invitations.ts';
import { lastSignIn } from '#app/people/last-sign-in.ts';
import { callerFor, findUser, findUserByEmail, findUserItem } from '#app/people.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { answerTrigger, type TriggerEvent } from '#lambdas/identity/trigger.ts';
import {
  customMessage,
  type PoolUser,
  postConfirmation,
  preSignUp,
  preTokens,
} from '#test/support/cognito-events.ts';
import { openPeopleDesk, type PeopleDesk } from '#test/support/people-desk.ts';

const DOMAINS = { MetPolice: ['metropolitan-police.example'], Met: ['met.example'] };
const ADA: PoolUser = {
  sub: '0f2e7a3c-1d55-4b0e-9a3e-5a1b7f0c2d11',
  email: 'Ada@city-authority.example',
  name: 'Ada Quick',
};
const ID = brandId<UserId>(ADA.sub);
const FED: PoolUser = {
  sub: '9c1d7a3c-1d55-4b0e-9a3e-5a1b7f0c2d22',
  email: 'fay@metropolitan-police.example',
  name: 'Fay Federated',
  federatedAs: 'metpolice_fay',
};

let desk: PeopleDesk;
let admin: Caller;

beforeEach(async () => {
  desk = await openPeopleDesk();
  admin = await callerFor(desk.registry, 'demo-super-admin');
});
afterEach(() => desk.dispose());

function ask<Event extends TriggerEvent>(event: Event): Promise<Event> {
  return answerTrigger(desk, DOMAINS, event);
}

async function refusals() {
  return (await desk.events()).filter(({ action }) => action === 'refusal');
}

function confirmed(user: PoolUser) {
  return ask(postConfirmation('PostConfirmation_ConfirmSignUp', user));
}

describe('before an account of the pool is made', () => {
  it('lets in whose domain belongs to an organisation, and leaves it to them to confirm the address', async () => {
    const event = preSignUp('PreSignUp_SignUp', ADA);
    expect((await ask(event)).response).toEqual(event.response);
    expect(await findUserByEmail(desk.registry, ADA.email)).toBeNull();
  });

  it('lets in who was invited, whatever their domain', async () => {
    const guest = { ...ADA, email: 'guest@elsewhere.example' };
    await expect(ask(preSignUp('PreSignUp_SignUp', guest))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await invite(desk, admin, { email: guest.email });
    await ask(preSignUp('PreSignUp_SignUp', guest));
  });

  it('refuses unknown domains, taken addresses and no addresses in the same words, and tells the audit why', async () => {
    const words = new Set<string>();
    const emails = ['x@nowhere.example', 'analyst@safestats.local', 'no address', ''];
    for (const email of emails)
      await ask(preSignUp('PreSignUp_SignUp', { ...ADA, email })).catch((error: Error) =>
        words.add(error.message),
      );
    expect([...words]).toHaveLength(1);
    expect([...words].join()).not.toMatch(/exist|taken|domain|account has/);
    expect((await refusals()).map(({ object, detail }) => [object, detail['why']])).toEqual([
      ['sign-in/sign-up', 'no organisation has the domain, and nobody was invited'],
      ['sign-in/sign-up', 'the address has an account'],
      ['sign-in/sign-up', 'the address is none'],
      ['sign-in/sign-up', 'the address is none'],
    ]);
    expect(JSON.stringify(await refusals())).not.toContain('nowhere.example');
  });

  it('refuses an address that asks again and again', async () => {
    for (let i = 0; i < 5; i++) await ask(preSignUp('PreSignUp_SignUp', ADA));
    await expect(ask(preSignUp('PreSignUp_SignUp', ADA))).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
    });
  });

  it('confirms at once whom an agency’s own provider brings, for its own domains only', async () => {
    const { response } = await ask(preSignUp('PreSignUp_ExternalProvider', FED));
    expect(response).toMatchObject({ autoConfirmUser: true });
    const strangers = [
      { ...FED, email: ADA.email },
      { ...FED, federatedAs: 'unlisted_fay' },
      { ...FED, federatedAs: 'met_fay' },
    ];
    for (const stranger of strangers)
      await expect(ask(preSignUp('PreSignUp_ExternalProvider', stranger))).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
  });

  it('brings in by invitation nobody for whom their provider may not speak', async () => {
    await invite(desk, admin, { email: ADA.email, roles: ['super-admin'] });
    await expect(
      ask(preSignUp('PreSignUp_ExternalProvider', { ...FED, email: ADA.email })),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('leaves to operators whom they make', async () => {
    const event = preSignUp('PreSignUp_AdminCreateUser', { ...ADA, email: 'op@nowhere.example' });
    expect(await ask(event)).toEqual(event);
  });
});

describe('when an address is confirmed', () => {
  it('makes the account under the id of the pool, waiting for approval, once', async () => {
    await confirmed(ADA);
    await confirmed(ADA);
    expect(await findUser(desk.registry, ADA.sub)).toMatchObject({
      id: ADA.sub,
      email: 'ada@city-authority.example',
      name: 'Ada Quick',
      organisation: 'city-authority',
      state: 'pending',
      cameBy: 'sign-up',
      roles: ['analyst'],
    });
    const made = (await desk.events()).filter(({ object }) => object === `user/${ADA.sub}`);
    expect(made.map(({ phase, action, detail }) => [phase, action, detail['change']])).toEqual([
      ['intent', 'administration', 'sign-up'],
      ['outcome', 'administration', 'sign-up'],
    ]);
  });

  it('makes it as invited, and uses the invitation up', async () => {
    const { invitation } = await invite(desk, admin, {
      email: 'guest@elsewhere.example',
      organisation: 'metropolitan-police',
      roles: ['supplier'],
      agencies: ['mps'],
    });
    const guest = { ...ADA, email: 'guest@elsewhere.example' };
    await confirmed(guest);
    expect(await findUser(desk.registry, guest.sub)).toMatchObject({
      state: 'active',
      cameBy: 'invitation',
      organisation: 'metropolitan-police',
      roles: ['supplier'],
      agencies: ['mps'],
    });
    const detail = expect.objectContaining({ change: 'acceptance', invitation: invitation.id, done: true });
    expect((await desk.events()).at(-1)).toMatchObject({ phase: 'outcome', detail });
    await expect(ask(preSignUp('PreSignUp_SignUp', { ...guest, sub: 'other' }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('uses no invitation that is over, or that its sender may no longer give', async () => {
    await invite(desk, admin, { email: ADA.email.toLowerCase(), roles: ['org-admin'] });
    desk.pass(8 * 24 * 60 * 60_000);
    await confirmed(ADA);
    expect(await findUser(desk.registry, ADA.sub)).toMatchObject({ state: 'pending', roles: ['analyst'] });
  });

  it('takes the latest of several invitations', async () => {
    const email = 'guest@elsewhere.example';
    await invite(desk, admin, { email, roles: ['auditor'] });
    desk.pass(1_000);
    await invite(desk, admin, { email, roles: ['org-admin'] });
    await confirmed({ ...ADA, email });
    expect(await findUser(desk.registry, ADA.sub)).toMatchObject({ roles: ['org-admin'] });
  });

  it('makes no account for an address that nobody has confirmed, or that has one', async () => {
    await confirmed({ ...ADA, verified: false });
    expect(await findUser(desk.registry, ADA.sub)).toBeNull();
    await confirmed(ADA);
    await confirmed({ ...ADA, sub: 'another-sub' });
    expect(await findUser(desk.registry, 'another-sub')).toBeNull();
  });

  it('calls by their address whose name is none', async () => {
    await confirmed({ ...ADA, name: 'a\u0000b' });
    expect(await findUser(desk.registry, ADA.sub)).toMatchObject({ name: 'ada@city-authority.example' });
  });

  it('ends every sign-in of who has set a new password', async () => {
    await confirmed(ADA);
    await ask(postConfirmation('PostConfirmation_ConfirmForgotPassword', ADA));
    expect(await findUser(desk.registry, ADA.sub)).toMatchObject({ generation: 2 });
    expect(desk.identity.told).toEqual([`enable ${ADA.sub}`, `sign out ${ADA.sub}`]);
    expect((await desk.events()).at(-1)).toMatchObject({ who: ADA.sub, detail: { change: 'password' } });
  });
});

describe('before tokens are issued', () => {
  const claimsOf = ({ response }: PreTokenGenerationV2TriggerEvent) => response.claimsAndScopeOverrideDetails;

  it('says generation and roles of the registry in both tokens', async () => {
    await confirmed(ADA);
    const claims = claimsOf(await ask(preTokens('TokenGeneration_HostedAuth', ADA)));
    expect(claims).toEqual({
      accessTokenGeneration: { claimsToAddOrOverride: { generation: '1' } },
      idTokenGeneration: {
        claimsToAddOrOverride: {
          generation: '1',
          name: 'Ada Quick',
          'custom:organisation': 'city-authority',
        },
      },
      groupOverrideDetails: { groupsToOverride: ['analyst'], iamRolesToOverride: [] },
    });
  });

  it('writes a sign-in to the audit and to the account, a refresh to neither', async () => {
    await confirmed(ADA);
    await ask(preTokens('TokenGeneration_RefreshTokens', ADA));
    expect(await lastSignIn(desk.registry, ID)).toBeNull();
    await ask(preTokens('TokenGeneration_Authentication', ADA));
    expect(await lastSignIn(desk.registry, ID)).not.toBeNull();
    const signIns = (await desk.events()).filter(({ action }) => action === 'sign-in');
    expect(signIns).toMatchObject([{ who: ADA.sub, organisation: 'city-authority', object: 'sign-in' }]);
  });

  it('refuses a disabled account and one that is not there, and tells the audit', async () => {
    await confirmed(ADA);
    await disablePerson(desk, admin, ADA.sub, 'left');
    for (const trigger of ['TokenGeneration_HostedAuth', 'TokenGeneration_RefreshTokens'] as const)
      await expect(ask(preTokens(trigger, ADA))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const nobody = { ...ADA, sub: 'nobody', email: 'x@nowhere.example' };
    await expect(ask(preTokens('TokenGeneration_HostedAuth', nobody))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await refusals()).map(({ who, object, detail }) => [who, object, detail['why']])).toEqual([
      [ADA.sub, 'sign-in', 'disabled'],
      [ADA.sub, 'sign-in/token', 'disabled'],
      ['unknown', 'sign-in/sign-up', 'no organisation has the domain'],
      ['nobody', 'sign-in', 'no account'],
    ]);
  });

  it('makes the account at the sign-in that could not be made when the address was confirmed', async () => {
    await ask(preTokens('TokenGeneration_HostedAuth', ADA));
    expect(await findUser(desk.registry, ADA.sub)).toMatchObject({ state: 'pending' });
    await ask(preTokens('TokenGeneration_HostedAuth', FED));
    expect(await findUser(desk.registry, FED.sub)).toMatchObject({ organisation: 'metropolitan-police' });
  });

  it('gives a refresh nothing after sign-ins were ended, until the pool has been told for half a minute', async () => {
    const refresh = () => ask(preTokens('TokenGeneration_RefreshTokens', ADA));
    await confirmed(ADA);
    desk.identity.isAway = true;
    await ask(postConfirmation('PostConfirmation_ConfirmForgotPassword', ADA));
    expect((await desk.events()).at(-1)).toMatchObject({
      object: `user/${ADA.sub}`,
      detail: { change: 'identity provider', done: false, failure: 'UNAVAILABLE' },
    });
    expect(await settleErrands(desk)).toEqual([ID]);
    await expect(refresh()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await ask(preTokens('TokenGeneration_HostedAuth', ADA));
    desk.identity.isAway = false;
    expect(await settleErrands(desk)).toEqual([]);
    expect(desk.identity.told).toEqual([`enable ${ID}`, `sign out ${ID}`]);
    await expect(refresh()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    desk.pass(31_000);
    expect(claimsOf(await refresh())).toMatchObject({
      accessTokenGeneration: { claimsToAddOrOverride: { generation: '2' } },
    });
  });

  it('makes no account again that was turned away, also while the pool has not been told', async () => {
    await confirmed(ADA);
    const { version = 0 } = (await findUserItem(desk.registry, ADA.sub)) ?? {};
    desk.identity.isAway = true;
    await rejectPerson(desk, admin, ADA.sub, version);
    await expect(ask(preTokens('TokenGeneration_HostedAuth', ADA))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    desk.identity.isAway = false;
    await settleErrands(desk);
    expect(desk.identity.told).toEqual([`remove ${ADA.sub}`]);
  });
});

describe('what the pool writes to people', () => {
  const TRIGGERS: readonly CustomMessageTriggerEvent['triggerSource'][] = [
    'CustomMessage_SignUp',
    'CustomMessage_AdminCreateUser',
    'CustomMessage_ResendCode',
    'CustomMessage_ForgotPassword',
    'CustomMessage_UpdateUserAttribute',
    'CustomMessage_VerifyUserAttribute',
    'CustomMessage_Authentication',
  ];

  it.each(TRIGGERS)('holds the placeholders of %s and nothing that anybody typed', async (trigger) => {
    const hostile = { ...ADA, name: '<a href="https://evil.example">Win</a>' };
    const { request, response } = await ask(customMessage(trigger, hostile));
    expect(response.emailMessage).toContain(request.codeParameter);
    if (request.usernameParameter !== null)
      expect(response.emailMessage).toContain(request.usernameParameter);
    expect(response.emailSubject).toMatch(/SafeStats/);
    expect(JSON.stringify(response)).not.toMatch(/evil|href|Ada@/);
    expect(response.smsMessage?.length).toBeLessThanOrEqual(140);
  });
});

describe('answerTrigger(desk, domains, event)', () => {
  it('shows nobody why it failed by itself', async () => {
    const broken = {
      ...desk,
      registry: { ...desk.registry, get: () => Promise.reject(new Error('arn:aws:x')) },
    };
    const failed = answerTrigger(broken as never, DOMAINS, preTokens('TokenGeneration_HostedAuth', ADA));
    await expect(failed).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.not.stringContaining('arn:'),
    });
  });

  it('refuses a trigger that it does not know', async () => {
    const event = {
      ...preSignUp('PreSignUp_SignUp', ADA),
      triggerSource: 'PreAuthentication_Authentication',
    };
    await expect(ask(event as never)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
