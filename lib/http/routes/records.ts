import * as z from 'zod';
import { openRecord } from '#app/record/open-record.ts';
import type { RecordView } from '#app/record/record-view.ts';
import type { ManifestId } from '#core/model/id.ts';
import { PREVIEW } from '../preview.ts';
import { route } from '../route.ts';
import { idSchema } from './dataset-schema.ts';
import { RESULT_TYPES } from './query-schema.ts';

const RecordParams = z.strictObject({
  dataset: z.string().regex(/^[a-z][a-z0-9-]{1,47}$/),
  id: z
    .string()
    .regex(/^[\w-]{22}$/)
    .describe('The reference of a record, as a list of records has it'),
});

const FieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  about: z.enum(['time', 'place', 'record']),
  type: z.enum(RESULT_TYPES),
  value: z.union([z.number(), z.string(), z.boolean(), z.null()]).describe('null = unknown'),
  text: z.string().nullable().describe('What people read for a code'),
  unit: z.string().nullable(),
});

const EarlierSchema = z.object({
  untold: z
    .enum(['no-key', 'key-hidden', 'key-unknown'])
    .nullable()
    .describe('Why none can be told; null = they were looked for'),
  versions: z
    .array(
      z.object({
        manifest: idSchema<ManifestId>(),
        publishedAt: z.string().describe('Of the latest publication that said so'),
        differences: z
          .array(z.object({ was: FieldSchema, now: FieldSchema }))
          .readonly()
          .describe('Fields that the profile shows now'),
      }),
    )
    .readonly()
    .describe('Newest first'),
  looked: z.int().describe('Earlier publications that were looked at'),
  left: z.int().describe('Earlier publications that were not: too many, or no longer kept'),
});

const RecordSchema: z.ZodType<RecordView> = z
  .object({
    dataset: z.string(),
    title: z.string(),
    noun: z.string(),
    reference: z.string(),
    fields: z.array(FieldSchema).readonly(),
    provenance: z.object({
      dataset: z.string(),
      manifest: idSchema<ManifestId>(),
      publishedAt: z.string(),
      agency: z.string(),
      licence: z.string(),
      delivery: z
        .object({
          receivedOn: z.string(),
          number: z.int().nullable(),
          fileName: z.string().nullable(),
          row: z.int().nullable().describe('Of the file, the first after its header = 1'),
        })
        .nullable()
        .describe(
          'Number, file and row only where the profile shows exact places: files are in the order of places',
        ),
      precision: z.string(),
      rule: z.string().nullable(),
    }),
    earlier: EarlierSchema.exactOptional().describe('Where it was asked for'),
  })
  .meta({ id: 'Record' });

export const RECORD_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/records/{dataset}/{id}',
    operation: 'getRecord',
    summary: 'One record, with where it comes from',
    tag: 'Queries',
    params: RecordParams,
    query: z.strictObject({
      earlier: z.enum(['true', 'false']).optional().describe('Also what earlier publications said of it'),
    }),
    requestHeaders: PREVIEW,
    responses: { 200: { description: 'The record as the profile shows it', schema: RecordSchema } },
    errors: ['NOT_FOUND', 'FORBIDDEN', 'REASON_REQUIRED', 'UNAVAILABLE', 'TOO_MANY_REQUESTS'],
    handle: async ({ caller, params, query }, { platform }) => ({
      status: 200,
      body: await openRecord(platform, caller, params.dataset, params.id, {
        withEarlier: query.earlier === 'true',
      }),
    }),
  }),
];
