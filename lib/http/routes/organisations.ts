import * as z from 'zod';
import { rolesFor } from '#app/authorise.ts';
import {
  addNewOrganisation,
  changeOrganisation,
  listOrganisations,
  type OrganisationView,
} from '#app/people/organisations.ts';
import { PersonNameSchema } from '#app/people/person.ts';
import { etagOf, expectedVersion, IF_MATCH } from '../precondition.ts';
import { route } from '../route.ts';
import { CursorSchema, EtagSchema, OrganisationIdSchema } from './people-schema.ts';

const DomainsSchema = z
  .array(z.string().trim().toLowerCase().max(253))
  .max(50)
  .describe('E-mail domains whose people sign up to it');
const AgenciesSchema = z
  .array(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'use the id of an agency, as in mps'))
  .max(50)
  .describe('Agencies that its suppliers may deliver for');
const OrganisationSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    domains: z.array(z.string()),
    agencies: z.array(z.string()),
    people: z.object({ active: z.int(), pending: z.int(), disabled: z.int() }),
    etag: EtagSchema,
  })
  .meta({ id: 'Organisation' });
const CHANGED = { description: 'The organisation as it is now', schema: OrganisationSchema };
const CHANGERS = rolesFor('change-organisations');

export const ORGANISATION_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/organisations',
    operation: 'listOrganisations',
    summary: 'Organisations that the caller may know of',
    tag: 'People',
    roles: rolesFor('read-organisations'),
    query: z.strictObject({ cursor: CursorSchema.optional() }),
    responses: {
      200: {
        description: 'A page of them, by id',
        schema: z.object({ items: z.array(OrganisationSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ caller, query }, { platform }) => {
      const page = await listOrganisations(platform, caller, query.cursor ?? null);
      return { status: 200, body: { ...page, items: page.items.map(bodyOf) } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/organisations',
    operation: 'addOrganisation',
    summary: 'Add an organisation',
    tag: 'People',
    roles: CHANGERS,
    body: z.strictObject({
      id: OrganisationIdSchema,
      name: PersonNameSchema,
      domains: DomainsSchema,
      agencies: AgenciesSchema.optional(),
    }),
    responses: { 201: CHANGED },
    errors: ['CONFLICT'],
    handle: async ({ caller, body }, { platform }) => ({
      status: 201,
      body: bodyOf(await addNewOrganisation(platform, caller, { agencies: [], ...defined(body) })),
    }),
  }),
  route({
    method: 'PATCH',
    path: '/v1/organisations/{id}',
    operation: 'changeOrganisation',
    summary: 'Change an organisation',
    tag: 'People',
    roles: CHANGERS,
    params: z.strictObject({ id: OrganisationIdSchema }),
    body: z.strictObject({
      name: PersonNameSchema.optional(),
      domains: DomainsSchema.optional(),
      agencies: AgenciesSchema.optional(),
    }),
    requestHeaders: IF_MATCH,
    responses: { 200: CHANGED },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, body, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      const view = await changeOrganisation(platform, caller, params.id, expected, defined(body));
      return { status: 200, body: bodyOf(view) };
    },
  }),
];

function bodyOf({ version, ...organisation }: OrganisationView) {
  return { ...organisation, etag: etagOf(version) };
}

/** A body without the fields that were not sent. */
function defined<Body extends object>(body: Body): { [Key in keyof Body]: Exclude<Body[Key], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Body]: Exclude<Body[Key], undefined>;
  };
}
