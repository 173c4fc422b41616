import * as z from 'zod';
import type { Delivery } from '#core/model/delivery.ts';
import type { ManifestId } from '#core/model/id.ts';
import { DatasetIdSchema, idSchema, MonthSchema } from './dataset-schema.ts';

const count = z.int().min(0);

const CoverageSchema = z
  .object({
    from: z.string(),
    to: z.string(),
    areas: z.array(z.string()).readonly().nullable().describe('null = everywhere'),
    stated: z.enum(['manifest', 'command', 'file-name', 'contract', 'assumed']).describe('Who said so'),
  })
  .meta({ id: 'Coverage', description: 'Whole months, both included, and areas that a delivery covers' });

const ReportSchema = z
  .object({
    rows: count.describe('accepted + rejected + duplicate'),
    accepted: count,
    rejected: count,
    duplicate: count,
    byReason: z.record(z.string(), count),
    rejections: z
      .array(
        z.object({
          row: z.int().describe('1 = the first after the header'),
          field: z.string(),
          reason: z.enum([
            'COLUMN_COUNT',
            'VALUE_REQUIRED',
            'DATE_INVALID',
            'DATE_IN_FUTURE',
            'DATE_OUTSIDE_PERIOD',
            'NUMBER_INVALID',
            'VALUE_TOO_LONG',
            'ENCODING_INVALID',
          ]),
        }),
      )
      .describe('The first 1,000'),
    warnings: z.array(
      z.object({
        code: z.enum([
          'KEY_REUSED',
          'CODE_UNLISTED',
          'PLACE_ZERO',
          'PLACE_SWAPPED',
          'PLACE_OUTSIDE',
          'PLACE_INVALID',
          'PLACE_MISSING',
          'OTHER_AGENCY',
          'OUTSIDE_COVERAGE',
          'COVERAGE_ASSUMED',
          'PRINTED_AREA_DIFFERS',
        ]),
        field: z.string().nullable(),
        rows: count,
        message: z.string(),
      }),
    ),
    byMonth: z.record(z.string(), count).describe('Accepted rows per local month'),
    replaced: count.describe('Rows of earlier deliveries whose place they took'),
  })
  .meta({ id: 'DeliveryReport' });

export const DeliverySchema: z.ZodType<Delivery> = z
  .object({
    number: z.int(),
    dataset: z.string(),
    agency: z.string(),
    fileName: z.string(),
    bytes: count,
    sha256: z.string(),
    receivedAt: z.string(),
    receivedBy: z.string(),
    state: z.enum([
      'received',
      'checking',
      'publishing',
      'published',
      'unchanged',
      'refused',
      'failed',
      'withdrawn',
    ]),
    step: z.string().describe('What is being done, or where it stopped'),
    definitionVersion: z.int(),
    layout: z.string().nullable(),
    coverage: CoverageSchema.nullable(),
    report: ReportSchema.nullable(),
    faults: z
      .array(
        z.object({
          code: z.enum([
            'FILE_EMPTY',
            'FILE_HEADER_ONLY',
            'FILE_HEADER_UNKNOWN',
            'FILE_BINARY',
            'FILE_ENCODING',
            'FILE_NUL_BYTE',
            'FILE_LINE_TOO_LONG',
            'FILE_TOO_LARGE',
            'FILE_CHECKSUM',
            'FILE_ROW_COUNT',
            'FILE_NO_PERIOD',
            'FILE_NO_GOOD_ROW',
            'FILE_UNREADABLE',
            'MANIFEST_INVALID',
          ]),
          message: z.string(),
        }),
      )
      .describe('All faults of a refused file'),
    manifest: idSchema<ManifestId>().nullable().describe('The publication that it went out with'),
    sameAs: z.int().nullable().describe('For `unchanged`: the delivery with the same bytes'),
    replacedSince: z
      .int()
      .exactOptional()
      .describe('For `unchanged`: rows of that delivery that later ones have replaced, and that stay so'),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });

export const UploadRequestSchema = z
  .strictObject({
    dataset: DatasetIdSchema,
    fileName: z.string().min(1).max(200),
    covers: z
      .strictObject({
        from: MonthSchema,
        to: MonthSchema,
        areas: z.array(z.string().trim().min(1).max(20)).min(1).max(5_000).nullable(),
      })
      .refine(({ from, to }) => from <= to, 'the first month is after the last')
      .optional()
      .describe('What the file covers, unless its name or the contract says so'),
  })
  .meta({ id: 'UploadRequest' });
