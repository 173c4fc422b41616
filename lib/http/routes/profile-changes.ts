import * as z from 'zod';
import { approveChange, dropChange, listChanges } from '#app/access/profile-changes.ts';
import { rolesFor } from '#app/authorise.ts';
import { route } from '../route.ts';
import { ProfileChangeSchema, ProfileSchema, profileBody } from './profile-schema.ts';
import { UlidSchema } from './query-schema.ts';

const CHANGERS = rolesFor('change-profiles');
const ChangeParams = z.strictObject({ id: UlidSchema });

export const PROFILE_CHANGE_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/profile-changes',
    operation: 'listProfileChanges',
    summary: 'Changes that wait for a second Super Admin',
    tag: 'Profiles',
    roles: rolesFor('read-profiles'),
    responses: {
      200: {
        description: 'The changes, oldest first',
        schema: z.object({ items: z.array(ProfileChangeSchema), nextCursor: z.null() }),
      },
    },
    handle: async ({ caller }, { platform }) => ({
      status: 200,
      body: { items: await listChanges(platform, caller), nextCursor: null },
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/profile-changes/{id}/approval',
    operation: 'approveProfileChange',
    summary: 'Put a change in force that somebody else proposed',
    tag: 'Profiles',
    roles: CHANGERS,
    params: ChangeParams,
    responses: { 200: { description: 'The profile as it is now in force', schema: ProfileSchema } },
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: profileBody(await approveChange(platform, caller, params.id)),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/profile-changes/{id}',
    operation: 'dropProfileChange',
    summary: 'Take a change back, or turn it down',
    tag: 'Profiles',
    roles: CHANGERS,
    params: ChangeParams,
    responses: { 204: { description: 'It is gone' } },
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: async ({ caller, params }, { platform }) => {
      await dropChange(platform, caller, params.id);
      return { status: 204 };
    },
  }),
];
