import * as z from 'zod';
import { rolesFor } from '#app/authorise.ts';
import {
  approvePerson,
  changePerson,
  disablePerson,
  enablePerson,
  rejectPerson,
  transferPerson,
} from '#app/people/administration.ts';
import { listPeople, showPerson } from '#app/people/list.ts';
import { contactOf } from '#app/people/me.ts';
import { USER_STATES } from '#app/people.ts';
import { expectedVersion, IF_MATCH } from '../precondition.ts';
import { route } from '../route.ts';
import {
  AssignmentSchema,
  CursorSchema,
  NamedSchema,
  OrganisationIdSchema,
  PersonIdSchema,
  PersonSchema,
  personBody,
} from './people-schema.ts';

const Params = z.strictObject({ id: PersonIdSchema });
const MANAGERS = rolesFor('manage-people');
const CHANGE = {
  tag: 'People',
  params: Params,
  roles: MANAGERS,
  errors: ['NOT_FOUND', 'CONFLICT'],
} as const;
const VERSIONED = {
  ...CHANGE,
  requestHeaders: IF_MATCH,
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
} as const;
const PERSON = { 200: { description: 'The person as they are now', schema: PersonSchema } };

export const USER_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/users',
    operation: 'listUsers',
    summary: 'People, those who wait for approval first',
    tag: 'People',
    roles: rolesFor('read-people'),
    query: z.strictObject({
      organisation: OrganisationIdSchema.optional(),
      state: z.enum(USER_STATES).optional(),
      q: z.string().max(100).optional().meta({ description: 'Part of a name or an e-mail address' }),
      cursor: CursorSchema.optional(),
    }),
    responses: {
      200: {
        description: 'A page of them; it may be short and still have a cursor to go on with',
        schema: z.object({ items: z.array(PersonSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ caller, query }, { platform }) => {
      const { organisation = null, state = null, q = null, cursor = null } = query;
      const page = await listPeople(platform, caller, { organisation, state, q, cursor });
      return { status: 200, body: { ...page, items: page.items.map(personBody) } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/users/{id}',
    operation: 'getUser',
    summary: 'One person',
    tag: 'People',
    roles: rolesFor('read-people'),
    params: Params,
    responses: PERSON,
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: personBody(await showPerson(platform, caller, params.id)),
    }),
  }),
  route({
    ...VERSIONED,
    method: 'PATCH',
    path: '/v1/users/{id}',
    operation: 'changeUser',
    summary: 'Give a person other roles, agencies or another profile; who loses a role is signed out',
    body: AssignmentSchema,
    responses: PERSON,
    handle: async ({ caller, params, body, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      return {
        status: 200,
        body: personBody(await changePerson(platform, caller, params.id, expected, body)),
      };
    },
  }),
  route({
    ...VERSIONED,
    method: 'POST',
    path: '/v1/users/{id}/approval',
    operation: 'approveUser',
    summary: 'Let a person in who waits for it',
    body: AssignmentSchema,
    responses: PERSON,
    handle: async ({ caller, params, body, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      return {
        status: 200,
        body: personBody(await approvePerson(platform, caller, params.id, expected, body)),
      };
    },
  }),
  route({
    ...VERSIONED,
    method: 'POST',
    path: '/v1/users/{id}/rejection',
    operation: 'rejectUser',
    summary: 'Turn a person away who waits to be let in',
    responses: { 204: { description: 'A new account is gone; one that was transferred is disabled' } },
    handle: async ({ caller, params, header }, { platform }) => {
      await rejectPerson(platform, caller, params.id, expectedVersion(header('if-match')));
      return { status: 204 };
    },
  }),
  route({
    ...CHANGE,
    method: 'PUT',
    path: '/v1/users/{id}/disablement',
    operation: 'disableUser',
    summary: 'Shut a person out at once, wherever they are signed in',
    body: z.strictObject({ why: z.string().trim().min(1).max(300) }),
    responses: PERSON,
    handle: async ({ caller, params, body }, { platform }) => ({
      status: 200,
      body: personBody(await disablePerson(platform, caller, params.id, body.why)),
    }),
  }),
  route({
    ...CHANGE,
    method: 'DELETE',
    path: '/v1/users/{id}/disablement',
    operation: 'enableUser',
    summary: 'Let a person in again who was shut out',
    responses: PERSON,
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: personBody(await enablePerson(platform, caller, params.id)),
    }),
  }),
  route({
    ...VERSIONED,
    method: 'POST',
    path: '/v1/users/{id}/transfer',
    operation: 'transferUser',
    summary: 'Hand a person over to another organisation, whose administrator approves',
    body: z.strictObject({
      organisation: z.string().trim().min(1).max(253).describe('Its id, or a domain of its e-mail addresses'),
    }),
    responses: PERSON,
    handle: async ({ caller, params, body, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      return {
        status: 200,
        body: personBody(await transferPerson(platform, caller, params.id, expected, body.organisation)),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/users/{id}/contact',
    operation: 'getContact',
    summary: 'How to get in touch with a person, as far as they share it',
    tag: 'People',
    params: Params,
    responses: {
      200: {
        description: 'Null where they do not',
        schema: z
          .object({
            name: z.string(),
            organisation: NamedSchema,
            email: z.string().nullable(),
            phone: z.string().nullable(),
          })
          .meta({ id: 'Contact' }),
      },
    },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: await contactOf(platform, caller, params.id),
    }),
  }),
];
