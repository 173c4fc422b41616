import * as z from 'zod';
import { ROLES } from '#app/caller.ts';
import { changeMe, showMe } from '#app/people/me.ts';
import { PersonNameSchema, PhoneSchema } from '#app/people/person.ts';
import { signOut } from '#app/people/sign-out.ts';
import { USER_STATES, type User } from '#app/people.ts';
import { route } from '../route.ts';
import { AdministratorsSchema, NamedSchema } from './people-schema.ts';

const MeSchema = z
  .object({
    user: z.string(),
    state: z.enum(USER_STATES).describe('Who waits for approval may ask for nothing else'),
    name: z.string(),
    email: z.string(),
    phone: z.string().nullable(),
    contactShared: z.boolean().describe('Whether others see e-mail address and telephone number'),
    organisation: NamedSchema,
    roles: z.array(z.enum(ROLES)),
    agencies: z.array(z.string()).describe('For suppliers: the agencies they deliver for'),
    profile: z
      .object({
        id: z.string(),
        title: z.string(),
        version: z.int(),
        until: z.string().nullable().describe('Its last day; null = no end'),
      })
      .nullable()
      .describe('Null = no record can be shown'),
    administrators: AdministratorsSchema.describe('Whom to ask'),
    reason: z.string().nullable().describe('Chosen for this session; null = none yet'),
    reasons: z.array(z.string()).describe('Those that may be chosen'),
  })
  .meta({ id: 'Me' });

export const ME_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/me',
    operation: 'getMe',
    summary: 'Who is signed in',
    tag: 'Service',
    admitsBarred: true,
    responses: { 200: { description: 'The caller', schema: MeSchema } },
    handle: async ({ caller }, { platform }) => ({ status: 200, body: await showMe(platform, caller) }),
  }),
  route({
    method: 'PATCH',
    path: '/v1/me',
    operation: 'changeMe',
    summary: 'Change what one says of oneself',
    tag: 'Service',
    body: z.strictObject({
      name: PersonNameSchema.optional(),
      phone: PhoneSchema.nullable().optional(),
      contactShared: z.boolean().optional(),
    }),
    responses: { 200: { description: 'The caller', schema: MeSchema } },
    errors: ['CONFLICT', 'TOO_MANY_REQUESTS'],
    handle: async ({ caller, body: { name, phone, contactShared } }, { platform }) => {
      const change: Partial<Pick<User, 'name' | 'phone' | 'contactShared'>> = {
        ...(name === undefined ? {} : { name }),
        ...(phone === undefined ? {} : { phone }),
        ...(contactShared === undefined ? {} : { contactShared }),
      };
      return { status: 200, body: await changeMe(platform, caller, change) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/me/sign-out',
    operation: 'signOut',
    summary: 'End the sign-in that the token belongs to',
    tag: 'Service',
    admitsBarred: true,
    responses: { 204: { description: 'No token of it counts any more' } },
    errors: ['CONFLICT'],
    handle: async ({ caller }, { platform }) => {
      await signOut(platform, caller);
      return { status: 204 };
    },
  }),
];
