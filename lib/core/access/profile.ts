import * as z from 'zod';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { ProfileId } from '#core/model/id.ts';
import { RowRuleSchema } from './row-rule.ts';

/**
 * The finest place that a profile shows: coordinates (then all cells and areas too), else cells no finer than `cell`
 * and areas of the listed levels. A level that is not listed is hidden, also one that is imported later.
 */
export const PrecisionSchema = z.strictObject({
  exact: z.boolean(),
  cell: z.union([z.literal(7), z.literal(8), z.literal(9)]).nullable(),
  levels: z.array(z.string().regex(/^[a-z][a-z0-9]{0,19}$/)).max(20),
});

/** What a profile shows of one dataset, and how. */
export const DatasetAccessSchema = z
  .strictObject({
    /** Names of the dataset's fields that are shown, lookup fields included; all others are hidden. */
    fields: z.array(z.string().regex(/^[a-z][a-z0-9_]{0,47}$/)).max(250),
    /** Null = every record. */
    rowRule: RowRuleSchema.nullable(),
    precision: PrecisionSchema,
    /** `counts`: perturbed counts on a fixed lattice and nothing else. */
    kind: z.enum(['records', 'counts']),
    download: z.boolean(),
    /** A group of fewer records than this is suppressed; 1 = none is. */
    minimumCount: z.int().min(1).max(1_000),
    /** Counts are rounded to a multiple of this; 1 = not rounded. */
    rounding: z.union([z.literal(1), z.literal(3), z.literal(5), z.literal(10), z.literal(100)]),
  })
  .refine((access) => access.kind === 'records' || !access.precision.exact, {
    path: ['precision', 'exact'],
    message: 'counts only are given by area or cell: exact places cannot be shown',
  });

const profileId = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'use lower case letters, digits and hyphens, as in borough-counts')
  .max(40);

/** What a Super Admin writes of a profile. */
export const ProfileSpecSchema = z.strictObject({
  id: profileId,
  title: z.string().trim().min(1).max(80),
  description: z.string().trim().max(500),
  datasets: z.record(z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/), DatasetAccessSchema),
});

export type Precision = z.infer<typeof PrecisionSchema>;
export type DatasetAccess = z.infer<typeof DatasetAccessSchema>;
export type ProfileSpec = z.infer<typeof ProfileSpecSchema>;

/** One version of a profile; never edited in place. Deny by default: what it does not name is hidden. */
export type Profile = ProfileSpec & {
  readonly id: ProfileId;
  /** Grows by one at each change that is in force. */
  readonly version: number;
  /** `retired`: no longer usable by anybody; its id is never used again. */
  readonly state: 'active' | 'retired';
  readonly createdAt: string;
  readonly createdBy: string;
  /** The second Super Admin who approved a widening; null where none was needed. */
  readonly approvedBy: string | null;
};

/** Access to all that a dataset has: every field of its definition, every record, exact places. */
export function wholeAccess(definition: Pick<DatasetDefinition, 'fields' | 'lookups'>): DatasetAccess {
  return {
    fields: [
      ...definition.fields.filter(({ role }) => role !== 'internal').map(({ name }) => name),
      ...definition.lookups.map(({ name }) => name),
    ],
    rowRule: null,
    precision: { exact: true, cell: 9, levels: [] },
    kind: 'records',
    download: true,
    minimumCount: 1,
    rounding: 1,
  };
}
