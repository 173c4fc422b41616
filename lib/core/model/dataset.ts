import * as z from 'zod';

const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,47}$/, 'use lower case letters, digits and underscores, a letter first');
const datasetId = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/, 'use agency and kind, as in mps-crime')
  .max(48);
/** Text that engines take: without NUL. */
const plain = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'), 'use text without the character NUL');
const text = (max: number) => plain(max).trim().min(1);
/** The name of a column as a file's header has it, to the letter: spaces at its ends are part of it. */
const columnName = plain(120).min(1);

/** One entry of a code list: what is stored and filtered by, what people read, and how sources spell it. */
export const CodeSchema = z.strictObject({
  code: text(200),
  label: text(200),
  /** Spellings in source files besides the code itself; compared after trimming, case as written. */
  sources: z.array(plain(300)).max(1_000).default([]),
});

/**
 * A field of a dataset, as people see it. `role` says what it can be used for: a `dimension` filters and groups,
 * a `measure` is summed and averaged, a `key` identifies, `text` is only shown, `internal` is never offered.
 */
export const FieldSchema = z.strictObject({
  name: identifier,
  label: text(80),
  description: text(500),
  type: z.enum(['text', 'category', 'integer', 'decimal', 'boolean']),
  role: z.enum(['dimension', 'measure', 'key', 'text', 'internal']),
  sensitivity: z.enum(['open', 'restricted', 'personal', 'special-category']),
  /** Name of one of the definition's code lists; categories without one are open lists. */
  codeList: identifier.optional(),
  /** Digits after the point of a `decimal`, stored as an integer scaled by 10^scale. */
  scale: z.int().min(0).max(6).optional(),
  /** Unit of a measure, in words: `years`, `people`. */
  unit: text(40).optional(),
  /** Its values name streets or stations, at which records lie: people may search for them. For text that is no person's. */
  place: z.enum(['street', 'station']).optional(),
  /** A record without it is rejected. */
  required: z.boolean().default(false),
  /** Taken out of the query interface (no filter, no group), of the output, or of both, for everybody. */
  hidden: z
    .array(z.enum(['query', 'output']))
    .max(2)
    .default([]),
});

const TimeSourceSchema = z.discriminatedUnion('kind', [
  /** A month as `2018-05`. */
  z.strictObject({ kind: z.literal('month'), column: columnName }),
  /** An ISO 8601 instant with its offset; local time is Europe/London. */
  z.strictObject({ kind: z.literal('instant'), column: columnName }),
  /** A local date, `2024-02-29`, and optionally a local time, `23:10`. */
  z.strictObject({ kind: z.literal('local'), date: columnName, time: columnName.optional() }),
  /** The file has no date: the year comes from its name or from the delivery's manifest. */
  z.strictObject({ kind: z.literal('delivery-year') }),
]);

const PlaceSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('wgs84'), longitude: columnName, latitude: columnName }),
  z.strictObject({ kind: z.literal('epsg27700'), easting: columnName, northing: columnName }),
  /** The file has no coordinates: no record has a place. */
  z.strictObject({ kind: z.literal('none') }),
]);

/** One form in which an agency sends a dataset. The layout of a file is found by its header, exactly. */
export const SourceLayoutSchema = z.strictObject({
  name: identifier,
  format: z.enum(['csv', 'parquet']),
  /** Every column of the file, in order; a file with other columns is not of this layout. */
  columns: z.array(plain(120)).min(1).max(200),
  time: TimeSourceSchema,
  place: PlaceSourceSchema,
  /** Dataset field → source column. Columns that no field, time or place names are read and left. */
  fields: z.record(identifier, columnName),
  /** Values that mean "not stated" wherever they stand, besides the empty field. */
  nulls: z.array(plain(60)).max(100).default([]),
  /** Characters to take off the front of every value, as spreadsheets' apostrophe. */
  stripPrefix: plain(3).optional(),
  /** Regular expression over the file name whose groups `from` and `to` (or `month`, `year`) say what it covers. */
  periodInName: plain(200).optional(),
  /** Column that prints an area code of its own, kept to compare with the located one. */
  printedArea: z.strictObject({ column: columnName, level: identifier }).optional(),
});

