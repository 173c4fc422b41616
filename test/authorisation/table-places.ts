import type { Role } from '#app/caller.ts';
import type { Row, Sent, Whose } from './row.ts';
import type { World } from './world.ts';

const AREA = { name: 'Mine', shape: { kind: 'areas', codes: ['E09000007'] } };

/** An area of the caller's own, or of somebody in another organisation who shares it with theirs. */
async function made(world: World, role: Role, whose: Whose): Promise<{ id: string; sent: Sent }> {
  const name = `Area ${world.next()}`;
  const request = { path: '/v1/me/areas', body: { ...AREA, name, shared: true } };
  const { body, text } = await (whose === 'own'
    ? world.send(role, 'POST', request)
    : world.sendElsewhere('POST', request));
  if (typeof body['id'] !== 'string') throw new Error(`no area: ${text}`);
  const path = `/v1/me/areas/${body['id']}`;
  return { id: body['id'], sent: { path, headers: { 'if-match': String(body['etag']) } } };
}

const NAMED: Record<Whose, string> = { own: '', foreign: '' };

export const SAVED_AREA_ROWS: readonly Row[] = [
  {
    operation: 'listSavedAreas',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => {
      NAMED[whose] = (await made(world, role, whose)).id;
      return { path: '/v1/me/areas' };
    },
    lists: (_world, whose) => `"id":"${NAMED[whose]}"`,
  },
  {
    operation: 'createSavedArea',
    own: 'SOAPU',
    foreign: null,
    send: (world) => ({ path: '/v1/me/areas', body: { ...AREA, name: `Area ${world.next()}` } }),
  },
  {
    operation: 'getSavedArea',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => ({ path: (await made(world, role, whose)).sent.path }),
  },
  {
    operation: 'changeSavedArea',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => ({
      ...(await made(world, role, whose)).sent,
      body: { shared: false },
    }),
  },
  {
    operation: 'deleteSavedArea',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => (await made(world, role, whose)).sent,
  },
];
