import type { Role } from '#app/caller.ts';
import type { Row, Sent, Whose } from './row.ts';
import type { Answered, World } from './world.ts';
import { OWN } from './world.ts';

const SPEC = { datasets: [OWN.dataset] };
const content = (title: string, visibility: string) => ({ title, search: '', spec: SPEC, visibility });

async function made(world: World, role: Role, whose: Whose, sent: Sent): Promise<Answered['body']> {
  const { body, text } = await (whose === 'own'
    ? world.send(role, 'POST', sent)
    : world.sendElsewhere('POST', sent));
  if (typeof body['id'] !== 'string') throw new Error(`it was not made: ${text}`);
  return body;
}

/** A saved query of the caller, or of somebody in another organisation, with its etag. */
async function about(
  world: World,
  role: Role,
  whose: Whose,
  rest: string,
  visibility = 'private',
  body?: unknown,
): Promise<Sent> {
  const path = '/v1/saved-queries';
  const { id, etag } = await made(world, role, whose, {
    path,
    body: content(`saved-${world.next()}`, visibility),
  });
  return {
    path: `${path}/${id}${rest}`,
    headers: { 'if-match': String(etag) },
    ...(body === undefined ? {} : { body }),
  };
}

const LISTED: Record<Whose, string> = { own: '', foreign: '' };
const ALERT = { rule: { when: 'changed' } };

async function link(world: World, role: Role, whose: Whose): Promise<string> {
  const query = await made(world, role, whose, { path: '/v1/queries', body: SPEC });
  const { id } = await made(world, role, whose, {
    path: `/v1/queries/${query['id']}/links`,
    body: { search: '' },
  });
  return String(id);
}

/** What somebody was told, put where it is kept. */
async function notice(world: World, role: Role, whose: Whose): Promise<string> {
  const { registry, newId, clock } = world.server.platform;
  const id = newId();
  const user = whose === 'own' ? world.callers[role] : 'elsewhere';
  const value = {
    id,
    saved: newId(),
    title: `told-${id}`,
    at: clock().toISOString(),
    rule: { when: 'changed' },
    told: null,
    problem: null,
    readAt: null,
  };
  await registry.transact([{ kind: 'put', partition: `notice#${user}`, sort: id, value, expected: 0 }]);
  LISTED[whose] = `told-${id}`;
  return id;
}

/** Shared by a colleague of the callers, who are told of it but are not its owner. */
async function colleagues(world: World, rest: string, body?: unknown): Promise<Sent> {
  const { platform } = world.server;
  const sent = await about(world, 'analyst', 'foreign', rest, 'everyone', body);
  const id = sent.path.split('/')[3] ?? '';
  const item = await platform.registry.get<object>('saved-query', id);
  if (item === null) throw new Error('it was not saved');
  const value = { ...item.value, organisation: OWN.organisation };
  const { partition, sort, version } = item;
  await platform.registry.transact([{ kind: 'put', partition, sort, value, expected: version }]);
  return { ...sent, headers: { 'if-match': `"${version + 1}"` } };
}

export const SAVED_ROWS: readonly Row[] = [
  {
    operation: 'listSavedQueries',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => {
      LISTED[whose] = `saved-list-${world.next()}`;
      await made(world, role, whose, {
        path: '/v1/saved-queries',
        body: content(LISTED[whose], 'organisation'),
      });
      return { path: '/v1/saved-queries?scope=organisation&q=saved-list' };
    },
    lists: (_world, whose) => LISTED[whose],
  },
  {
    operation: 'saveQuery',
    own: 'SOAPU',
    foreign: null,
    send: (world) => ({
      path: '/v1/saved-queries',
      body: content(`saved-${world.next()}`, 'private'),
      headers: { 'idempotency-key': `key-${world.next()}` },
    }),
  },
  {
    operation: 'getSavedQuery',
    own: 'SOAPU',
    foreign: '.....',
    send: (world, role, whose) => about(world, role, whose, ''),
  },
  {
    operation: 'getSavedQuery',
    own: 'SOAPU',
    foreign: 'SOAPU',
    send: (world, role, whose) => about(world, role, whose, '', 'everyone'),
  },
  {
    operation: 'changeSavedQuery',
    own: 'SOAPU',
    foreign: '.....',
    send: (world, role, whose) => about(world, role, whose, '', 'private', content('other', 'private')),
  },
  {
    operation: 'changeSavedQuery',
    own: 'SOAPU',
    foreign: '-----',
    send: (world, role, whose) => about(world, role, whose, '', 'everyone', content('other', 'everyone')),
  },
  {
    operation: 'deleteSavedQuery',
    own: 'SOAPU',
    foreign: '.....',
    send: (world, role, whose) => about(world, role, whose, ''),
  },
  {
    operation: 'deleteSavedQuery',
    own: 'SOAPU',
    foreign: '-----',
    send: (world, role, whose) => about(world, role, whose, '', 'everyone'),
  },
  {
    operation: 'takeDownSavedQuery',
    own: 'SO---',
    foreign: 'S----',
    send: (world, role, whose) =>
      whose === 'own'
        ? colleagues(world, '/take-down', { why: 'names a person' })
        : about(world, role, whose, '/take-down', 'everyone', { why: 'names a person' }),
  },
  {
    operation: 'compareSavedQuery',
    own: 'SOAPU',
    foreign: '.....',
    send: (world, role, whose) => about(world, role, whose, '/comparison'),
  },
  {
    operation: 'setAlert',
    own: 'SOAPU',
    foreign: '-----',
    send: (world, role, whose) => about(world, role, whose, '/alert', 'everyone', ALERT),
  },
  {
    operation: 'removeAlert',
    own: 'SOAPU',
    foreign: '-----',
    send: (world, role, whose) => about(world, role, whose, '/alert', 'everyone'),
  },
  {
    operation: 'listAlerts',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => {
      await notice(world, role, whose);
      return { path: '/v1/me/alerts' };
    },
    lists: (_world, whose) => LISTED[whose],
  },
  {
    operation: 'readAlerts',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => ({ path: `/v1/me/alerts/${await notice(world, role, whose)}/read` }),
  },
  {
    operation: 'dismissAlert',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => ({ path: `/v1/me/alerts/${await notice(world, role, whose)}` }),
  },
  {
    operation: 'makeLink',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => {
      const query = await made(world, role, whose, { path: '/v1/queries', body: SPEC });
      return { path: `/v1/queries/${query['id']}/links`, body: { search: '' } };
    },
  },
  {
    operation: 'getLink',
    own: 'SOAPU',
    foreign: 'SOAPU',
    send: async (world, role, whose) => ({ path: `/v1/links/${await link(world, role, whose)}` }),
  },
  {
    operation: 'openLink',
    own: 'SOAPU',
    foreign: 'SOAPU',
    send: async (world, role, whose) => ({ path: `/v1/links/${await link(world, role, whose)}/queries` }),
  },
];
