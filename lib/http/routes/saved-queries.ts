import * as z from 'zod';
import { rolesFor } from '#app/authorise.ts';
import { type Comparison, compareSaved } from '#app/saved/compare-saved.ts';
import { listSaved, savedView, showSaved } from '#app/saved/list.ts';
import { changeSaved, removeSaved, saveQuery, takeDownSaved } from '#app/saved/save.ts';
import type { SavedContent } from '#app/saved/saved-query.ts';
import { AppError } from '#core/model/error.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { etagOf, expectedVersion, IF_MATCH } from '../precondition.ts';
import { PREVIEW } from '../preview.ts';
import { route } from '../route.ts';
import { UlidSchema } from './query-schema.ts';
import {
  GroupMovesSchema,
  MeasureSchema,
  SavedContentSchema,
  SavedListQuery,
  SavedPageSchema,
  SavedSchema,
  savedBody,
  TotalSchema,
  WhySchema,
} from './saved-schema.ts';

const TAG = 'Saved queries';
const Params = z.strictObject({ id: UlidSchema });
const ETAG = { etag: 'Its version, for If-Match' };

const PublicationSchema = z
  .object({ publishedAt: z.string(), rows: z.int().nullable().describe('Null = the profile does not tell') })
  .nullable();
const ComparisonSchema = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('running') }),
    z.object({
      state: z.literal('incomparable'),
      why: z
        .enum(['first', 'profile', 'query', 'left-out', 'preview'])
        .describe(
          '`first`: no answer of before is known; `profile`: it was another profile’s; `query`: it was to another question; `left-out`: the profile does not show all that is asked; `preview`: it is looked at through a profile',
        ),
    }),
    z.object({
      state: z.literal('compared'),
      before: z.string(),
      now: z.string(),
      measure: MeasureSchema,
      publications: z
        .array(
          z.object({
            dataset: z.string(),
            title: z.string(),
            before: PublicationSchema,
            now: PublicationSchema,
          }),
        )
        .readonly(),
      total: TotalSchema,
      groups: GroupMovesSchema.describe('The largest changes, of what both answers show a number of'),
      groupsMoved: z.int(),
      redefined: z.array(z.string()).readonly().describe('Datasets that are described otherwise than before'),
      isMoved: z.boolean(),
    }),
  ])
  .meta({ id: 'SavedQueryComparison' });

export const SAVED_QUERY_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/saved-queries',
    operation: 'listSavedQueries',
    summary: 'Saved queries of one’s own, of one’s organisation or of everyone',
    tag: TAG,
    query: SavedListQuery,
    requestHeaders: PREVIEW,
    responses: { 200: { description: 'A page of them, newest first', schema: SavedPageSchema } },
    handle: async ({ caller, query: { scope, q = null, cursor = null } }, { platform }) => {
      const page = await listSaved(platform, caller, { scope, q, cursor });
      return { status: 200, body: { ...page, items: page.items.map(savedBody) } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/saved-queries',
    operation: 'saveQuery',
    summary: 'Save a query',
    tag: TAG,
    body: SavedContentSchema,
    requestHeaders: { 'Idempotency-Key': 'The same key gives the same saved query; 1 to 100 characters' },
    responses: {
      201: {
        description: 'It is saved',
        schema: SavedSchema,
        headers: { ...ETAG, location: 'Where it is read' },
      },
    },
    errors: ['CONFLICT', 'TOO_MANY_REQUESTS'],
    handle: async ({ caller, body, header }, { platform }) => {
      const key = idempotencyKey(header('idempotency-key'));
      const item = await saveQuery(platform, caller, contentOf(body), key);
      return {
        status: 201,
        body: savedBody(await savedView(platform, caller, item)),
        headers: { location: `/v1/saved-queries/${item.value.id}`, etag: etagOf(item.version) },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/saved-queries/{id}',
    operation: 'getSavedQuery',
    summary: 'One saved query, as far as one’s own profile can name it',
    tag: TAG,
    params: Params,
    requestHeaders: PREVIEW,
    responses: { 200: { description: 'The saved query', schema: SavedSchema, headers: ETAG } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => {
      const view = await showSaved(platform, caller, params.id);
      return { status: 200, body: savedBody(view), headers: { etag: etagOf(view.version) } };
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/saved-queries/{id}',
    operation: 'changeSavedQuery',
    summary: 'Write a saved query anew',
    tag: TAG,
    roles: rolesFor('change-saved-queries'),
    params: Params,
    body: SavedContentSchema,
    requestHeaders: IF_MATCH,
    responses: { 200: { description: 'As it is now', schema: SavedSchema, headers: ETAG } },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, body, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      const item = await changeSaved(platform, caller, params.id, expected, contentOf(body));
      const view = await savedView(platform, caller, item);
      return { status: 200, body: savedBody(view), headers: { etag: etagOf(view.version) } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/saved-queries/{id}',
    operation: 'deleteSavedQuery',
    summary: 'Delete a saved query and its alert',
    tag: TAG,
    roles: rolesFor('change-saved-queries'),
    params: Params,
    requestHeaders: IF_MATCH,
    responses: { 204: { description: 'It is gone' } },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, header }, { platform }) => {
      await removeSaved(platform, caller, params.id, expectedVersion(header('if-match')));
      return { status: 204 };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/saved-queries/{id}/take-down',
    operation: 'takeDownSavedQuery',
    summary: 'End the sharing of what somebody else shares',
    tag: TAG,
    roles: rolesFor('take-down-saved-queries'),
    params: Params,
    body: z.strictObject({ why: WhySchema }),
    requestHeaders: IF_MATCH,
    responses: { 204: { description: 'Only its owner sees it now, with the reason' } },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, body, header }, { platform }) => {
      await takeDownSaved(platform, caller, params.id, expectedVersion(header('if-match')), body.why);
      return { status: 204 };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/saved-queries/{id}/comparison',
    operation: 'compareSavedQuery',
    summary: 'Ask a saved query, and what moved since one last asked it of other publications',
    tag: TAG,
    params: Params,
    requestHeaders: {
      ...PREVIEW,
      'Idempotency-Key': 'The same key goes on with what is running; 1 to 40 characters',
    },
    responses: {
      200: { description: 'What moved, or why it cannot be told', schema: ComparisonSchema },
      202: { description: 'It is still at work: ask again with the same key', schema: ComparisonSchema },
    },
    errors: [
      'NOT_FOUND',
      'FIELD_NOT_FOUND',
      'DATASET_NOT_FOUND',
      'AREA_NOT_FOUND',
      'QUERY_TOO_LARGE',
      'QUERY_TIMED_OUT',
      'QUERY_CANCELLED',
      'REASON_REQUIRED',
      'ACCESS_CHANGED',
    ],
    handle: async ({ caller, params, header }, { platform }) => {
      const key = shortKey(header('idempotency-key')) ?? platform.newId();
      const comparison: Comparison = await compareSaved(platform, caller, params.id, key);
      return { status: comparison.state === 'running' ? 202 : 200, body: comparison };
    },
  }),
];

/** A part is added to it, so that it is shorter than other keys. */
function shortKey(header: string | undefined): string | null {
  const key = idempotencyKey(header);
  if (key === null || key.length <= 40) return key;
  const faults = [{ at: 'Idempotency-Key', message: 'use 1 to 40 printable characters' }];
  throw new AppError('SPEC_INVALID', 'the header Idempotency-Key cannot be used', { details: { faults } });
}

function contentOf({
  title,
  description,
  search,
  spec,
  visibility,
}: z.output<typeof SavedContentSchema>): SavedContent {
  return { title, description, search, spec, visibility };
}
