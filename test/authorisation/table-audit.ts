import type { Row } from './row.ts';
import { FOREIGN, OWN, type World } from './world.ts';

/** A query that somebody else has asked: its id is that of its effect in the audit. */
async function consulted(world: World): Promise<string> {
  const { body } = await world.sendElsewhere('POST', {
    path: '/v1/queries',
    body: { datasets: [OWN.dataset] },
  });
  return String(body['id']);
}

const HOLD = { title: 'Inquiry', why: 'asked for by a court', covers: { dataset: OWN.dataset } };

async function held(world: World): Promise<string> {
  const { body } = await world.send('auditor', 'POST', { path: '/v1/audit/holds', body: HOLD });
  return String(body['id']);
}

const overseen = (operation: string, path: string): Row => ({
  operation,
  own: '----U',
  foreign: null,
  send: () => ({ path }),
});

export const AUDIT_ROWS: readonly Row[] = [
  overseen('searchAudit', '/v1/audit/events'),
  overseen('exportAudit', '/v1/audit/export?format=jsonl'),
  overseen('getAuditChain', '/v1/audit/chain'),
  overseen('verifyAudit', '/v1/audit/verification'),
  overseen('listHolds', '/v1/audit/holds'),
  {
    operation: 'getAuditEvent',
    own: '----U',
    foreign: null,
    send: async (world) => ({ path: `/v1/audit/events/${await consulted(world)}` }),
  },
  {
    operation: 'replayAuditEvent',
    own: '----U',
    foreign: null,
    send: async (world) => ({ path: `/v1/audit/events/${await consulted(world)}/replay` }),
  },
  {
    operation: 'createHold',
    own: '----U',
    foreign: null,
    send: () => ({ path: '/v1/audit/holds', body: HOLD }),
  },
  {
    operation: 'releaseHold',
    own: '----U',
    foreign: null,
    send: async (world) => ({ path: `/v1/audit/holds/${await held(world)}` }),
  },
  {
    operation: 'getDatasetUse',
    own: 'S--PU',
    foreign: 'S--.U',
    send: (_world, _role, whose) => ({
      path: `/v1/audit/use?dataset=${whose === 'own' ? OWN.dataset : FOREIGN.dataset}`,
    }),
  },
  { operation: 'getOwnTrail', own: 'SOAPU', foreign: null, send: () => ({ path: '/v1/me/trail' }) },
];
