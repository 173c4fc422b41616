import * as z from 'zod';
import type { DatasetCoverage, DatasetSummary } from '#app/catalogue.ts';
import type { FieldSummary } from '#app/field-summary.ts';
import type { ManifestId } from '#core/model/id.ts';

export const DatasetIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,47}$/, 'use the id of a dataset, as in mps-crime')
  .meta({ description: 'Agency and kind', example: 'mps-crime' });
export const MonthSchema = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'use a month as in 2024-01')
  .meta({ example: '2024-01' });

/** An id of the product's own making: a text to everybody else. */
export function idSchema<Id extends string>(): z.ZodType<Id> {
  return z.string() as unknown as z.ZodType<Id>;
}

export const FieldSummarySchema: z.ZodType<FieldSummary> = z
  .object({
    name: z.string(),
    label: z.string(),
    description: z.string(),
    type: z.enum(['text', 'category', 'integer', 'decimal', 'boolean']),
    role: z.enum(['dimension', 'measure', 'key', 'text', 'internal']),
    unit: z.string().exactOptional().describe('Of a measure, in words'),
    codes: z
      .array(
        z.object({
          code: z.string(),
          label: z.string(),
          parent: z
            .string()
            .exactOptional()
            .describe('Label of the group that a lookup says it belongs to; absent = in no group'),
        }),
      )
      .exactOptional()
      .describe('The code list in its order; absent = an open list or no codes'),
    hidden: z
      .array(z.enum(['query', 'output']))
      .exactOptional()
      .describe('What it is taken out of for everybody; absent = nothing'),
  })
  .meta({ id: 'Field' });

export const DatasetSummarySchema: z.ZodType<DatasetSummary> = z
  .object({
    id: z.string(),
    version: z.int(),
    title: z.string(),
    noun: z.object({ one: z.string(), many: z.string() }).describe('What one record is'),
    description: z.string(),
    agency: z.string(),
    supplier: z.string().describe('Name of who supplies it; the id of the agency where nobody is known'),
    licence: z.string(),
    timePrecision: z.enum(['minute', 'day', 'month', 'year']),
    fields: z.array(FieldSummarySchema),
    common: z.array(z.string()).describe('Names of the common fields that it maps'),
    retired: z.boolean(),
    access: z
      .object({
        kind: z.enum(['records', 'counts']),
        download: z.boolean(),
        minimumCount: z.int(),
        rounding: z.union([z.literal(1), z.literal(3), z.literal(5), z.literal(10), z.literal(100)]),
        levels: z.array(z.string()).nullable().describe('Levels of areas that may be asked for; null = all'),
        cell: z.int().nullable().describe('Finest H3 resolution that may be asked for; null = no cells'),
        exact: z.boolean().describe('Whether the places of records are shown'),
      })
      .nullable()
      .describe('How the profile shows it; null = it is listed for its deliveries only'),
    published: z
      .object({
        manifest: idSchema<ManifestId>(),
        publishedAt: z.string(),
        rows: z.int().nullable().describe('null = the profile does not let the caller know'),
        from: z.string().describe('First month supplied'),
        to: z.string().describe('Last month supplied'),
      })
      .nullable()
      .describe('null = nothing published yet'),
  })
  .meta({ id: 'Dataset' });

export const DatasetCoverageSchema: z.ZodType<DatasetCoverage> = z
  .object({
    dataset: z.string(),
    months: z.array(
      z.object({
        month: z.string(),
        areas: z.array(z.string()).nullable().describe('Codes of the areas supplied; null = everywhere'),
      }),
    ),
  })
  .meta({ id: 'DatasetCoverage' });
