import * as z from 'zod';
import { checkProfile } from '#app/access/profile-preview.ts';
import {
  listProfiles,
  readProfile,
  readProfileVersions,
  retireProfile,
  writeProfile,
} from '#app/access/profiles.ts';
import { rolesFor } from '#app/authorise.ts';
import { expectedVersion, IF_MATCH } from '../precondition.ts';
import { route } from '../route.ts';
import { wholeNumberSchema } from './number-schema.ts';
import {
  ProfileChangeSchema,
  ProfileCheckSchema,
  ProfileIdSchema,
  ProfileSchema,
  ProfileSummarySchema,
  ProfileVersionSchema,
  profileBody,
  WrittenProfileSchema,
} from './profile-schema.ts';

const READERS = rolesFor('read-profiles');
const CHANGERS = rolesFor('change-profiles');
const ProfileParams = z.strictObject({ id: ProfileIdSchema });
const ONE = { description: 'The profile', schema: ProfileSchema };

export const PROFILE_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/profiles',
    operation: 'listProfiles',
    summary: 'All profiles',
    tag: 'Profiles',
    roles: READERS,
    responses: {
      200: {
        description: 'The profiles, by id',
        schema: z.object({ items: z.array(ProfileSummarySchema), nextCursor: z.null() }),
      },
    },
    handle: async ({ caller }, { platform }) => ({
      status: 200,
      body: { items: await listProfiles(platform, caller), nextCursor: null },
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/profiles/check',
    operation: 'checkProfile',
    summary: 'What a profile would do if it were written',
    tag: 'Profiles',
    roles: CHANGERS,
    body: WrittenProfileSchema,
    checksBody: false,
    responses: {
      200: { description: 'Its faults, or what it changes for whom', schema: ProfileCheckSchema },
    },
    handle: async ({ caller, body }, { platform }) => ({
      status: 200,
      body: await checkProfile(platform, caller, body),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/profiles/{id}',
    operation: 'getProfile',
    summary: 'A profile as it is now',
    tag: 'Profiles',
    roles: READERS,
    params: ProfileParams,
    responses: { 200: ONE },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: profileBody(await readProfile(platform, caller, params.id)),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/profiles/{id}/versions',
    operation: 'listProfileVersions',
    summary: 'The versions of a profile',
    tag: 'Profiles',
    roles: READERS,
    params: ProfileParams,
    responses: {
      200: {
        description: 'The versions, newest first',
        schema: z.object({ items: z.array(ProfileVersionSchema), nextCursor: z.null() }),
      },
    },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: { items: await readProfileVersions(platform, caller, params.id), nextCursor: null },
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/profiles/{id}/versions/{version}',
    operation: 'getProfileVersion',
    summary: 'One version of a profile',
    tag: 'Profiles',
    roles: READERS,
    params: z.strictObject({ id: ProfileIdSchema, version: wholeNumberSchema(1_000_000) }),
    responses: { 200: ONE },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: profileBody(await readProfile(platform, caller, params.id, params.version)),
    }),
  }),
  route({
    method: 'PUT',
    path: '/v1/profiles/{id}',
    operation: 'writeProfile',
    summary: 'Add or change a profile',
    tag: 'Profiles',
    roles: CHANGERS,
    params: ProfileParams,
    body: WrittenProfileSchema,
    checksBody: false,
    requestHeaders: IF_MATCH,
    responses: {
      200: {
        description: 'It shows no more than before and is in force',
        schema: z.object({ state: z.literal('in-force'), profile: ProfileSchema }),
      },
      202: {
        description: 'It may show more: a second Super Admin has to approve it',
        schema: z.object({ state: z.literal('awaiting-approval'), change: ProfileChangeSchema }),
      },
    },
    errors: ['CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, body, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      const written = await writeProfile(platform, caller, params.id, body, expected);
      return written.state === 'in-force'
        ? { status: 200, body: { state: 'in-force', profile: profileBody(written.profile) } }
        : { status: 202, body: written };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/profiles/{id}/retirement',
    operation: 'retireProfile',
    summary: 'Take a profile out of use, for good',
    tag: 'Profiles',
    roles: CHANGERS,
    params: ProfileParams,
    requestHeaders: IF_MATCH,
    responses: { 200: ONE },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      return { status: 200, body: profileBody(await retireProfile(platform, caller, params.id, expected)) };
    },
  }),
];
