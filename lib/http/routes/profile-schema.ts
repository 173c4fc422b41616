import * as z from 'zod';
import type { ReadProfile } from '#app/access/in-force.ts';
import { ProfileSpecSchema } from '#core/access/profile.ts';
import { etagOf } from '../precondition.ts';
import { EtagSchema, NamedSchema } from './people-schema.ts';

export const ProfileIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'use the id of a profile, as in borough-counts');

/** A profile as it is written; the use case says what is wrong with it. */
export const WrittenProfileSchema = ProfileSpecSchema.meta({ id: 'ProfileSpec' });

const WORDS = {
  rule: z.string().nullable().describe('The row rule in words; null = every record'),
  ruleText: z.string().nullable().describe('The same as the row filter of the engine'),
  precision: z.string().describe('The finest place in words'),
};

const SHOWN_WORDS = {
  ...WORDS,
  title: z.string().describe('What the dataset is called'),
  fields: z.array(z.string()).describe('What the fields that are shown are called, in their order'),
};

export const ProfileSchema = z
  .object({
    ...ProfileSpecSchema.shape,
    version: z.int(),
    state: z.enum(['active', 'retired']),
    createdAt: z.string(),
    createdBy: z.string(),
    approvedBy: z.string().nullable().describe('The second Super Admin; null where none was needed'),
    words: z.record(z.string(), z.object(SHOWN_WORDS)),
    enforcedVersion: z
      .int()
      .nullable()
      .describe(
        'The version that the engine enforces by now; null = none yet. Queries under a later one wait',
      ),
    etag: EtagSchema,
  })
  .meta({ id: 'Profile' });

export const ProfileSummarySchema = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    version: z.int(),
    state: z.enum(['active', 'retired']),
    datasets: z.array(z.string()),
    organisations: z.int().describe('Organisations that may give it'),
    people: z.int().describe('People who hold it'),
    stopped: z.boolean(),
  })
  .meta({ id: 'ProfileSummary' });

export const ProfileVersionSchema = z
  .object({
    version: z.int(),
    createdAt: z.string(),
    createdBy: NamedSchema,
    approvedBy: NamedSchema.nullable(),
  })
  .meta({ id: 'ProfileVersion' });

const ComparisonSchema = z
  .object({
    kind: z.enum(['new', 'same', 'narrower', 'wider']),
    reasons: z.array(z.string()).readonly().describe('Each difference in words'),
  })
  .meta({ id: 'ProfileComparison' });

const AffectedSchema = z
  .object({
    people: z.int(),
    organisations: z.array(z.object({ id: z.string(), name: z.string(), people: z.int() })).readonly(),
  })
  .meta({ id: 'Affected' });

export const ProfileCheckSchema = z
  .object({
    faults: z.array(z.object({ at: z.string(), message: z.string() })).readonly(),
    comparison: ComparisonSchema,
    needsApproval: z.boolean().describe('Whether a second Super Admin has to approve it'),
    affects: AffectedSchema,
    datasets: z.record(
      z.string(),
      z.object({
        ...WORDS,
        records: z.int().nullable().describe('Current records; null = nothing is published'),
        passes: z
          .int()
          .nullable()
          .describe('Those that the rule lets through; null = they cannot be counted'),
      }),
    ),
  })
  .meta({ id: 'ProfileCheck' });

export const ProfileChangeSchema = z
  .object({
    id: z.string(),
    profile: z.object({
      id: z.string(),
      title: z.string(),
      version: z.int().nullable().describe('Of the profile in force; null = there is none'),
    }),
    spec: ProfileSpecSchema,
    proposedBy: NamedSchema,
    proposedAt: z.string(),
    comparison: ComparisonSchema,
    affects: AffectedSchema,
    mayApprove: z.boolean(),
  })
  .meta({ id: 'ProfileChange' });

export function profileBody({ profile, itemVersion, words, enforcedVersion }: ReadProfile) {
  return { ...profile, words, enforcedVersion, etag: etagOf(itemVersion) };
}
