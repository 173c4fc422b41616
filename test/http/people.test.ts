import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { saveUser } from '#app/people/save-user.ts';
import { findUser, findUserByEmail, newUser, type User } from '#app/people.ts';
import { type Answer, ApiClient } from '../support/api-client.ts';
import { PASSWORD, startTestServer, type TestServer } from '../support/http-server.ts';
import { Browser, signIn } from '../support/sign-in.ts';

const POLICE = 'metropolitan-police.example';

let server: TestServer;
let superAdmin: ApiClient;
let orgAdmin: ApiClient;
let analyst: ApiClient;
let auditor: ApiClient;
let numbered = 0;

beforeAll(async () => {
  server = await startTestServer();
  superAdmin = await ApiClient.for(server, 'super-admin');
  orgAdmin = await ApiClient.for(server, 'org-admin');
  analyst = await ApiClient.for(server, 'analyst');
  auditor = await ApiClient.for(server, 'auditor');
});
afterAll(() => server.close());

/** A person straight into the registry. */
async function person(change: Partial<User> = {}): Promise<User> {
  numbered += 1;
  const id = `person-${numbered}` as User['id'];
  const user = {
    ...newUser({
      id,
      email: `${id}@${POLICE}`,
      name: `Person ${numbered}`,
      organisation: 'metropolitan-police',
      cameBy: 'sign-up',
      createdAt: '2026-01-02T00:00:00.000Z',
    }),
    ...change,
  };
  await saveUser(server.platform.registry, user);
  return user;
}

async function etagOf(client: ApiClient, path: string): Promise<Readonly<Record<string, string>>> {
  return { 'if-match': (await client.get(path)).body.etag };
}

/** Changes a person at the version that they have now. */
async function change(client: ApiClient, { id }: User, body: unknown): Promise<Answer> {
  return client.patch(`/v1/users/${id}`, body, await etagOf(superAdmin, `/v1/users/${id}`));
}

async function act(client: ApiClient, { id }: User, what: string, body?: unknown): Promise<Answer> {
  return client.post(`/v1/users/${id}/${what}`, body, await etagOf(superAdmin, `/v1/users/${id}`));
}

async function signUp(name: string, email: string, next = 'heron walks under bridges'): Promise<Response> {
  const browser = new Browser(server.origin);
  return browser.post('/oidc/sign-up', { name, email, next, again: next });
}

