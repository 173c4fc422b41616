import type { Row, Sent, Whose } from './row.ts';
import { FOREIGN, OWN, type World } from './world.ts';

const organisation = (whose: Whose) => (whose === 'own' ? OWN.organisation : FOREIGN.organisation);

/** A request about a new person, with the etag that a Super Admin reads. */
async function about(
  world: World,
  whose: Whose,
  rest: string,
  body?: unknown,
  changes: Parameters<World['newPerson']>[1] = {},
): Promise<Sent> {
  const id = await world.newPerson(whose, changes);
  const { body: person } = await world.send('super-admin', 'GET', { path: `/v1/users/${id}` });
  const headers = { 'if-match': String(person['etag']) };
  return { path: `/v1/users/${id}${rest}`, headers, ...(body === undefined ? {} : { body }) };
}

/** Somebody of whom every list tells. */
const NAMED: Record<Whose, string | null> = { own: null, foreign: null };

async function named(world: World): Promise<void> {
  NAMED.own ??= await world.newPerson('own');
  NAMED.foreign ??= await world.newPerson('foreign');
}

async function invitation(world: World, whose: Whose): Promise<string> {
  const email = `guest-${world.next()}@people.example`;
  const { body } = await world.send('super-admin', 'POST', {
    path: '/v1/invitations',
    body: { email, organisation: organisation(whose) },
  });
  const made = body['invitation'];
  return typeof made === 'object' && made !== null && 'id' in made ? String(made.id) : '';
}

const INVITED: Record<Whose, string> = { own: '', foreign: '' };

export const PEOPLE_ROWS: readonly Row[] = [
  { operation: 'getMe', own: 'SOAPU', foreign: null, send: () => ({ path: '/v1/me' }) },
  {
    operation: 'changeMe',
    own: 'SOAPU',
    foreign: null,
    send: () => ({ path: '/v1/me', body: { contactShared: false } }),
  },
  {
    operation: 'signOut',
    own: 'SOAPU',
    foreign: null,
    send: () => ({ path: '/v1/me/sign-out' }),
    orConflict: true,
  },
  {
    operation: 'listUsers',
    own: 'SO--U',
    foreign: 'S.--U',
    send: async (world) => {
      await named(world);
      return { path: '/v1/users?q=person-' };
    },
    lists: (_world, whose) => `"id":"${NAMED[whose]}"`,
  },
  {
    operation: 'getUser',
    own: 'SO--U',
    foreign: 'S.--U',
    send: (world, _role, whose) => about(world, whose, ''),
  },
  {
    operation: 'changeUser',
    own: 'SO---',
    foreign: 'S.---',
    send: (world, _role, whose) => about(world, whose, '', { profileUntil: '2030-01-01' }),
  },
  {
    operation: 'changeUser',
    own: 'S----',
    foreign: 'S.---',
    send: (world, _role, whose) => about(world, whose, '', { roles: ['auditor'] }),
  },
  {
    operation: 'approveUser',
    own: 'SO---',
    foreign: 'S.---',
    send: (world, _role, whose) => about(world, whose, '/approval', {}, { state: 'pending', profile: null }),
  },
  {
    operation: 'rejectUser',
    own: 'SO---',
    foreign: 'S.---',
    send: (world, _role, whose) =>
      about(world, whose, '/rejection', undefined, { state: 'pending', profile: null }),
  },
  {
    operation: 'disableUser',
    own: 'SO---',
    foreign: 'S.---',
    send: (world, _role, whose) => about(world, whose, '/disablement', { why: 'has left' }),
  },
  {
    operation: 'enableUser',
    own: 'SO---',
    foreign: 'S.---',
    send: (world, _role, whose) =>
      about(world, whose, '/disablement', undefined, { state: 'disabled', disabledWhy: 'was away' }),
  },
  {
    operation: 'transferUser',
    own: 'SO---',
    foreign: 'S.---',
    send: (world, _role, whose) =>
      about(world, whose, '/transfer', { organisation: organisation(whose === 'own' ? 'foreign' : 'own') }),
  },
  {
    operation: 'getContact',
    own: 'SOAPU',
    foreign: 'SOAPU',
    send: (world, _role, whose) => about(world, whose, '/contact'),
  },
  {
    operation: 'getContact',
    own: 'SO..U',
    foreign: 'S...U',
    send: (world, _role, whose) => about(world, whose, '/contact'),
    lists: () => '@people.example',
  },
  {
    operation: 'listInvitations',
    own: 'SO---',
    foreign: 'S.---',
    send: async (world, _role, whose) => {
      INVITED[whose] = await invitation(world, whose);
      return { path: '/v1/invitations' };
    },
    lists: (_world, whose) => `"id":"${INVITED[whose]}"`,
  },
  {
    operation: 'invite',
    own: 'SO---',
    foreign: 'S----',
    send: (world, _role, whose) => ({
      path: '/v1/invitations',
      body: { email: `guest-${world.next()}@people.example`, organisation: organisation(whose) },
    }),
  },
  {
    operation: 'withdrawInvitation',
    own: 'SO---',
    foreign: 'S.---',
    send: async (world, _role, whose) => ({ path: `/v1/invitations/${await invitation(world, whose)}` }),
  },
  {
    operation: 'listOrganisations',
    own: 'SO--U',
    foreign: 'S.--U',
    send: () => ({ path: '/v1/organisations' }),
    lists: (_world, whose) => `"id":"${organisation(whose)}"`,
  },
  {
    operation: 'addOrganisation',
    own: 'S----',
    foreign: null,
    send: (world) => {
      const id = `borough-${world.next()}`;
      return { path: '/v1/organisations', body: { id, name: id, domains: [] } };
    },
  },
  {
    operation: 'changeOrganisation',
    own: 'S----',
    foreign: 'S----',
    send: async (world, _role, whose) => {
      const { body } = await world.send('super-admin', 'GET', { path: '/v1/organisations' });
      const items = Array.isArray(body['items']) ? body['items'] : [];
      const item = items.find(({ id }) => id === organisation(whose));
      return {
        path: `/v1/organisations/${organisation(whose)}`,
        body: { name: item.name },
        headers: { 'if-match': item.etag },
      };
    },
  },
];
