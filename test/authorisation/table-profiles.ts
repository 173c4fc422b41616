import type { Row, Whose } from './row.ts';
import { FOREIGN, OWN, type World } from './world.ts';

const organisation = (whose: Whose) => (whose === 'own' ? OWN.organisation : FOREIGN.organisation);

const ACCESS = {
  fields: ['category'],
  rowRule: null,
  precision: { exact: false, cell: null, levels: ['borough'] },
  kind: 'records',
  download: false,
  minimumCount: 1,
  rounding: 1,
};

/** A profile that shows nothing, so that it is in force at once. */
function empty(world: World) {
  return { id: `empty-${world.next()}`, title: 'Nothing', description: '', datasets: {} };
}

async function made(world: World): Promise<{ readonly id: string; readonly etag: string }> {
  const spec = empty(world);
  const path = `/v1/profiles/${spec.id}`;
  await world.send('super-admin', 'PUT', { path, body: spec, headers: { 'if-match': '"0"' } });
  const { body } = await world.send('super-admin', 'GET', { path });
  return { id: spec.id, etag: String(body['etag']) };
}

/** A widening that somebody else has proposed. */
async function proposed(world: World): Promise<string> {
  const spec = { ...empty(world), datasets: { [OWN.dataset]: ACCESS } };
  const { body, text } = await world.sendElsewhere('PUT', {
    path: `/v1/profiles/${spec.id}`,
    body: spec,
    headers: { 'if-match': '"0"' },
  });
  const change = body['change'];
  if (typeof change !== 'object' || change === null || !('id' in change))
    throw new Error(`no change: ${text}`);
  return String(change.id);
}

/** A profile that no organisation has, and that shows something. */
export async function fullProfile(world: World): Promise<string> {
  const id = await proposed(world);
  const { body } = await world.send('super-admin', 'POST', { path: `/v1/profile-changes/${id}/approval` });
  return String(body['id']);
}

async function stopped(world: World): Promise<string> {
  const path = `/v1/stops/person/${await world.newPerson('own')}`;
  await world.send('super-admin', 'PUT', { path, body: { why: 'a test' } });
  return path;
}

export const PROFILE_ROWS: readonly Row[] = [
  { operation: 'listProfiles', own: 'S---U', foreign: null, send: () => ({ path: '/v1/profiles' }) },
  {
    operation: 'getProfile',
    own: 'S---U',
    foreign: null,
    send: () => ({ path: '/v1/profiles/all-records' }),
  },
  {
    operation: 'listProfileVersions',
    own: 'S---U',
    foreign: null,
    send: () => ({ path: '/v1/profiles/all-records/versions' }),
  },
  {
    operation: 'getProfileVersion',
    own: 'S---U',
    foreign: null,
    send: () => ({ path: '/v1/profiles/all-records/versions/1' }),
  },
  {
    operation: 'checkProfile',
    own: 'S----',
    foreign: null,
    send: (world) => ({ path: '/v1/profiles/check', body: empty(world) }),
  },
  {
    operation: 'writeProfile',
    own: 'S----',
    foreign: null,
    send: (world) => {
      const spec = empty(world);
      return { path: `/v1/profiles/${spec.id}`, body: spec, headers: { 'if-match': '"0"' } };
    },
  },
  {
    operation: 'retireProfile',
    own: 'S----',
    foreign: null,
    send: async (world) => {
      const { id, etag } = await made(world);
      return { path: `/v1/profiles/${id}/retirement`, headers: { 'if-match': etag } };
    },
  },
  {
    operation: 'listProfileChanges',
    own: 'S---U',
    foreign: null,
    send: () => ({ path: '/v1/profile-changes' }),
  },
  {
    operation: 'listProfileChanges',
    own: 'S---.',
    foreign: null,
    send: async (world) => {
      await proposed(world);
      return { path: '/v1/profile-changes' };
    },
    lists: () => '"mayApprove":true',
  },
  {
    operation: 'approveProfileChange',
    own: 'S----',
    foreign: null,
    send: async (world) => ({ path: `/v1/profile-changes/${await proposed(world)}/approval` }),
  },
  {
    operation: 'dropProfileChange',
    own: 'S----',
    foreign: null,
    send: async (world) => ({ path: `/v1/profile-changes/${await proposed(world)}` }),
  },
  {
    operation: 'listGrants',
    own: 'SO--U',
    foreign: 'S---U',
    send: (_world, _role, whose) => ({ path: `/v1/organisations/${organisation(whose)}/grants` }),
  },
  {
    operation: 'grantProfile',
    own: 'S----',
    foreign: 'S----',
    send: async (world, _role, whose) => ({
      path: `/v1/organisations/${organisation(whose)}/grants/${(await made(world)).id}`,
      body: { until: null },
    }),
  },
  {
    operation: 'revokeGrant',
    own: 'S----',
    foreign: 'S----',
    send: async (world, _role, whose) => {
      const path = `/v1/organisations/${organisation(whose)}/grants/${(await made(world)).id}`;
      await world.send('super-admin', 'PUT', { path, body: { until: null } });
      return { path };
    },
  },
  { operation: 'getAccess', own: 'SOAPU', foreign: null, send: () => ({ path: '/v1/access' }) },
  {
    operation: 'explainAccess',
    own: 'SOAPU',
    foreign: null,
    send: () => ({ path: `/v1/access/why?about=dataset&dataset=${OWN.dataset}` }),
  },
  {
    operation: 'chooseReason',
    own: 'SOAPU',
    foreign: null,
    send: async (world, role) => {
      const { body } = await world.send(role, 'GET', { path: '/v1/me' });
      const [reason] = Array.isArray(body['reasons']) ? body['reasons'] : [];
      return { path: '/v1/me/reason', body: { reason } };
    },
  },
  { operation: 'listStops', own: 'S----', foreign: null, send: () => ({ path: '/v1/stops' }) },
  {
    operation: 'stopAccess',
    own: 'S----',
    foreign: 'S----',
    send: async (world, _role, whose) => ({
      path: `/v1/stops/person/${await world.newPerson(whose)}`,
      body: { why: 'a test' },
    }),
  },
  {
    operation: 'releaseAccess',
    own: 'S----',
    foreign: null,
    send: async (world) => ({ path: await stopped(world) }),
  },
];
