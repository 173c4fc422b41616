import * as z from 'zod';
import { linkExport } from '#app/export-link.ts';
import { cancelDownload, downloadStatus, startDownload } from '#app/query/download.ts';
import { estimateQuery } from '#app/query/estimate.ts';
import { queryResult } from '#app/query/result.ts';
import { cancelQuery, cancelQueryByKey, queryStatus } from '#app/query/status.ts';
import { submitQuery } from '#app/query/submit.ts';
import { FILE_FORMATS } from '#core/files/format.ts';
import { QuerySpecSchema } from '#core/model/query-spec.ts';
import { IDEMPOTENCY_KEY } from '../idempotency-key.ts';
import { PREVIEW } from '../preview.ts';
import { route } from '../route.ts';
import { ASKED_RESPONSES, ASKING_HEADERS, asked, asking } from './asked.ts';
import { wholeNumberSchema } from './number-schema.ts';
import { EstimateSchema, QueryResultSchema, QueryViewSchema, UlidSchema } from './query-schema.ts';

const STATUS_WAIT_MS = 800;

const NO_RESULT = [
  'NOT_FOUND',
  'QUERY_NOT_READY',
  'QUERY_CANCELLED',
  'QUERY_TIMED_OUT',
  'QUERY_TOO_LARGE',
] as const;
const QueryParams = z.strictObject({ id: UlidSchema });
const DownloadParams = z.strictObject({ id: UlidSchema, download: UlidSchema });
const SpecSchema = QuerySpecSchema.meta({ id: 'QuerySpec' });
const DownloadSchema = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'failed', 'cancelled']),
    progress: z
      .object({ written: z.int(), rows: z.int() })
      .nullable()
      .describe('Rows that are written, and rows to write; null before it has begun'),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: 'Download' });

