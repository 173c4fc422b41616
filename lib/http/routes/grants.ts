import * as z from 'zod';
import { grantProfile, listGrants, revokeGrant } from '#app/access/grants.ts';
import { rolesFor } from '#app/authorise.ts';
import { route } from '../route.ts';
import { OrganisationIdSchema } from './people-schema.ts';
import { ProfileIdSchema } from './profile-schema.ts';

const GRANTERS = rolesFor('grant-profiles');
const GrantParams = z.strictObject({ id: OrganisationIdSchema, profile: ProfileIdSchema });
const UntilSchema = z.string().nullable().describe('The last day, London time; null = no end');
const GrantSchema = z
  .object({
    profile: z.object({ id: z.string(), title: z.string(), state: z.enum(['active', 'retired']) }),
    until: UntilSchema,
  })
  .meta({ id: 'Grant' });

export const GRANT_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/organisations/{id}/grants',
    operation: 'listGrants',
    summary: 'Profiles that an organisation may give to its people',
    tag: 'Profiles',
    roles: rolesFor('read-grants'),
    params: z.strictObject({ id: OrganisationIdSchema }),
    responses: {
      200: {
        description: 'The grants, by profile',
        schema: z.object({ items: z.array(GrantSchema), nextCursor: z.null() }),
      },
    },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: { items: await listGrants(platform, caller, params.id), nextCursor: null },
    }),
  }),
  route({
    method: 'PUT',
    path: '/v1/organisations/{id}/grants/{profile}',
    operation: 'grantProfile',
    summary: 'Let an organisation give a profile to its people',
    tag: 'Profiles',
    roles: GRANTERS,
    params: GrantParams,
    body: z
      .strictObject({ until: z.iso.date('use a day as in 2026-12-31').nullable() })
      .meta({ id: 'GrantRequest' }),
    responses: { 200: { description: 'The grant', schema: GrantSchema } },
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: async ({ caller, params, body }, { platform }) => ({
      status: 200,
      body: await grantProfile(platform, caller, params.id, { profile: params.profile, ...body }),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/organisations/{id}/grants/{profile}',
    operation: 'revokeGrant',
    summary: 'Take a profile from an organisation; its people are out at once',
    tag: 'Profiles',
    roles: GRANTERS,
    params: GrantParams,
    responses: { 204: { description: 'It is taken' } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => {
      await revokeGrant(platform, caller, params.id, params.profile);
      return { status: 204 };
    },
  }),
];
