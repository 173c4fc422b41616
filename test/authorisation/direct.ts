import { listAllDatasets } from '#app/catalogue.ts';
import { applyDefinition } from '#app/dataset.ts';
import { acceptGeographyUpload } from '#app/geography/upload.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import { requireStillGiven } from '#app/people/invitations.ts';
import { importPostcodes } from '#app/places/import-postcodes.ts';
import { relocate } from '#app/publication/relocate.ts';
import { rollBack } from '#app/publication/roll-back.ts';
import { rollUp } from '#app/publication/roll-up.ts';
import { queryStatus } from '#app/query/status.ts';
import { submitQuery } from '#app/query/submit.ts';
import { issueTicket } from '#app/ticket.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { AppError } from '#core/model/error.ts';
import { brandId } from '#core/model/id.ts';
import type { DirectRow, Whose } from './row.ts';
import { FOREIGN, OWN } from './world.ts';

const dataset = (whose: Whose) => (whose === 'own' ? OWN.dataset : FOREIGN.dataset);

async function* bytes(): AsyncIterable<Uint8Array> {
  yield Buffer.from('a');
}

function postcodes() {
  const lines = (async function* () {
    yield 'pcds,lat,long';
    yield 'SW1A 1AA,51.501009,-0.141588';
  })();
  return { name: 'postcodes.csv', lines };
}

/** Kept by hand, as the table of routes is. */
export const DIRECT: readonly DirectRow[] = [
  {
    name: 'applyDefinition',
    own: 'S----',
    foreign: null,
    run: ({ server }, caller) => applyDefinition(server.platform, caller, FIRST_DEFINITIONS[0]),
  },
  {
    name: 'importPostcodes',
    own: 'S----',
    foreign: null,
    run: ({ server }, caller) => importPostcodes(server.platform, caller, [postcodes()], 'a test'),
  },
  {
    name: 'listAllDatasets',
    own: 'S---U',
    foreign: null,
    run: ({ server }, caller) => listAllDatasets(server.platform, caller),
  },
  {
    name: 'queryStatus, with the tables that are read',
    own: 'S----',
    foreign: null,
    run: async ({ server, next }, caller) => {
      const spec = { datasets: [OWN.dataset], limit: next() };
      const { id } = await submitQuery(server.platform, caller, spec, { waitMs: 0 });
      const { tables } = await queryStatus(server.platform, caller, id);
      if (tables === undefined) throw new AppError('FORBIDDEN', 'which tables are read is not told');
    },
  },
  {
    name: 'requireStillGiven',
    own: 'SO---',
    foreign: 'S----',
    run: ({ server }, { user }, whose) =>
      requireStillGiven(server.platform, {
        invitedBy: user,
        organisation: (whose === 'own' ? OWN : FOREIGN).organisation,
        roles: ['analyst'],
        agencies: [],
        profile: null,
        profileUntil: null,
      }),
  },
  {
    name: 'receiveDelivery',
    own: 'S--P-',
    foreign: 'S----',
    run: ({ server, next }, caller, whose) =>
      receiveDelivery(server.platform, caller, {
        dataset: dataset(whose),
        fileName: `direct-${next()}.csv`,
        body: bytes(),
        source: 'upload',
        command: null,
      }),
  },
  {
    name: 'relocate',
    own: 'S----',
    foreign: null,
    run: ({ server }, caller) => relocate(server.platform, caller, OWN.dataset),
  },
  {
    name: 'rollUp',
    own: 'S----',
    foreign: null,
    run: ({ server }, caller) => rollUp(server.platform, caller, OWN.dataset),
  },
  {
    name: 'rollBack',
    own: 'S----',
    foreign: null,
    run: ({ server }, caller) =>
      rollBack(server.platform, caller, OWN.dataset, brandId('01JABCDEFGHJKMNPQRSTVWXYZ0')),
  },
  {
    name: 'acceptGeographyUpload',
    own: 'S----',
    foreign: null,
    run: async ({ server, next }, { user }) => {
      const ticket = { id: `import-${next()}`, user };
      const secret = await issueTicket(server.platform, 'geography', ticket, 60);
      return acceptGeographyUpload(server.platform, secret, bytes());
    },
  },
];