export const QUERY_ROUTES = [
  route({
    method: 'POST',
    path: '/v1/queries',
    operation: 'submitQuery',
    summary: 'Ask a question',
    tag: 'Queries',
    body: SpecSchema,
    checksBody: false,
    query: z.strictObject({
      limit: wholeNumberSchema(50_000).optional().describe('Rows of the first page, where it comes at once'),
    }),
    requestHeaders: ASKING_HEADERS,
    responses: ASKED_RESPONSES,
    errors: [
      'FIELD_NOT_FOUND',
      'DATASET_NOT_FOUND',
      'AREA_NOT_FOUND',
      'QUERY_TOO_LARGE',
      'CONFLICT',
      'QUERY_CANCELLED',
      'FORBIDDEN',
      'REASON_REQUIRED',
      'ACCESS_CHANGED',
    ],
    handle: async ({ caller, body, query, header }, { platform }) => {
      const view = await submitQuery(platform, caller, body, {
        ...asking(header),
        ...(query.limit === undefined ? {} : { firstRows: query.limit }),
      });
      return asked(view);
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/queries',
    operation: 'cancelQueryByKey',
    summary: 'Cancel a query by its idempotency key, before its id is known',
    tag: 'Queries',
    query: z.strictObject({ key: z.string().regex(IDEMPOTENCY_KEY) }),
    responses: { 204: { description: 'It is cancelled, had ended before, or will not begin' } },
    handle: async ({ caller, query }, { platform }) => {
      await cancelQueryByKey(platform, caller, query.key);
      return { status: 204 };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/queries/estimate',
    operation: 'estimateQuery',
    summary: 'What a question would take, and what would make it lighter; nothing is asked',
    tag: 'Queries',
    body: SpecSchema,
    checksBody: false,
    requestHeaders: PREVIEW,
    responses: { 200: { description: 'The estimate', schema: EstimateSchema } },
    errors: ['FIELD_NOT_FOUND', 'DATASET_NOT_FOUND', 'AREA_NOT_FOUND', 'QUERY_TOO_LARGE', 'FORBIDDEN'],
    handle: async ({ caller, body }, { platform }) => ({
      status: 200,
      body: await estimateQuery(platform, caller, body),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/queries/{id}',
    operation: 'getQuery',
    summary: 'How a query stands; asking keeps it alive for 15 seconds',
    tag: 'Queries',
    params: QueryParams,
    responses: { 200: { description: 'The query, without its result', schema: QueryViewSchema } },
    errors: ['NOT_FOUND', 'FORBIDDEN', 'ACCESS_CHANGED'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: await queryStatus(platform, caller, params.id, STATUS_WAIT_MS),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/queries/{id}',
    operation: 'cancelQuery',
    summary: 'Cancel a query',
    tag: 'Queries',
    params: QueryParams,
    responses: { 204: { description: 'It is cancelled, or had ended before' } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => {
      await cancelQuery(platform, caller, params.id);
      return { status: 204 };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/queries/{id}/result',
    operation: 'getResult',
    summary: 'A page of the result',
    tag: 'Queries',
    params: QueryParams,
    query: z.strictObject({
      cursor: z.string().max(500).optional(),
      limit: wholeNumberSchema(50_000).optional(),
    }),
    responses: { 200: { description: 'The page', schema: QueryResultSchema } },
    errors: [...NO_RESULT, 'FORBIDDEN', 'ACCESS_CHANGED'],
    handle: async ({ caller, params, query }, { platform }) => ({
      status: 200,
      body: await queryResult(platform, caller, params.id, {
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
        ...(query.limit === undefined ? {} : { limit: query.limit }),
      }),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/queries/{id}/downloads',
    operation: 'startDownload',
    summary: 'Have the whole result written to a file',
    tag: 'Queries',
    params: QueryParams,
    body: z
      .strictObject({
        format: z
          .enum(FILE_FORMATS)
          .describe(
            'geojson takes an answer with places: groups by areas or cells, or records with coordinates',
          ),
        address: z
          .string()
          .regex(/^\/(?!\/)[\x21-\x7e]{0,1999}$/, 'use a path of the site, as in /explore?v=map')
          .optional()
          .describe('Path of the page that shows the same; the file names it'),
        reason: z
          .string()
          .max(200)
          .optional()
          .describe('Where a dataset asks at each download; else the one chosen for the session'),
      })
      .meta({ id: 'DownloadRequest' }),
    responses: {
      202: {
        description: 'It is being written',
        schema: z.object({ id: z.string(), state: z.enum(['running', 'succeeded', 'failed', 'cancelled']) }),
        headers: { location: 'Where to ask for the file' },
      },
    },
    errors: [...NO_RESULT, 'FORBIDDEN', 'ACCESS_CHANGED', 'REASON_REQUIRED'],
    handle: async ({ caller, params, body }, { platform, links }) => {
      const { format, reason, address } = body;
      const { id, state } = await startDownload(platform, caller, params.id, {
        format,
        reason,
        address: address === undefined ? undefined : links.page(address),
      });
      return {
        status: 202,
        body: { id, state },
        headers: { location: `/v1/queries/${params.id}/downloads/${id}` },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/queries/{id}/downloads/{download}',
    operation: 'getDownload',
    summary: 'The file, or how far it is',
    tag: 'Queries',
    params: DownloadParams,
    responses: {
      200: { description: 'It is not there yet, or could not be written', schema: DownloadSchema },
      303: {
        description: 'It is written',
        headers: { location: 'The file, for five minutes and without a token' },
      },
    },
    errors: ['NOT_FOUND', 'FORBIDDEN', 'ACCESS_CHANGED'],
    handle: async ({ caller, params }, { platform }) => {
      const download = await downloadStatus(platform, caller, params.id, params.download, STATUS_WAIT_MS);
      const { id, key, fileName, query, reason, progress } = download;
      if (download.state === 'succeeded' && key !== null && fileName !== null) {
        const secret = await linkExport(platform, caller, { key, fileName, query, reason });
        return { status: 303, headers: { location: `/exports/${secret}/${encodeURIComponent(fileName)}` } };
      }
      const error = download.error === null ? null : { code: 'UNAVAILABLE', detail: download.error };
      return { status: 200, body: { id, state: download.state, progress, error } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/queries/{id}/downloads/{download}',
    operation: 'cancelDownload',
    summary: 'Stop writing a file',
    tag: 'Queries',
    params: DownloadParams,
    responses: { 204: { description: 'It is stopped, or had ended before' } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => {
      await cancelDownload(platform, caller, params.id, params.download);
      return { status: 204 };
    },
  }),
];
