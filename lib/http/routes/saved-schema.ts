import * as z from 'zod';
import { type SavedView, SCOPES } from '#app/saved/list.ts';
import { VISIBILITIES } from '#app/saved/saved-query.ts';
import { QuerySpecSchema } from '#core/model/query-spec.ts';
import type { Cell } from '#core/model/result.ts';
import { isSearch, MOST_SEARCH } from '#core/saved/search.ts';
import { etagOf } from '../precondition.ts';
import { CursorSchema, EtagSchema, NamedSchema } from './people-schema.ts';

const SavedTitleSchema = z
  .string()
  .trim()
  .min(1, 'write a title')
  .max(150, 'use at most 150 characters')
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'use letters, digits and punctuation on one line');
export const WhySchema = z.string().trim().min(1, 'say why').max(200, 'use at most 200 characters');
export const SearchSchema = z
  .string()
  .max(MOST_SEARCH, `use at most ${MOST_SEARCH} characters`)
  .refine(isSearch, 'use the query string of an address of the explorer, without ?');
const DescriptionSchema = z
  .string()
  .trim()
  .max(1_000, 'use at most 1000 characters')
  .regex(/^(?:\n|[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}])*$/u, 'use letters, digits and punctuation');

/** What may be written of a saved query. */
export const SavedContentSchema = z
  .strictObject({
    title: SavedTitleSchema,
    description: DescriptionSchema.default(''),
    search: SearchSchema.describe('State of the explorer’s address'),
    spec: QuerySpecSchema.describe('What is asked: of publications of the day on which it is asked'),
    visibility: z.enum(VISIBILITIES).default('private').describe('Who sees that it is there'),
  })
  .meta({ id: 'SavedQueryContent' });

export const SavedListQuery = z.strictObject({
  scope: z.enum(SCOPES).default('mine'),
  q: z
    .string()
    .trim()
    .max(100)
    .optional()
    .describe('Words, each of which is in the title or the description'),
  cursor: CursorSchema.optional(),
});

const AlertRuleSchema = z.union([
  z.strictObject({ when: z.literal('changed') }),
  z.strictObject({ when: z.enum(['above', 'below']), limit: z.number().min(-1e12).max(1e12) }),
  z.strictObject({ when: z.literal('moved'), percent: z.number().gt(0, 'use more than 0').max(1_000) }),
]);

/** When somebody wants to be told of a new publication. */
export const AlertSchema = z.strictObject({ rule: AlertRuleSchema }).meta({ id: 'AlertRequest' });

export const OwnerSchema = z.object({
  id: z.string().nullable().describe('Null for a former user'),
  name: z.string(),
  organisation: NamedSchema,
  email: z.string().nullable().describe('Null = not shared'),
  phone: z.string().nullable(),
});

export const SavedSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    visibility: z.enum(VISIBILITIES),
    owner: OwnerSchema,
    isOwn: z.boolean(),
    search: z.string(),
    datasets: z.array(z.string()).readonly().describe('Those that the caller’s profile shows'),
    spec: z.unknown().describe('As far as the caller’s profile can name it; null = not at all'),
    leftOut: z.boolean().describe('Whether anything of it was left out'),
    createdAt: z.string(),
    changedAt: z.string(),
    takenDown: z.object({ why: z.string(), at: z.string() }).nullable(),
    alert: z
      .object({
        rule: AlertRuleSchema,
        setAt: z.string(),
        askedAt: z.string().nullable().describe('When it was last asked; null = not yet'),
        problem: z.string().nullable(),
      })
      .nullable()
      .describe('For its owner'),
    etag: EtagSchema,
  })
  .meta({ id: 'SavedQuery' });

export const SavedPageSchema = z.object({ items: z.array(SavedSchema), nextCursor: z.string().nullable() });

const NumberOrMark: z.ZodType<Cell> = z.union([z.number(), z.string(), z.boolean(), z.null()]);
export const TotalSchema = z.object({ before: NumberOrMark, now: NumberOrMark });
export const GroupMovesSchema = z
  .array(z.object({ label: z.string(), before: z.number(), now: z.number() }))
  .readonly();
export const MeasureSchema = z.object({ label: z.string(), type: z.string() });

export function savedBody({ version, ...view }: SavedView) {
  return { ...view, etag: etagOf(version) };
}
