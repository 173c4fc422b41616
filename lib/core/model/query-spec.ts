import * as z from 'zod';

/** Bounds of a query, as the contract states them. */
export const QUERY_LIMITS = {
  datasets: 20,
  areas: 5_000,
  polygonVertices: 500,
  radiusMetres: 50_000,
  fieldFilters: 30,
  filterValues: 1_000,
  groupBy: 6,
  rings: 10,
  measures: 8,
  recordFields: 100,
  sort: 8,
  rows: 250_000,
  defaultRows: 1_000,
} as const;

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'use the name of a field: lower case letters, digits and underscores');
const datasetId = z.string().regex(/^[a-z][a-z0-9-]{1,47}$/, 'use the id of a dataset, as in mps-crime');
const day = z.iso.date('use a date as in 2024-01-31');
const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

const TimeFilterSchema = z.strictObject({
  /** First local day, included. */
  from: day.optional(),
  /** Last local day, included. */
  to: day.optional(),
  /** Local hours, 0 to 23. */
  hours: z.array(z.int().min(0).max(23)).min(1).max(24).optional(),
  /** Local weekdays, Monday = 1. */
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
});

const PolygonSchema = z.strictObject({
  type: z.literal('Polygon'),
  /** Rings of [longitude, latitude], WGS84; the first is the outline, others are holes; each closed. */
  coordinates: z.array(z.array(position).min(4).max(QUERY_LIMITS.polygonVertices)).min(1).max(20),
});

const SpaceFilterSchema = z.strictObject({
  /** Codes of areas of any level; a record in any of them counts. */
  areas: z.array(z.string().min(1).max(40)).min(1).max(QUERY_LIMITS.areas).optional(),
  within: PolygonSchema.optional(),
  near: z
    .strictObject({
      lon: z.number().min(-180).max(180),
      lat: z.number().min(-90).max(90),
      metres: z
        .number()
        .gt(0, 'use a radius of more than 0 metres')
        .max(QUERY_LIMITS.radiusMetres, 'use a radius of at most 50000 metres'),
      /** Metres, less than the radius: only what lies farther off, so that a ring is left. */
      beyond: z.number().gt(0, 'use more than 0 metres, or leave it out').optional(),
    })
    .optional(),
});

const value = z.union([z.string().max(300), z.number(), z.boolean()]);
const FieldFilterSchema = z.union([
  z.strictObject({ field: name, in: z.array(value).min(1).max(QUERY_LIMITS.filterValues) }),
  z.strictObject({ field: name, notIn: z.array(value).min(1).max(QUERY_LIMITS.filterValues) }),
  z.strictObject({ field: name, is: z.enum(['known', 'unknown']) }),
  /** Both ends included; for integers and decimals. */
  z.strictObject({ field: name, from: z.number().optional(), to: z.number().optional() }),
]);

const GroupBySchema = z.union([
  z.strictObject({ time: z.enum(['year', 'quarter', 'month', 'week', 'day', 'weekday', 'hour']) }),
  z.strictObject({ area: z.string().regex(/^[a-z][a-z0-9]{0,19}$/), vintage: z.string().max(12).optional() }),
  z.strictObject({ field: name }),
  z.strictObject({ cell: z.int().min(7).max(11) }),
  z.strictObject({ dataset: z.literal(true) }),
  /** Outer radii in metres, ascending; the centre is that of `where.space.near`, whose radius is the last. */
  z.strictObject({
    ring: z.array(z.int().min(1).max(QUERY_LIMITS.radiusMetres)).min(1).max(QUERY_LIMITS.rings),
  }),
]);

const MeasureSchema = z.union([
  z.strictObject({ measure: z.literal('count') }),
  z.strictObject({ measure: z.enum(['sum', 'average', 'distinct']), field: name }),
  z.strictObject({
    measure: z.literal('rate'),
    per: z.union([z.literal(100), z.literal(1_000), z.literal(10_000), z.literal(100_000)]).default(1_000),
    /** Name of a reference table of denominators; `population` is resident population. */
    denominator: name.default('population'),
    /** Divided by the length of the period, to a year. */
    annualised: z.boolean().default(true),
  }),
  /** What such a rate is divided by: how many there are on average over the months that were supplied. */
  z.strictObject({ measure: z.literal('denominator'), denominator: name.default('population') }),
]);

/** What a caller may ask; unknown keys are refused, every list and text is bounded. */
export const QuerySpecSchema = z.strictObject({
  datasets: z.array(datasetId).min(1).max(QUERY_LIMITS.datasets),
  where: z
    .strictObject({
      time: TimeFilterSchema.optional(),
      space: SpaceFilterSchema.optional(),
      fields: z.array(FieldFilterSchema).max(QUERY_LIMITS.fieldFilters).optional(),
    })
    .optional(),
  groupBy: z.array(GroupBySchema).max(QUERY_LIMITS.groupBy).optional(),
  measures: z.array(MeasureSchema).min(1).max(QUERY_LIMITS.measures).optional(),
  records: z.strictObject({ fields: z.array(name).min(1).max(QUERY_LIMITS.recordFields) }).optional(),
  sort: z
    .array(z.strictObject({ by: name, order: z.enum(['asc', 'desc']).default('asc') }))
    .max(QUERY_LIMITS.sort)
    .optional(),
  limit: z.int().min(1).max(QUERY_LIMITS.rows).optional(),
});

export type QuerySpec = z.input<typeof QuerySpecSchema>;
/** The spec with its defaults filled in. */
export type ParsedQuerySpec = z.output<typeof QuerySpecSchema>;
