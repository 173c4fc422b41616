import * as z from 'zod';
import type { NamedEntry } from '#app/audit/names.ts';
import type { AuditAction } from '#app/ports.ts';
import type { ManifestId } from '#core/model/id.ts';
import { idSchema } from './dataset-schema.ts';

export const AUDIT_ACTIONS = [
  'collection',
  'alteration',
  'consultation',
  'disclosure',
  'combination',
  'erasure',
  'sign-in',
  'refusal',
  'administration',
  'audit-read',
] as const satisfies readonly AuditAction[];

const NamedSchema = z.object({ id: z.string(), name: z.string() });
const FactsSchema = z.record(z.string(), z.unknown());

/** A day of UTC or an instant, in a query string. */
export const MomentSchema = z
  .string()
  .min(10)
  .max(40)
  .describe('A day, `2026-03-01`, or an instant; included');
export const CursorSchema = z.string().max(500);
export const EffectSchema = z.string().regex(/^[\w-]{1,64}$/);

export const EntrySchema = z
  .object({
    effect: z.string(),
    action: z
      .enum(AUDIT_ACTIONS)
      .describe('`combination`: of datasets of several agencies; it is a consultation too'),
    at: z.string(),
    endedAt: z.string().nullable(),
    state: z
      .enum(['done', 'failed', 'running', 'unknown'])
      .describe('`running`: its outcome may still come; `unknown`: none has come within five minutes'),
    who: NamedSchema,
    organisation: NamedSchema.nullable(),
    object: z.string().describe('`query/…`, `user/…`, `dataset/…`'),
    profile: z.object({ id: z.string(), version: z.int(), preview: z.boolean() }).nullable(),
    datasets: z.array(z.string()).readonly(),
    publications: z.record(z.string(), idSchema<ManifestId>()),
    recipients: z.array(z.string()).readonly(),
    reason: z.string().nullable(),
    rows: z.int().nullable().describe('Records or groups that were given'),
    words: z.string().nullable().describe('The query as a sentence, without what could name a person'),
    detail: FactsSchema,
  })
  .meta({ id: 'AuditEntry' });
EntrySchema satisfies z.ZodType<NamedEntry>;

export const EntryListSchema = z.object({ items: z.array(EntrySchema), nextCursor: z.string().nullable() });

export const EffectViewSchema = EntrySchema.extend({
  personal: z
    .union([FactsSchema, z.literal('erased')])
    .nullable()
    .describe('What could name a person; `erased` once its key is gone; null where nothing could'),
  events: z.array(FactsSchema).describe('As they were recorded'),
  sealed: z.object({ object: z.string(), number: z.int() }).nullable().describe('Null: within a minute'),
}).meta({ id: 'AuditEffect' });

const list = (most: number, item: z.ZodString) => z.array(item).max(most).default([]);
const IdSchema = z.string().regex(/^[\w-]{1,64}$/);

export const CoversSchema = z.strictObject({
  dataset: z.string().max(60).nullable().default(null),
  manifests: list(100, z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)).describe(
    'Publications of the dataset; none = the current one',
  ),
  records: list(1_000, z.string().regex(/^\d{1,16}$/)).describe('Records of the dataset; none = all'),
  effects: list(100, IdSchema),
  person: IdSchema.nullable().default(null),
});

export const HoldRequestSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(120),
    why: z.string().trim().min(1).max(2_000),
    covers: CoversSchema,
  })
  .meta({ id: 'HoldRequest' });

export const HoldSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    why: z.string(),
    covers: z.object({
      dataset: z.string().nullable(),
      manifests: z.array(z.string()).readonly(),
      records: z.array(z.string()).readonly(),
      effects: z.array(z.string()).readonly(),
      person: z.string().nullable(),
    }),
    by: NamedSchema,
    at: z.string(),
    endedAt: z.string().nullable(),
    endedBy: NamedSchema.nullable(),
  })
  .meta({ id: 'Hold' });

export const UseSchema = z
  .object({
    dataset: z.string(),
    month: z.string(),
    organisation: NamedSchema,
    people: z.int(),
    queries: z.int(),
    downloads: z.int(),
    rows: z.int(),
  })
  .meta({ id: 'DatasetUse' });

const ChainEndSchema = z.object({
  region: z.string().describe('Whose chain it is: a region of AWS, or `local` on one machine'),
  head: z.object({ number: z.int(), hash: z.string(), at: z.string() }).nullable(),
});

export const ChainSchema = ChainEndSchema.extend({
  unsealed: z.int().describe('Events that are not sealed yet, of all regions'),
  others: z
    .array(ChainEndSchema)
    .describe('Chains of other regions, which were written while those were active'),
});

export const VerificationSchema = z
  .object({
    state: z.enum(['whole', 'broken']),
    objects: z.int(),
    events: z.int(),
    firstBreak: z
      .object({
        object: z.string(),
        at: z.string().describe('Which line of it, or the whole'),
        problem: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'AuditVerification' });
