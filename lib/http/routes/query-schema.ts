import * as z from 'zod';
import type { QueryEstimate } from '#app/query/estimate.ts';
import type { QueryView } from '#app/query/query-record.ts';
import type { ErrorCode } from '#core/model/error.ts';
import type { ManifestId, QueryId } from '#core/model/id.ts';
import type { Cell, QueryResult, ResultColumn } from '#core/model/result.ts';
import { STATUS } from '../status.ts';
import { idSchema } from './dataset-schema.ts';

/** The id of a query or download, as it stands in an address. */
export const UlidSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);

/** Types of columns. */
export const RESULT_TYPES = [
  'integer',
  'number',
  'text',
  'boolean',
  'month',
  'date',
  'area',
  'cell',
] as const;

const CellSchema: z.ZodType<Cell> = z.union([z.number(), z.string(), z.boolean(), z.null()]);

/** A number of records, or `c` where the profile gives none. */
const CountSchema = z.union([z.int(), z.literal('c')]);

const ColumnSchema: z.ZodType<ResultColumn> = z
  .object({
    name: z.string(),
    label: z.string(),
    role: z.enum(['group', 'measure', 'record']),
    type: z.enum(RESULT_TYPES),
    values: z
      .array(CellSchema)
      .readonly()
      .describe(
        'A measure is a number or a mark: `c` suppressed, `x` not supplied, `h` hidden, `u` unknown; else null = unknown',
      ),
    labels: z.record(z.string(), z.string()).exactOptional().describe('Code → what people read'),
    unit: z.string().exactOptional(),
    denominator: z
      .object({
        name: z.string(),
        source: z.string(),
        years: z.array(z.int()).readonly().describe('Years of the table that were used'),
        per: z.number(),
        annualised: z.boolean(),
        value: z
          .number()
          .nullable()
          .describe('On average over the months supplied, of all areas asked for; null = not known'),
      })
      .exactOptional()
      .describe('What a rate was divided by'),
  })
  .meta({ id: 'ResultColumn' });

export const QueryResultSchema: z.ZodType<QueryResult> = z
  .object({
    columns: z.array(ColumnSchema),
    rowCount: z.int().describe('Rows of the whole result'),
    cut: z.boolean().describe('Whether the limit cut the result'),
    words: z.string().describe('The query as a sentence'),
    publications: z.array(
      z.object({ dataset: z.string(), manifest: idSchema<ManifestId>(), publishedAt: z.string() }),
    ),
    coverage: z.array(
      z.object({
        dataset: z.string(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        missingMonths: z.array(z.string()).readonly(),
        missingAreas: z.array(z.object({ code: z.string(), name: z.string() })).readonly(),
      }),
    ),
    mapped: CountSchema,
    notMapped: CountSchema,
    outsideCoverage: CountSchema,
    suppressed: z.int().describe('Cells of measures, in the whole result, that are `c`'),
    notes: z.array(z.string()),
    references: z
      .array(z.string())
      .readonly()
      .exactOptional()
      .describe('Of a list of records: each row of the page as `/v1/records/…` has it, `<dataset>/<id>`'),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'QueryResult' });

export const QueryViewSchema: z.ZodType<QueryView> = z
  .object({
    id: idSchema<QueryId>(),
    state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
    progress: z.number().nullable(),
    words: z.string(),
    createdAt: z.string(),
    error: z
      .object({ code: z.enum(Object.keys(STATUS) as [ErrorCode, ...ErrorCode[]]), detail: z.string() })
      .nullable(),
    tables: z
      .array(
        z.discriminatedUnion('table', [
          z.object({ dataset: z.string(), table: z.literal('rollup') }),
          z.object({ dataset: z.string(), table: z.literal('records'), why: z.string() }),
        ]),
      )
      .readonly()
      .exactOptional()
      .describe('Which table answers for each dataset, and why not its roll-up; for the role super-admin'),
    result: QueryResultSchema.exactOptional().describe(
      'The first page, when the query ended within the wait',
    ),
  })
  .meta({ id: 'Query' });

const ExtentShape = {
  records: z
    .int()
    .nullable()
    .describe('Records that are read at most; null = the profile does not let it be known'),
  groups: z.int().nullable().describe('Groups at most; null = nothing bounds them'),
  seconds: z.number().nullable().describe('null where records is'),
};

export const EstimateSchema: z.ZodType<QueryEstimate> = z
  .object({
    ...ExtentShape,
    suppressed: z
      .number()
      .nullable()
      .describe(
        'Share of cells below the minimum if records were spread evenly, 0 to 1; null = cannot be said',
      ),
    heavy: z.boolean(),
    why: z.array(z.string()).readonly().describe('Why it is heavy, in words'),
    narrowings: z
      .array(
        z.object({
          kind: z.enum(['period', 'level', 'time', 'dataset', 'group']),
          from: z.string().nullable(),
          to: z.string().nullable(),
          ...ExtentShape,
        }),
      )
      .readonly()
      .describe('What would take less, cheapest first; asked as this query with one thing changed'),
  })
  .meta({ id: 'Estimate' });
