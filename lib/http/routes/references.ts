import * as z from 'zod';
import { rolesFor } from '#app/authorise.ts';
import { type SmallArea, smallAreasOf } from '#app/reference/small.ts';
import {
  deleteReference,
  putReference,
  type ReferenceSummary,
  referenceTables,
  WrittenReferenceSchema,
} from '#app/reference/tables.ts';
import { etagOf, expectedVersion, IF_MATCH } from '../precondition.ts';
import { route } from '../route.ts';

const ReferenceParams = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'use the name of a reference table, as in population'),
});
const YearsSchema = z.array(z.int()).readonly();
type Reference = Omit<ReferenceSummary, 'itemVersion'> & {
  readonly small: readonly SmallArea[];
  readonly etag: string;
};
const ReferenceSchema: z.ZodType<Reference> = z
  .object({
    name: z.string(),
    level: z.string(),
    vintage: z.string(),
    source: z.string().describe('Where the figures come from; shown with every rate'),
    years: YearsSchema,
    areaCount: z.int(),
    importedAt: z.string(),
    small: z
      .array(z.object({ code: z.string(), name: z.string(), value: z.number() }))
      .readonly()
      .describe('Areas with far fewer than most in the latest year, where a rate misleads; smallest first'),
    etag: z.string(),
  })
  .meta({ id: 'Reference' });

/** What everybody who asks for rates may know. */
export const REFERENCE_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/references',
    operation: 'listReferences',
    summary: 'Reference tables that rates can be divided by',
    tag: 'Catalogue',
    responses: {
      200: {
        description: 'By name',
        schema: z.object({ items: z.array(ReferenceSchema), nextCursor: z.null() }),
      },
    },
    handle: async (_request, { platform }) => {
      const tables = await referenceTables(platform);
      const items = await Promise.all(
        tables.map(async ({ itemVersion, ...rest }) => ({
          ...rest,
          small: await smallAreasOf(platform, rest),
          etag: etagOf(itemVersion),
        })),
      );
      return { status: 200, body: { items, nextCursor: null } };
    },
  }),
];

export const REFERENCE_CHANGE_ROUTES = [
  route({
    method: 'PUT',
    path: '/v1/references/{name}',
    operation: 'putReference',
    summary: 'Add a reference table, or replace its content',
    tag: 'Catalogue',
    roles: rolesFor('change-references'),
    params: ReferenceParams,
    requestHeaders: IF_MATCH,
    body: WrittenReferenceSchema,
    responses: {
      200: {
        description: 'It is in; new queries use it at once',
        schema: z.object({
          changed: z.boolean().describe('False = the same table was there already'),
          years: YearsSchema,
          areaCount: z.int(),
          unknownCodes: z.array(z.string()).readonly().describe('Codes that the level does not have'),
          areasWithout: z.int().describe('Areas of the level without any value'),
          etag: z.string(),
        }),
      },
    },
    errors: ['CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, body, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      const { itemVersion, ...rest } = await putReference(platform, caller, params.name, body, expected);
      return { status: 200, body: { ...rest, etag: etagOf(itemVersion) } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/references/{name}',
    operation: 'deleteReference',
    summary: 'Take a reference table out of use',
    tag: 'Catalogue',
    roles: rolesFor('change-references'),
    params: ReferenceParams,
    requestHeaders: IF_MATCH,
    responses: { 204: { description: 'It is gone' } },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, header }, { platform }) => {
      await deleteReference(platform, caller, params.name, expectedVersion(header('if-match')));
      return { status: 204 };
    },
  }),
];
