import * as z from 'zod';
import { describeAccess } from '#app/access/own-access.ts';
import { chooseReason } from '#app/access/reason.ts';
import { ABOUT, DECIDED_BY, explainAccess } from '#app/access/why.ts';
import { PREVIEW } from '../preview.ts';
import { route } from '../route.ts';
import { DatasetIdSchema } from './dataset-schema.ts';
import { AdministratorsSchema } from './people-schema.ts';

const AskSchema = AdministratorsSchema.describe('Whom to ask');
const HeldSchema = { id: z.string(), title: z.string(), version: z.int() };

const AccessSchema = z
  .object({
    profile: z
      .object({ ...HeldSchema, preview: z.boolean().describe('Looked through by an administrator') })
      .nullable(),
    problem: z.string().nullable().describe('Why nothing, or not all of it, can be seen'),
    ask: AskSchema,
    datasets: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          kind: z.enum(['records', 'counts']),
          download: z.boolean(),
          minimumCount: z.int(),
          rounding: z.int(),
          fields: z.array(z.string()),
          rule: z.string().nullable().describe('Which records; null = every one'),
          precision: z.string(),
          reason: z.object({ session: z.boolean(), download: z.boolean() }),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Access' });

export const ACCESS_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/access',
    operation: 'getAccess',
    summary: 'What the caller may see',
    tag: 'Access',
    requestHeaders: PREVIEW,
    responses: { 200: { description: 'It, in words', schema: AccessSchema } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller }, { platform }) => ({
      status: 200,
      body: await describeAccess(platform, caller),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/access/why',
    operation: 'explainAccess',
    summary: 'Why the caller cannot see something, and whom to ask',
    tag: 'Access',
    requestHeaders: PREVIEW,
    query: z.strictObject({
      dataset: DatasetIdSchema.optional(),
      field: z.string().max(64).optional(),
      level: z.string().max(20).optional().describe('A level of areas, `cell_9`, or `exact`'),
      about: z.enum(ABOUT),
    }),
    responses: {
      200: {
        description: 'The rule that decides; the same whether what it hides exists or not',
        schema: z
          .object({
            decidedBy: z.enum(DECIDED_BY),
            text: z.string(),
            profile: z.object(HeldSchema).nullable(),
            ask: AskSchema,
          })
          .meta({ id: 'Why' }),
      },
    },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, query }, { platform }) => {
      const { dataset = null, field = null, level = null, about } = query;
      return { status: 200, body: await explainAccess(platform, caller, { dataset, field, level, about }) };
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/me/reason',
    operation: 'chooseReason',
    summary: 'Say what one uses records for, for this sign-in and 12 hours',
    tag: 'Access',
    body: z.strictObject({ reason: z.string().max(200) }).meta({ id: 'ReasonRequest' }),
    responses: { 204: { description: 'It is noted' } },
    handle: async ({ caller, body }, { platform }) => {
      await chooseReason(platform, caller, body.reason);
      return { status: 204 };
    },
  }),
];
