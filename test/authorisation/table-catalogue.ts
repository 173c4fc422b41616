import type { Role } from '#app/caller.ts';
import type { Row, Sent } from './row.ts';
import { HIDDEN, OWN, type World } from './world.ts';

/** The definition as a Super Admin reads it, with its etag. */
async function definition(world: World, dataset: string) {
  const { body } = await world.send('super-admin', 'GET', { path: `/v1/datasets/${dataset}/definition` });
  return { value: body['definition'], etag: String(body['etag']) };
}

async function retirement(world: World, isRetired: boolean): Promise<Sent> {
  const path = `/v1/datasets/${HIDDEN}/retirement`;
  const headers = async () => ({ 'if-match': (await definition(world, HIDDEN)).etag });
  await world.send('super-admin', isRetired ? 'PUT' : 'DELETE', { path, headers: await headers() });
  return { path, headers: await headers() };
}

const LOOKUP = {
  title: 'Groups',
  keyLabel: 'Crime type',
  columns: [{ name: 'group', label: 'Group' }],
  rows: [['Burglary', 'Property']],
};

function reference(world: World): Sent {
  return {
    path: `/v1/references/jobs_${world.next()}`,
    headers: { 'if-match': '"0"' },
    body: {
      level: 'borough',
      source: 'A survey',
      codeColumn: 'Code',
      files: [{ name: 'jobs.csv', text: 'Code,2021_Jobs\nE09000007,200\n' }],
    },
  };
}

async function lookup(world: World): Promise<Sent> {
  const path = `/v1/lookups/groups_${world.next()}`;
  const sent = { path, body: LOOKUP, headers: { 'if-match': '"0"' } };
  const { body } = await world.send('super-admin', 'PUT', sent);
  return { path, headers: { 'if-match': String(body['etag']) } };
}

const importRequest = (world: World): Sent => ({
  path: '/v1/geographies',
  body: { level: 'zone', vintage: String(2000 + world.next()), fileName: 'zones.geojson' },
});

async function imported(world: World, _role: Role): Promise<Sent> {
  const { body } = await world.send('super-admin', 'POST', importRequest(world));
  return { path: `/v1/geographies/imports/${body['id']}` };
}

export const CATALOGUE_ROWS: readonly Row[] = [
  {
    operation: 'listDatasets',
    own: 'SOAPU',
    foreign: 'S...U',
    send: () => ({ path: '/v1/datasets' }),
    lists: (_world, whose) => `"id":"${whose === 'own' ? OWN.dataset : HIDDEN}"`,
  },
  {
    operation: 'getDataset',
    own: 'SOAPU',
    foreign: 'S...U',
    send: (_world, _role, whose) => ({ path: `/v1/datasets/${whose === 'own' ? OWN.dataset : HIDDEN}` }),
  },
  {
    operation: 'listCoverage',
    own: 'SOAPU',
    foreign: 'S...U',
    send: (_world, _role, whose) => ({
      path: `/v1/coverage?dataset=${whose === 'own' ? OWN.dataset : HIDDEN}`,
    }),
  },
  {
    operation: 'listDefinitions',
    own: 'S---U',
    foreign: null,
    send: () => ({ path: '/v1/datasets/definitions' }),
  },
  {
    operation: 'listDueForReview',
    own: 'S---U',
    foreign: null,
    send: () => ({ path: '/v1/datasets/retention' }),
  },
  {
    operation: 'getDefinition',
    own: 'S---U',
    foreign: null,
    send: () => ({ path: `/v1/datasets/${OWN.dataset}/definition` }),
  },
  {
    operation: 'putDefinition',
    own: 'S----',
    foreign: null,
    send: async (world) => {
      const { value, etag } = await definition(world, OWN.dataset);
      return {
        path: `/v1/datasets/${OWN.dataset}/definition`,
        body: value,
        headers: { 'if-match': etag },
      };
    },
  },
  {
    operation: 'checkDefinition',
    own: 'S----',
    foreign: null,
    send: async (world) => ({
      path: '/v1/datasets/check',
      body: (await definition(world, OWN.dataset)).value,
    }),
  },
  {
    operation: 'proposeDataset',
    own: 'S----',
    foreign: null,
    send: () => ({
      path: '/v1/datasets/proposals',
      body: { fileName: '2024-01.csv', text: 'Month,Kind\n2024-01,Fire\n2024-01,Flood\n' },
    }),
  },
  { operation: 'retireDataset', own: 'S----', foreign: null, send: (world) => retirement(world, false) },
  { operation: 'bringDatasetBack', own: 'S----', foreign: null, send: (world) => retirement(world, true) },
  { operation: 'listLookups', own: 'S---U', foreign: null, send: () => ({ path: '/v1/lookups' }) },
  {
    operation: 'getLookup',
    own: 'S---U',
    foreign: null,
    send: async (world) => ({ path: (await lookup(world)).path }),
  },
  {
    operation: 'putLookup',
    own: 'S----',
    foreign: null,
    send: async (world) => ({ ...(await lookup(world)), body: LOOKUP }),
  },
  { operation: 'deleteLookup', own: 'S----', foreign: null, send: lookup },
  { operation: 'listReferences', own: 'SOAPU', foreign: null, send: () => ({ path: '/v1/references' }) },
  { operation: 'putReference', own: 'S----', foreign: null, send: reference },
  {
    operation: 'deleteReference',
    own: 'S----',
    foreign: null,
    send: async (world) => {
      const sent = reference(world);
      await world.send('super-admin', 'PUT', sent);
      return { path: sent.path, headers: { 'if-match': '"1"' } };
    },
  },
  { operation: 'listGeographies', own: 'SOAPU', foreign: null, send: () => ({ path: '/v1/geographies' }) },
  {
    operation: 'listAreas',
    own: 'SOAPU',
    foreign: null,
    send: () => ({ path: '/v1/geographies/borough/demo' }),
  },
  {
    operation: 'searchPlaces',
    own: 'SOAPU',
    foreign: null,
    send: () => ({ path: '/v1/places?q=camden' }),
  },
  {
    operation: 'listNeighbours',
    own: 'SOAPU',
    foreign: null,
    send: () => ({ path: '/v1/geographies/borough/demo/E09000007/neighbours' }),
  },
  { operation: 'importGeography', own: 'S----', foreign: null, send: importRequest },
  { operation: 'getGeographyImport', own: 'S----', foreign: null, send: imported },
];