/** What a delivery of this dataset replaces, beyond adding its own rows. */
const WindowSchema = z.discriminatedUnion('kind', [
  /** Nothing: every delivery adds. */
  z.strictObject({ kind: z.literal('append') }),
  /** Every month that it covers, for the same values of `within`, if given (rows of other values stay). */
  z.strictObject({ kind: z.literal('replace-period'), within: z.array(identifier).default([]) }),
  /** All months from its first to its last, whatever months are in the file. */
  z.strictObject({ kind: z.literal('rolling'), months: z.int().min(1).max(240) }),
]);

const CommonFieldSchema = z.discriminatedUnion('from', [
  /** Each code of `field` to a code of the common list; a code that is not listed becomes null. */
  z.strictObject({ from: z.literal('field'), field: identifier, map: z.record(text(200), text(200)) }),
  /** Every record the same. */
  z.strictObject({ from: z.literal('constant'), value: text(200) }),
]);

/** What is agreed with the supplying agency about its deliveries. */
export const DeliveryContractSchema = z.strictObject({
  agency: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/),
  cadence: z.enum(['monthly', 'quarterly', 'yearly', 'once']),
  /** Day of the month after the period on which a delivery is due. */
  dueDay: z.int().min(1).max(31),
  window: WindowSchema,
  /** Boroughs that the agency supplies when the delivery itself does not say; null = all. */
  areas: z.array(text(20)).max(5_000).nullable(),
  contact: text(200),
});

/** When people must say why they use a dataset: once a session before they ask, at each download, both, or never. */
const ReasonPolicySchema = z.strictObject({
  session: z.boolean().default(false),
  download: z.boolean().default(false),
});

/** A field that comes from a lookup table: `column` of the row whose key is the value of `on`. */
const LookupFieldSchema = z.strictObject({
  name: identifier,
  label: text(80),
  description: text(500),
  /** Field of the dataset whose value is looked up. */
  on: identifier,
  lookup: identifier,
  /** Column of the lookup table whose value is given. */
  column: identifier,
});

/** A dataset, as data: what it holds, how its files look, how it is published. Versioned; never edited in place. */
export const DatasetDefinitionSchema = z.strictObject({
  id: datasetId,
  version: z.int().min(1),
  title: text(80),
  /** What one record is, singular and plural: `offence`, `offences`. */
  noun: z.strictObject({ one: text(40), many: text(40) }),
  description: text(1000),
  licence: text(200),
  fields: z.array(FieldSchema).min(1).max(200),
  /** Fields that together identify an event. Null: none, so that identical rows are distinct events. */
  key: z.array(identifier).min(1).nullable(),
  /** The finest precision that any layout gives. */
  timePrecision: z.enum(['minute', 'day', 'month', 'year']),
  layouts: z.array(SourceLayoutSchema).min(1).max(20),
  codeLists: z.record(identifier, z.array(CodeSchema).max(5_000)).default({}),
  /** Common field → where its value comes from; datasets are united on these. */
  common: z.record(identifier, CommonFieldSchema).default({}),
  /** Which values of a field are the agency's own; all others are rows of another agency in its file. */
  own: z.strictObject({ field: identifier, values: z.array(text(200)).min(1) }).optional(),
  /** Fields joined from lookup tables. */
  lookups: z.array(LookupFieldSchema).max(50).default([]),
  reason: ReasonPolicySchema.default({ session: false, download: false }),
  /** No longer offered to anybody; its history stays. */
  retired: z.boolean().default(false),
  contract: DeliveryContractSchema,
  /** Months after which records are due for removal; null = kept. */
  retentionMonths: z.int().min(1).nullable(),
});

export type LookupField = z.infer<typeof LookupFieldSchema>;
export type Code = z.infer<typeof CodeSchema>;
export type Field = z.infer<typeof FieldSchema>;
export type SourceLayout = z.infer<typeof SourceLayoutSchema>;
export type DeliveryContract = z.infer<typeof DeliveryContractSchema>;
export type DatasetDefinition = z.infer<typeof DatasetDefinitionSchema>;
/** What a person may write; defaults are not yet filled in. */
export type DatasetDefinitionSpec = z.input<typeof DatasetDefinitionSchema>;
