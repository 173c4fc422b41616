import * as z from 'zod';
import { chainState, verifyChain } from '#app/audit/chain-state.ts';
import { readEffect } from '#app/audit/effect.ts';
import { EXPORT_FORMATS, exportAudit } from '#app/audit/export.ts';
import { replayEffect } from '#app/audit/replay.ts';
import { ownTrail, type SearchSpec, searchAudit } from '#app/audit/search.ts';
import { datasetUse } from '#app/audit/use.ts';
import { route } from '../route.ts';
import {
  AUDIT_ACTIONS,
  ChainSchema,
  CursorSchema,
  EffectSchema,
  EffectViewSchema,
  EntryListSchema,
  EntrySchema,
  MomentSchema,
  UseSchema,
  VerificationSchema,
} from './audit-schema.ts';
import { DatasetIdSchema } from './dataset-schema.ts';
import { QueryResultSchema } from './query-schema.ts';

const READERS = ['auditor'] as const;
const EffectParams = z.strictObject({ effect: EffectSchema });

const RowsSchema = z
  .string()
  .regex(/^\d{1,9}$/, 'use a whole number')
  .transform(Number)
  .meta({ override: { type: 'integer', minimum: 0 } });

const SearchQuery = z.strictObject({
  who: z.string().max(320).optional().describe('A person’s id or e-mail address'),
  organisation: z.string().max(64).optional(),
  dataset: z.string().max(64).optional(),
  action: z.enum(AUDIT_ACTIONS).optional().describe('`consultation` finds `combination` too'),
  object: z.string().max(200).optional().describe('How it begins'),
  from: MomentSchema.optional(),
  to: MomentSchema.optional(),
  minRows: RowsSchema.optional(),
  maxRows: RowsSchema.optional(),
  cursor: CursorSchema.optional(),
});

export const AUDIT_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/audit/events',
    operation: 'searchAudit',
    summary: 'What was done, newest first; of the last 31 days unless it says otherwise',
    tag: 'Audit',
    roles: READERS,
    query: SearchQuery,
    responses: {
      200: {
        description: 'A page may be short, or empty, and still have one after it',
        schema: EntryListSchema,
      },
    },
    handle: async ({ caller, query }, { platform }) => ({
      status: 200,
      body: await searchAudit(platform, caller, given(query) as SearchSpec),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/audit/events/{effect}',
    operation: 'getAuditEvent',
    summary: 'Everything that the audit has of one effect',
    tag: 'Audit',
    roles: READERS,
    params: EffectParams,
    responses: { 200: { description: 'The entry', schema: EffectViewSchema } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: await readEffect(platform, caller, params.effect),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/audit/events/{effect}/replay',
    operation: 'replayAuditEvent',
    summary: 'See again what a person saw',
    tag: 'Audit',
    roles: READERS,
    params: EffectParams,
    responses: {
      200: {
        description: 'Of the same publications, under the same version of the profile',
        schema: z.object({ entry: EntrySchema, result: QueryResultSchema }),
      },
    },
    errors: [
      'NOT_FOUND',
      'CONFLICT',
      'QUERY_CANCELLED',
      'QUERY_NOT_READY',
      'QUERY_TIMED_OUT',
      'QUERY_TOO_LARGE',
    ],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: await replayEffect(platform, caller, params.effect),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/audit/use',
    operation: 'getDatasetUse',
    summary:
      'Which organisations used a supplier’s datasets, by month, in numbers; the last three months unless it says',
    tag: 'Audit',
    roles: ['super-admin', 'auditor', 'supplier'],
    query: z.strictObject({
      dataset: DatasetIdSchema.optional(),
      from: MomentSchema.optional(),
      to: MomentSchema.optional(),
    }),
    responses: {
      200: { description: 'The newest month first', schema: z.object({ items: z.array(UseSchema) }) },
    },
    errors: ['DATASET_NOT_FOUND'],
    handle: async ({ caller, query }, { platform }) => ({
      status: 200,
      body: { items: await datasetUse(platform, caller, query) },
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/audit/export',
    operation: 'exportAudit',
    summary: 'Sealed events, oldest first, for a SIEM',
    tag: 'Audit',
    roles: READERS,
    query: z.strictObject({
      format: z.enum(EXPORT_FORMATS).describe('As recorded, or as OCSF 1.3.0'),
      from: MomentSchema.optional(),
      to: MomentSchema.optional(),
      cursor: CursorSchema.optional(),
    }),
    responses: {
      200: {
        description: 'One event a line',
        schema: z.string(),
        type: 'application/x-ndjson',
        headers: { 'x-next-cursor': 'Where to go on; absent at the end' },
      },
    },
    handle: async ({ caller, query }, { platform }) => {
      const { text, nextCursor } = await exportAudit(platform, caller, query);
      return {
        status: 200,
        text: { type: 'application/x-ndjson', body: text },
        ...(nextCursor === null ? {} : { headers: { 'x-next-cursor': nextCursor } }),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/audit/chain',
    operation: 'getAuditChain',
    summary: 'The head of the chain: keep it elsewhere, the chain can be held against it',
    tag: 'Audit',
    roles: READERS,
    responses: { 200: { description: 'The head', schema: ChainSchema } },
    handle: async ({ caller }, { platform }) => ({ status: 200, body: await chainState(platform, caller) }),
  }),
  route({
    method: 'POST',
    path: '/v1/audit/verification',
    operation: 'verifyAudit',
    summary: 'Walk the chain and name the first thing that is not as it was written',
    tag: 'Audit',
    roles: READERS,
    responses: { 200: { description: 'What was found', schema: VerificationSchema } },
    handle: async ({ caller }, { platform }) => {
      const { firstBreak, ...found } = await verifyChain(platform, caller);
      const at = firstBreak?.at ?? null;
      return {
        status: 200,
        body: {
          ...found,
          firstBreak:
            firstBreak === null ? null : { ...firstBreak, at: at === null ? 'as a whole' : `line ${at}` },
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/me/trail',
    operation: 'getOwnTrail',
    summary: 'What the caller has done, newest first, of the last year',
    tag: 'Audit',
    query: z.strictObject({ cursor: CursorSchema.optional() }),
    responses: { 200: { description: 'A page', schema: EntryListSchema } },
    handle: async ({ caller, query }, { platform }) => ({
      status: 200,
      body: await ownTrail(platform, caller, query.cursor),
    }),
  }),
];

/** Without parameters that were not given. */
function given(query: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
