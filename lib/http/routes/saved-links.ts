import * as z from 'zod';
import { makeLink, showLink } from '#app/saved/link.ts';
import { openLink } from '#app/saved/open-link.ts';
import { PREVIEW } from '../preview.ts';
import { route } from '../route.ts';
import { ASKED_RESPONSES, ASKING_HEADERS, asked, asking } from './asked.ts';
import { UlidSchema } from './query-schema.ts';
import { OwnerSchema, SearchSchema } from './saved-schema.ts';

const TAG = 'Links';
const Params = z.strictObject({ id: UlidSchema });
const LinkSchema = z
  .object({
    id: z.string(),
    owner: OwnerSchema,
    askedAt: z.string().describe('When the table was asked'),
    search: z.string().describe('Address state of the question, as far as the caller’s profile can name it'),
    leftOut: z.boolean(),
    publications: z.array(
      z.object({
        dataset: z.string(),
        title: z.string(),
        publishedAt: z.string().nullable(),
        kept: z.boolean().describe('False: its files are gone, and the table cannot be shown as it was'),
      }),
    ),
  })
  .meta({ id: 'Link' });

export const LINK_ROUTES = [
  route({
    method: 'POST',
    path: '/v1/queries/{id}/links',
    operation: 'makeLink',
    summary: 'A link to a table as it was: the publications of a query of one’s own',
    tag: TAG,
    params: Params,
    body: z.strictObject({ search: SearchSchema }).meta({ id: 'LinkRequest' }),
    responses: {
      201: { description: 'The link; the same query gives the same one', schema: LinkSchema },
    },
    errors: ['NOT_FOUND', 'ACCESS_CHANGED', 'TOO_MANY_REQUESTS'],
    handle: async ({ caller, params, body }, { platform }) => ({
      status: 201,
      body: await makeLink(platform, caller, params.id, body.search),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/links/{id}',
    operation: 'getLink',
    summary: 'What a link shows, without its table',
    tag: TAG,
    params: Params,
    requestHeaders: PREVIEW,
    responses: { 200: { description: 'The link', schema: LinkSchema } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: await showLink(platform, caller, params.id),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/links/{id}/queries',
    operation: 'openLink',
    summary: 'Ask what a link shows, under one’s own profile of now',
    tag: TAG,
    params: Params,
    requestHeaders: ASKING_HEADERS,
    responses: ASKED_RESPONSES,
    errors: [
      'NOT_FOUND',
      'FIELD_NOT_FOUND',
      'CONFLICT',
      'FORBIDDEN',
      'REASON_REQUIRED',
      'ACCESS_CHANGED',
      'QUERY_TOO_LARGE',
    ],
    handle: async ({ caller, params, header }, { platform }) =>
      asked(await openLink(platform, caller, params.id, asking(header))),
  }),
];
