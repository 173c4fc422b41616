import type { Role } from '#app/caller.ts';
import type { Row, Sent, Whose } from './row.ts';
import { AUDIT_ROWS } from './table-audit.ts';
import { CATALOGUE_ROWS } from './table-catalogue.ts';
import { PEOPLE_ROWS } from './table-people.ts';
import { SAVED_AREA_ROWS } from './table-places.ts';
import { fullProfile, PROFILE_ROWS } from './table-profiles.ts';
import { SAVED_ROWS } from './table-saved.ts';
import { FOREIGN, HIDDEN, OWN, type World } from './world.ts';

const SPEC = { datasets: [OWN.dataset] };

/** A query of the caller, or of somebody else. */
async function query(world: World, role: Role, whose: Whose): Promise<string> {
  const sent = { path: '/v1/queries', body: SPEC };
  const { body, text } = await (whose === 'own'
    ? world.send(role, 'POST', sent)
    : world.sendElsewhere('POST', sent));
  if (typeof body['id'] !== 'string') throw new Error(`no query: ${text}`);
  return body['id'];
}

async function download(world: World, role: Role, whose: Whose): Promise<Sent> {
  const id = await query(world, role, whose);
  const sent = { path: `/v1/queries/${id}/downloads`, body: { format: 'csv' } };
  const { body } = await (whose === 'own'
    ? world.send(role, 'POST', sent)
    : world.sendElsewhere('POST', sent));
  return { path: `${sent.path}/${body['id']}` };
}

/** A record that everybody's profile shows; the same under the name of a dataset that no profile shows. */
async function record(world: World, role: Role, whose: Whose): Promise<Sent> {
  const spec = { ...SPEC, records: { fields: ['month'] } };
  const { body, text } = await world.send(role, 'POST', { path: '/v1/queries', body: spec });
  const [reference] =
    (body['result'] as { readonly references?: readonly string[] } | undefined)?.references ?? [];
  if (reference === undefined) throw new Error(`no record: ${text}`);
  return { path: `/v1/records/${whose === 'own' ? reference : reference.replace(/^[^/]+/, HIDDEN)}` };
}

const QUERY_ROWS: readonly Row[] = [
  {
    operation: 'cancelQueryByKey',
    own: 'SOAPU',
    foreign: null,
    send: (world) => ({ path: `/v1/queries?key=unused-${world.next()}` }),
  },
  {
    operation: 'estimateQuery',
    own: 'SOAPU',
    foreign: '.....',
    send: (_world, _role, whose) => ({
      path: '/v1/queries/estimate',
      body: { datasets: [whose === 'own' ? OWN.dataset : HIDDEN] },
    }),
  },
  {
    operation: 'submitQuery',
    own: 'SOAPU',
    foreign: '.....',
    send: (_world, _role, whose) => ({
      path: '/v1/queries',
      body: { datasets: [whose === 'own' ? OWN.dataset : HIDDEN] },
    }),
  },
  ...(
    [
      ['getQuery', ''],
      ['cancelQuery', ''],
      ['getResult', '/result'],
    ] as const
  ).map(
    ([operation, rest]): Row => ({
      operation,
      own: 'SOAPU',
      foreign: '.....',
      send: async (world, role, whose) => ({ path: `/v1/queries/${await query(world, role, whose)}${rest}` }),
    }),
  ),
  {
    operation: 'startDownload',
    own: 'SOAPU',
    foreign: '.....',
    send: async (world, role, whose) => ({
      path: `/v1/queries/${await query(world, role, whose)}/downloads`,
      body: { format: 'csv' },
    }),
  },
  { operation: 'getDownload', own: 'SOAPU', foreign: '.....', send: download },
  { operation: 'cancelDownload', own: 'SOAPU', foreign: '.....', send: download },
  { operation: 'getRecord', own: 'SOAPU', foreign: '.....', send: record },
];

/** Through a profile that the organisation has, or through one that it has not. */
const PREVIEW_ROW: Row = {
  operation: 'submitQuery',
  own: 'SO---',
  foreign: 'S.---',
  send: async (world, _role, whose) => {
    const id = whose === 'own' ? 'all-records' : await fullProfile(world);
    return { path: '/v1/queries', body: SPEC, headers: { 'x-preview-profile': id } };
  },
};

const dataset = (whose: Whose) => (whose === 'own' ? OWN.dataset : FOREIGN.dataset);

const DELIVERY_ROWS: readonly Row[] = [
  {
    operation: 'listDeliveries',
    own: 'S--PU',
    foreign: 'S---U',
    send: (_world, _role, whose) => ({ path: `/v1/deliveries?dataset=${dataset(whose)}` }),
  },
  {
    operation: 'listDeliveries',
    own: 'S..PU',
    foreign: 'S...U',
    send: () => ({ path: '/v1/deliveries' }),
    lists: (_world, whose) => `"dataset":"${dataset(whose)}"`,
  },
  {
    operation: 'getDelivery',
    own: 'S--PU',
    foreign: 'S---U',
    send: (_world, _role, whose) => ({ path: `/v1/deliveries/${dataset(whose)}/1` }),
  },
  {
    operation: 'requestUpload',
    own: 'S--P-',
    foreign: 'S----',
    send: (_world, _role, whose) => ({
      path: '/v1/deliveries',
      body: { dataset: dataset(whose), fileName: 'b.csv' },
    }),
  },
  {
    operation: 'withdrawDelivery',
    own: 'S--P-',
    foreign: 'S----',
    send: (_world, _role, whose) => ({ path: `/v1/deliveries/${dataset(whose)}/1/withdrawal` }),
    orConflict: true,
  },
];

/** Kept by hand. A new route needs a row; see `Row` for what the letters mean. */
export const TABLE: readonly Row[] = [
  ...QUERY_ROWS,
  PREVIEW_ROW,
  ...DELIVERY_ROWS,
  ...CATALOGUE_ROWS,
  ...SAVED_AREA_ROWS,
  ...PEOPLE_ROWS,
  ...PROFILE_ROWS,
  ...AUDIT_ROWS,
  ...SAVED_ROWS,
];