describe('asking for an account', () => {
  it('puts a person into the organisation of their address, waiting for its administrator', async () => {
    const response = await signUp('Ada Quick', `Ada.Quick@${POLICE}`);
    expect(response.status).toBe(200);
    const user = await findUserByEmail(server.platform.registry, `ada.quick@${POLICE}`);
    expect(user).toMatchObject({
      state: 'pending',
      organisation: 'metropolitan-police',
      roles: ['analyst'],
      profile: null,
      cameBy: 'sign-up',
    });
    const { body } = await orgAdmin.get('/v1/users?state=pending');
    expect(body.items.map(({ id }: User) => id)).toContain(user?.id);
  });

  it('says the same of an unknown domain and of an address that has an account', async () => {
    const known = await (await signUp('Bea Known', `bea@${POLICE}`)).text();
    const unknown = await (await signUp('Bea Unknown', 'bea@nowhere.example')).text();
    const taken = await (await signUp('Bea Known', `bea@${POLICE}`)).text();
    expect(unknown).toBe(known);
    expect(taken).toBe(known);
    expect(await findUserByEmail(server.platform.registry, 'bea@nowhere.example')).toBeNull();
    expect((await findUserByEmail(server.platform.registry, `bea@${POLICE}`))?.name).toBe('Bea Known');
  });

  it('refuses poor passwords and names in words, and shows what was typed as text', async () => {
    const short = await signUp('Cy Short', `cy@${POLICE}`, 'short');
    expect(short.status).toBe(400);
    expect(await short.text()).toContain('12 to 200 characters');
    const common = await signUp('Cy Common', `cy@${POLICE}`, 'Password12345678');
    expect(await common.text()).toContain('harder to guess');
    const hostile = await (await signUp('<script>alert(1)</script>\n', `cy@${POLICE}"><b>`)).text();
    expect(hostile).not.toMatch(/<script>|<b>/);
    expect(await findUserByEmail(server.platform.registry, `cy@${POLICE}`)).toBeNull();
  });

  it('is refused after five requests of one address within an hour', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await signUp('Di Often', 'di@nowhere.example')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('lets a waiting person sign in, and see how they stand, and nothing else', async () => {
    await signUp('Eve Waits', `eve@${POLICE}`);
    const tokens = await signIn(server.origin, `eve@${POLICE}`, 'heron walks under bridges');
    const eve = ApiClient.withToken(server, tokens.access_token);
    const me = await eve.get('/v1/me');
    expect(me.status).toBe(200);
    expect(me.body).toMatchObject({
      state: 'pending',
      profile: null,
      administrators: [{ name: 'Olivia Byrne', email: 'org-admin@safestats.local' }],
    });
    const refused = await eve.get('/v1/datasets');
    expect(refused.status).toBe(403);
    expect(refused.body.detail).toBe('your account waits for approval by Olivia Byrne');
    const user = await findUserByEmail(server.platform.registry, `eve@${POLICE}`);
    const approved = await act(orgAdmin, user as User, 'approval', { profile: 'all-records' });
    expect(approved.body).toMatchObject({ state: 'active', profile: { id: 'all-records' } });
    expect((await eve.get('/v1/datasets')).status).toBe(200);
  });
});

describe('an administrator of an organisation', () => {
  it('sees and manages the people of their own organisation only, and cannot tell others from nobody', async () => {
    const { body } = await orgAdmin.get('/v1/users');
    const organisations = new Set(
      body.items.map(({ organisation }: { organisation: { id: string } }) => organisation.id),
    );
    expect([...organisations]).toEqual(['metropolitan-police']);
    expect((await orgAdmin.get('/v1/users?organisation=city-authority')).status).toBe(403);
    const texts = [];
    for (const id of ['demo-analyst', 'nobody-at-all']) {
      const foreign = await orgAdmin.get(`/v1/users/${id}`);
      expect(foreign.status).toBe(404);
      texts.push(foreign.body.detail.replace(id, ''));
      const headers = { 'if-match': '"1"' };
      const answers = [
        await orgAdmin.patch(`/v1/users/${id}`, { roles: ['analyst'] }, headers),
        await orgAdmin.post(`/v1/users/${id}/approval`, {}, headers),
        await orgAdmin.post(`/v1/users/${id}/rejection`, undefined, headers),
        await orgAdmin.put(`/v1/users/${id}/disablement`, { why: 'x' }),
        await orgAdmin.delete(`/v1/users/${id}/disablement`),
        await orgAdmin.post(`/v1/users/${id}/transfer`, { organisation: 'city-authority' }, headers),
      ];
      for (const answer of answers)
        expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
    expect(new Set(texts).size).toBe(1);
  });

  it('gives roles, but not those that watch over others, nor agencies of other organisations', async () => {
    const user = await person({ state: 'active' });
    const given = await change(orgAdmin, user, { roles: ['analyst', 'supplier'], agencies: ['mps'] });
    expect(given.body).toMatchObject({ roles: ['analyst', 'supplier'], agencies: ['mps'] });
    for (const role of ['super-admin', 'auditor'])
      expect((await change(orgAdmin, user, { roles: [role] })).status, role).toBe(403);
    const foreign = await change(orgAdmin, user, { roles: ['supplier'], agencies: ['tfl'] });
    expect(foreign.status).toBe(400);
    expect(foreign.body.faults[0].at).toBe('agencies[0]');
    expect((await change(superAdmin, user, { roles: ['auditor'] })).body.roles).toEqual(['auditor']);
    expect((await change(orgAdmin, user, { roles: ['analyst'] })).status).toBe(403);
    expect((await orgAdmin.put(`/v1/users/${user.id}/disablement`, { why: 'x' })).status).toBe(403);
  });

  it('assigns only a profile that the organisation was granted, until a day that is not past', async () => {
    const user = await person({ state: 'active' });
    const unknown = await change(orgAdmin, user, { profile: 'no-such-profile' });
    expect(unknown.body.faults[0].at).toBe('profile');
    const past = await change(orgAdmin, user, { profile: 'all-records', profileUntil: '2020-01-01' });
    expect(past.body.faults[0].at).toBe('profileUntil');
    const given = await change(orgAdmin, user, { profile: 'all-records', profileUntil: '2099-12-31' });
    expect(given.body).toMatchObject({ profile: { id: 'all-records' }, profileUntil: '2099-12-31' });
    const taken = await change(orgAdmin, user, { profile: null });
    expect(taken.body).toMatchObject({ profile: null, profileUntil: null });
  });

  it('must say which version they change, and loses nobody’s change', async () => {
    const user = await person({ state: 'active' });
    const path = `/v1/users/${user.id}`;
    expect((await orgAdmin.patch(path, { roles: ['analyst'] })).status).toBe(428);
    const headers = await etagOf(orgAdmin, path);
    expect((await orgAdmin.patch(path, { profile: 'all-records' }, headers)).status).toBe(200);
    const late = await orgAdmin.patch(path, { profile: null }, headers);
    expect(late).toMatchObject({ status: 409, body: { code: 'CONFLICT', moved: true } });
    expect((await orgAdmin.get(path)).body.profile.id).toBe('all-records');
  });

  it('turns somebody away who asked: the account is gone, and the address can ask again', async () => {
    const user = await person();
    expect((await act(orgAdmin, user, 'rejection')).status).toBe(204);
    expect(await findUser(server.platform.registry, user.id)).toBeNull();
    expect(await findUserByEmail(server.platform.registry, user.email)).toBeNull();
    const active = await person({ state: 'active' });
    expect((await act(orgAdmin, active, 'rejection')).status).toBe(409);
    expect((await act(orgAdmin, active, 'approval', {})).status).toBe(409);
  });

  it('hands somebody over, who then waits there without profile until its administrator approves', async () => {
    const user = await person({ state: 'active', roles: ['analyst', 'org-admin'], profile: 'all-records' });
    const answer = await act(orgAdmin, user, 'transfer', { organisation: 'city-authority.example' });
    expect(answer.body).toMatchObject({
      organisation: { id: 'city-authority' },
      state: 'pending',
      cameBy: 'transfer',
      roles: ['analyst'],
      profile: null,
    });
    expect((await orgAdmin.get(`/v1/users/${user.id}`)).status).toBe(404);
    const nowhere = await act(superAdmin, user, 'transfer', { organisation: 'nowhere' });
    expect(nowhere.body.faults[0].at).toBe('organisation');
    expect((await act(superAdmin, user, 'rejection')).status).toBe(204);
    expect((await superAdmin.get(`/v1/users/${user.id}`)).body).toMatchObject({
      state: 'disabled',
      disabledWhy: 'the transfer was rejected',
    });
  });
});

describe('the last administrator', () => {
  it('of an organisation with other people cannot be disabled, demoted or transferred, nor demote themselves', async () => {
    const olivia = (await findUser(server.platform.registry, 'demo-org-admin')) as User;
    const answers = [
      await change(orgAdmin, olivia, { roles: ['analyst'] }),
      await change(superAdmin, olivia, { roles: ['analyst'] }),
      await superAdmin.put('/v1/users/demo-org-admin/disablement', { why: 'x' }),
      await act(superAdmin, olivia, 'transfer', { organisation: 'city-authority' }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(409);
      expect(body.detail).toContain('last active administrator');
      expect(body.moved).toBeUndefined();
    }
  });

  it('stays when two administrators demote each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      await superAdmin.post('/v1/organisations', { id: `pair-${round}`, name: 'Pair', domains: [] });
      const both = await Promise.all(
        [1, 2].map(() => person({ state: 'active', roles: ['org-admin'], organisation: `pair-${round}` })),
      );
      await person({ state: 'active', organisation: `pair-${round}` });
      const answers = await Promise.all(both.map((user) => change(superAdmin, user, { roles: ['analyst'] })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
  });

  it('may go when the organisation has nobody else', async () => {
    await superAdmin.post('/v1/organisations', { id: 'alone', name: 'Alone', domains: [] });
    const user = await person({ state: 'active', roles: ['org-admin'], organisation: 'alone' });
    expect((await superAdmin.put(`/v1/users/${user.id}/disablement`, { why: 'left' })).status).toBe(200);
  });

  it('of all is a Super Admin who is not stopped, also when two stop each other at once', async () => {
    const approver = await ApiClient.for(server, 'approver');
    const stop = (client: ApiClient, id: string) =>
      client.put(`/v1/stops/person/${id}`, { why: 'an incident' });
    const answers = await Promise.all([
      stop(superAdmin, 'demo-approver'),
      stop(approver, 'demo-super-admin'),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = answers[0]?.status === 200 ? superAdmin : approver;
    const { user } = (await left.get('/v1/me')).body;
    const gone = await left.put(`/v1/users/${user}/disablement`, { why: 'leaves' });
    expect(gone).toMatchObject({ status: 409, body: { detail: expect.stringContaining('not stopped') } });
    const stopped = left === superAdmin ? 'demo-approver' : 'demo-super-admin';
    expect((await left.delete(`/v1/stops/person/${stopped}`)).status).toBe(204);
  });

  it('of all is a Super Admin who cannot go either, also when two try at once', async () => {
    const [one, other] = await Promise.all(
      ['demo-super-admin', 'demo-approver'].map((id) => findUser(server.platform.registry, id)),
    );
    const answers = await Promise.all(
      [one, other].map((user) => change(superAdmin, user as User, { roles: ['analyst'] })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.detail).toContain('last active Super Admin');
    for (const user of [one, other]) await saveUser(server.platform.registry, user as User);
    superAdmin = await ApiClient.for(server, 'super-admin');
  });
});

describe('shutting somebody out', () => {
  it('ends their tokens, refresh tokens and sessions at once, until they are let in again', async () => {
    const browser = new Browser(server.origin);
    await signUp('Fay Leaver', `fay@${POLICE}`);
    const user = (await findUserByEmail(server.platform.registry, `fay@${POLICE}`)) as User;
    await act(orgAdmin, user, 'approval', { profile: 'all-records' });
    const tokens = await signIn(server.origin, user.email, 'heron walks under bridges', browser);
    const fay = ApiClient.withToken(server, tokens.access_token);
    expect((await fay.get('/v1/me')).status).toBe(200);
    const answer = await orgAdmin.put(`/v1/users/${user.id}/disablement`, { why: 'has left' });
    expect(answer.body).toMatchObject({ state: 'disabled', disabledWhy: 'has left' });
    expect((await fay.get('/v1/me')).status).toBe(403);
    await expect(signIn(server.origin, user.email, 'heron walks under bridges')).rejects.toThrow();
    expect((await orgAdmin.delete(`/v1/users/${user.id}/disablement`)).body.state).toBe('active');
    expect((await fay.get('/v1/me')).status).toBe(401);
    await expect(signIn(server.origin, user.email, 'wrong', browser)).rejects.toThrow();
    const again = await signIn(server.origin, user.email, 'heron walks under bridges');
    expect((await ApiClient.withToken(server, again.access_token).get('/v1/me')).status).toBe(200);
  });

  it('cannot be dodged by changing one’s own details all the while', async () => {
    const dodger = await person({ state: 'active' });
    const { registry, clock } = server.platform;
    const token = await issueScriptToken(registry, clock, dodger, { minutes: 15 });
    const client = ApiClient.withToken(server, token);
    let statuses: readonly number[] = [];
    const dodging = Promise.all(
      Array.from({ length: 40 }, async (_, i) => (await client.patch('/v1/me', { name: `D ${i}` })).status),
    ).then((all) => {
      statuses = all;
    });
    expect((await orgAdmin.put(`/v1/users/${dodger.id}/disablement`, { why: 'left' })).status).toBe(200);
    await dodging;
    expect(statuses.filter((status) => status === 429 || status === 403).length).toBeGreaterThanOrEqual(10);
    expect((await findUser(registry, dodger.id))?.state).toBe('disabled');
  });

  it('signs out who loses a role, and nobody who is given one', async () => {
    const user = await person({ state: 'active', roles: ['analyst', 'org-admin'] });
    const { registry, clock } = server.platform;
    const token = await issueScriptToken(registry, clock, user, { minutes: 15 });
    const client = ApiClient.withToken(server, token);
    await change(superAdmin, user, { roles: ['analyst', 'org-admin', 'auditor'] });
    expect((await client.get('/v1/me')).body.roles).toEqual(['analyst', 'org-admin', 'auditor']);
    await change(superAdmin, user, { roles: ['analyst'] });
    expect((await client.get('/v1/me')).status).toBe(401);
  });
});

describe('an invitation', () => {
  const accept = (link: string, name: string, next = 'otter reads old maps') =>
    new Browser(server.origin).post(link, { name, next, again: next });

  it('makes an active account with what it fixes, once', async () => {
    const email = `hal@${POLICE}`;
    const { status, body } = await orgAdmin.post('/v1/invitations', {
      email,
      name: 'Hal Invited',
      roles: ['analyst', 'supplier'],
      agencies: ['mps'],
      profile: 'all-records',
    });
    expect(status).toBe(201);
    expect(body.link).toMatch(new RegExp(`^${server.origin}/oidc/invitation/[\\w-]{43}$`));
    const stored = JSON.stringify(await server.platform.registry.list('invitation'));
    expect(stored).not.toContain(body.link.split('/').at(-1));
    const page = await (await fetch(body.link)).text();
    expect(page).toContain('Hal Invited');
    expect(page).toContain('Metropolitan Police Service');
    const done = await accept(body.link, 'Hal Invited');
    expect(done.status).toBe(200);
    const tokens = await signIn(server.origin, email, 'otter reads old maps');
    const me = (await ApiClient.withToken(server, tokens.access_token).get('/v1/me')).body;
    expect(me).toMatchObject({
      state: 'active',
      roles: ['analyst', 'supplier'],
      profile: { id: 'all-records' },
    });
    expect((await accept(body.link, 'Somebody Else')).status).toBe(410);
    const { items } = (await orgAdmin.get('/v1/invitations')).body;
    expect(items.find(({ id }: { id: string }) => id === body.invitation.id).state).toBe('accepted');
    expect((await orgAdmin.delete(`/v1/invitations/${body.invitation.id}`)).status).toBe(409);
  });

  it('is used by one of two who try at the same moment', async () => {
    const { body } = await orgAdmin.post('/v1/invitations', { email: `ida@${POLICE}` });
    const answers = await Promise.all([accept(body.link, 'Ida One'), accept(body.link, 'Ida Two')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
  });

  it('ends after seven days, and when it is taken back', async () => {
    const late = (await orgAdmin.post('/v1/invitations', { email: `jo@${POLICE}` })).body;
    server.shift(7 * 24 * 3_600_000 + 1_000);
    expect((await fetch(late.link)).status).toBe(410);
    server.shift(-7 * 24 * 3_600_000 - 1_000);
    const back = (await orgAdmin.post('/v1/invitations', { email: `kit@${POLICE}` })).body;
    expect((await orgAdmin.delete(`/v1/invitations/${back.invitation.id}`)).status).toBe(204);
    expect((await fetch(back.link)).status).toBe(410);
    expect((await fetch(`${server.origin}/oidc/invitation/${'a'.repeat(43)}`)).status).toBe(410);
  });

  it('cannot be used once who sent it is shut out, or no longer administers the organisation', async () => {
    const [out, demoted] = await Promise.all(
      [1, 2].map(() => person({ roles: ['org-admin'], state: 'active' })),
    );
    if (out === undefined || demoted === undefined) throw new Error('nobody was made');
    const links = [];
    for (const { id } of [out, demoted]) {
      const { registry, clock } = server.platform;
      const user = (await findUser(registry, id)) as User;
      const token = await issueScriptToken(registry, clock, user, { minutes: 15 });
      const sender = ApiClient.withToken(server, token);
      const invited = { email: `mole-of-${id}@${POLICE}`, roles: ['org-admin'] };
      links.push((await sender.post('/v1/invitations', invited)).body.link);
    }
    await superAdmin.put(`/v1/users/${out.id}/disablement`, { why: 'an incident' });
    await change(superAdmin, demoted, { roles: ['analyst'] });
    for (const link of links) {
      expect((await fetch(link)).status).toBe(410);
      expect((await accept(link, 'The Mole')).status).toBe(410);
    }
    expect(await findUserByEmail(server.platform.registry, `mole-of-${out.id}@${POLICE}`)).toBeNull();
  });

  it('gives no agency or profile that the organisation has lost since', async () => {
    const id = 'invites-borough';
    const made = await superAdmin.post('/v1/organisations', {
      id,
      name: 'Borough',
      domains: [],
      agencies: ['lfb'],
    });
    const grant = `/v1/organisations/${id}/grants/borough-counts`;
    await superAdmin.put(grant, { until: null });
    const invite = (given: object) =>
      superAdmin.post('/v1/invitations', { email: 'nia@borough.example', organisation: id, ...given });
    const supplier = (await invite({ roles: ['supplier'], agencies: ['lfb'] })).body.link;
    const analyst = (await invite({ profile: 'borough-counts' })).body.link;
    expect([(await fetch(supplier)).status, (await fetch(analyst)).status]).toEqual([200, 200]);
    await superAdmin.patch(`/v1/organisations/${id}`, { agencies: [] }, { 'if-match': made.body.etag });
    await superAdmin.delete(grant);
    expect([(await accept(supplier, 'Nia')).status, (await accept(analyst, 'Nia')).status]).toEqual([
      410, 410,
    ]);
  });

  it('reaches no other organisation', async () => {
    const into = (client: ApiClient) =>
      client.post('/v1/invitations', { email: 'lo@city-authority.example', organisation: 'city-authority' });
    expect((await into(orgAdmin)).status).toBe(403);
    const { body } = await into(superAdmin);
    expect((await orgAdmin.get('/v1/invitations?organisation=city-authority')).status).toBe(403);
    expect((await orgAdmin.delete(`/v1/invitations/${body.invitation.id}`)).status).toBe(404);
    const { items } = (await orgAdmin.get('/v1/invitations')).body;
    expect(items.map(({ id }: { id: string }) => id)).not.toContain(body.invitation.id);
    expect((await analyst.post('/v1/invitations', { email: 'mo@x.example' })).status).toBe(403);
  });
});

describe('organisations', () => {
  it('are added and changed by a Super Admin, with domains that are theirs alone', async () => {
    const made = await superAdmin.post('/v1/organisations', {
      id: 'river-rescue',
      name: 'River Rescue',
      domains: ['River-Rescue.example'],
      agencies: ['rnli'],
    });
    expect(made).toMatchObject({
      status: 201,
      body: { domains: ['river-rescue.example'], agencies: ['rnli'] },
    });
    const bad = await superAdmin.post('/v1/organisations', {
      id: 'bad',
      name: 'Bad',
      domains: ['gmail.com', 'police.uk', 'nonsense', 'river-rescue.example'],
    });
    expect(bad.body.faults.map(({ at }: { at: string }) => at)).toEqual(
      [0, 1, 2, 3].map((i) => `domains[${i}]`),
    );
    const headers = { 'if-match': made.body.etag };
    const path = '/v1/organisations/river-rescue';
    const changed = await superAdmin.patch(path, { domains: ['rescue.example'], name: 'Rescue' }, headers);
    expect(changed.body).toMatchObject({ name: 'Rescue', domains: ['rescue.example'], agencies: ['rnli'] });
    expect((await superAdmin.patch(path, { name: 'x' }, headers)).status).toBe(409);
    expect((await superAdmin.patch(path, { name: 'x' })).status).toBe(428);
    expect(
      (await superAdmin.post('/v1/organisations', { id: 'river-rescue', name: 'x', domains: [] })).status,
    ).toBe(409);
    expect((await orgAdmin.post('/v1/organisations', { id: 'mine', name: 'x', domains: [] })).status).toBe(
      403,
    );
  });

  it('keep an agency that somebody delivers for', async () => {
    const { body } = await superAdmin.get('/v1/organisations');
    const police = body.items.find(({ id }: { id: string }) => id === 'metropolitan-police');
    const answer = await superAdmin.patch(
      '/v1/organisations/metropolitan-police',
      { agencies: [] },
      { 'if-match': police.etag },
    );
    expect(answer.status).toBe(409);
  });

  it('are shown to whom they concern, with their people counted', async () => {
    const { body } = await orgAdmin.get('/v1/organisations');
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['metropolitan-police']);
    const all = (await auditor.get('/v1/organisations')).body.items;
    expect(all.length).toBeGreaterThan(2);
    const listed = (await superAdmin.get('/v1/users?organisation=city-authority')).body.items;
    const city = all.find(({ id }: { id: string }) => id === 'city-authority');
    const { active, pending, disabled } = city.people;
    expect(active + pending + disabled).toBe(listed.length);
    expect((await analyst.get('/v1/organisations')).status).toBe(403);
  });
});

describe('people', () => {
  it('are listed by state and name, page by page, and found by a part of name or address', async () => {
    for (let i = 0; i < 60; i++)
      await person({
        name: `Zoë ${String(i).padStart(2, '0')}`,
        state: 'active',
        organisation: 'river-rescue',
      });
    const first = (await superAdmin.get('/v1/users?organisation=river-rescue')).body;
    expect(first.items).toHaveLength(50);
    const second = (await superAdmin.get(`/v1/users?organisation=river-rescue&cursor=${first.nextCursor}`))
      .body;
    expect(second.items).toHaveLength(10);
    expect(second.nextCursor).toBeNull();
    const names = [...first.items, ...second.items].map(({ name }: User) => name);
    expect(names).toEqual([...names].sort());
    const found = (await superAdmin.get('/v1/users?q=zo%C3%AB%2042')).body.items;
    expect(found.map(({ name }: User) => name)).toEqual(['Zoë 42']);
    expect((await superAdmin.get('/v1/users?cursor=nonsense')).status).toBe(400);
    expect((await analyst.get('/v1/users')).status).toBe(403);
  });

  it('say of themselves what they like, and show their contact details or not', async () => {
    const changed = await analyst.patch('/v1/me', { name: 'Anna L', phone: '+44 20 7946 0000' });
    expect(changed.body).toMatchObject({ name: 'Anna L', phone: '+44 20 7946 0000', contactShared: false });
    const seen = async (client: ApiClient) => (await client.get('/v1/users/demo-analyst/contact')).body;
    expect(await seen(orgAdmin)).toMatchObject({ name: 'Anna L', email: null, phone: null });
    expect((await seen(superAdmin)).email).toBe('analyst@safestats.local');
    await analyst.patch('/v1/me', { contactShared: true });
    expect(await seen(orgAdmin)).toMatchObject({
      email: 'analyst@safestats.local',
      phone: '+44 20 7946 0000',
    });
    const administrator = (client: ApiClient) => client.get('/v1/users/demo-org-admin/contact');
    const own = await person({ organisation: 'metropolitan-police', state: 'active' });
    const { registry, clock } = server.platform;
    const token = await issueScriptToken(registry, clock, own, { minutes: 15 });
    expect((await administrator(ApiClient.withToken(server, token))).body.email).toBe(
      'org-admin@safestats.local',
    );
    expect((await administrator(analyst)).body.email).toBeNull();
    expect((await analyst.get('/v1/users/nobody/contact')).status).toBe(404);
    const waiting = await person();
    expect((await analyst.get(`/v1/users/${waiting.id}/contact`)).status).toBe(404);
    for (const body of [{ name: 'a\nb' }, { phone: 'call me' }, { roles: ['super-admin'] }])
      expect((await analyst.patch('/v1/me', body)).status, JSON.stringify(body)).toBe(400);
  });
});

describe('changing a password', () => {
  it('takes the old one, puts the new one in force and signs out everywhere', async () => {
    const email = 'supplier@safestats.local';
    const tokens = await signIn(server.origin, email, PASSWORD);
    const browser = new Browser(server.origin);
    const next = 'lantern under seven hills';
    const sent = (password: string) => browser.post('/oidc/password', { email, password, next, again: next });
    expect((await sent('not the password')).status).toBe(401);
    expect((await sent(PASSWORD)).status).toBe(200);
    expect((await ApiClient.withToken(server, tokens.access_token).get('/v1/me')).status).toBe(401);
    await expect(signIn(server.origin, email, PASSWORD)).rejects.toThrow();
    expect((await signIn(server.origin, email, next)).access_token).toBeDefined();
  });
});
