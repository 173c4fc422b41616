import * as z from 'zod';
import { rolesFor } from '#app/authorise.ts';
import { ROLES } from '#app/caller.ts';
import { invite, listInvitations, withdrawInvitation } from '#app/people/invitations.ts';
import { EmailSchema, PersonNameSchema } from '#app/people/person.ts';
import { route } from '../route.ts';
import { ASSIGNMENT, CursorSchema, NamedSchema, OrganisationIdSchema } from './people-schema.ts';
import { UlidSchema } from './query-schema.ts';

const MANAGERS = rolesFor('manage-people');
const InvitationSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    organisation: NamedSchema,
    roles: z.array(z.enum(ROLES)),
    agencies: z.array(z.string()),
    profile: z.object({ id: z.string(), title: z.string() }).nullable(),
    profileUntil: z.string().nullable(),
    invitedBy: NamedSchema,
    createdAt: z.string(),
    expiresAt: z.string(),
    state: z.enum(['open', 'accepted', 'withdrawn', 'expired']),
  })
  .meta({ id: 'Invitation' });

export const INVITATION_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/invitations',
    operation: 'listInvitations',
    summary: 'Invitations, newest first',
    tag: 'People',
    roles: MANAGERS,
    query: z.strictObject({
      organisation: OrganisationIdSchema.optional(),
      cursor: CursorSchema.optional(),
    }),
    responses: {
      200: {
        description: 'A page of them',
        schema: z.object({ items: z.array(InvitationSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ caller, query }, { platform }) => {
      const { organisation = null, cursor = null } = query;
      return { status: 200, body: await listInvitations(platform, caller, { organisation, cursor }) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/invitations',
    operation: 'invite',
    summary: 'Invite somebody: for seven days, once',
    tag: 'People',
    roles: MANAGERS,
    body: z.strictObject({
      email: EmailSchema,
      name: PersonNameSchema.optional(),
      organisation: OrganisationIdSchema.optional().describe('By default the caller’s own'),
      ...ASSIGNMENT,
    }),
    responses: {
      201: {
        description: 'The invitation, and the link to hand over, which is shown this once',
        schema: z.object({ invitation: InvitationSchema, link: z.url() }),
      },
    },
    errors: ['CONFLICT', 'TOO_MANY_REQUESTS'],
    handle: async ({ caller, body }, { platform, links }) => {
      const { invitation, secret } = await invite(platform, caller, body);
      return { status: 201, body: { invitation, link: links.invitation(secret) } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/invitations/{id}',
    operation: 'withdrawInvitation',
    summary: 'Take an invitation back that nobody has used',
    tag: 'People',
    roles: MANAGERS,
    params: z.strictObject({ id: UlidSchema }),
    responses: { 204: { description: 'It cannot be used any more' } },
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: async ({ caller, params }, { platform }) => {
      await withdrawInvitation(platform, caller, params.id);
      return { status: 204 };
    },
  }),
];
