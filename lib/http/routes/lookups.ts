import * as z from 'zod';
import { rolesFor } from '#app/authorise.ts';
import { deleteLookup, getLookup, listLookups, putLookup, type StoredLookup } from '#app/lookup/lookups.ts';
import { LookupTableSchema } from '#core/model/lookup.ts';
import { etagOf, expectedVersion, IF_MATCH } from '../precondition.ts';
import { route } from '../route.ts';

const LookupParams = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,47}$/, 'use the name of a lookup table, as in ward_profile'),
});
const ColumnsSchema = z.array(z.object({ name: z.string(), label: z.string() }));
const LookupSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    keyLabel: z.string(),
    columns: ColumnsSchema,
    rows: z.array(z.array(z.string())).describe('A key and a text for each column; empty = not known'),
    etag: z.string(),
  })
  .meta({ id: 'Lookup' });
/** `csv`, the text of a file whose first column is the key, may stand for keyLabel, columns and rows. */
const WrittenSchema = LookupTableSchema.partial().extend({ csv: z.string().optional() });

export const LOOKUP_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/lookups',
    operation: 'listLookups',
    summary: 'Lookup tables and which datasets join them',
    tag: 'Catalogue',
    roles: rolesFor('read-definitions'),
    responses: {
      200: {
        description: 'By name',
        schema: z.object({
          items: z.array(
            z.object({
              name: z.string(),
              title: z.string(),
              columns: ColumnsSchema,
              rows: z.int(),
              usedBy: z.array(z.string()),
              etag: z.string(),
            }),
          ),
          nextCursor: z.null(),
        }),
      },
    },
    handle: async ({ caller }, { platform }) => {
      const lookups = await listLookups(platform, caller);
      const items = lookups.map(({ itemVersion, ...rest }) => ({ ...rest, etag: etagOf(itemVersion) }));
      return { status: 200, body: { items, nextCursor: null } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/lookups/{name}',
    operation: 'getLookup',
    summary: 'One lookup table with its rows',
    tag: 'Catalogue',
    roles: rolesFor('read-definitions'),
    params: LookupParams,
    responses: { 200: { description: 'The table', schema: LookupSchema } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: sent(await getLookup(platform, caller, params.name)),
    }),
  }),
  route({
    method: 'PUT',
    path: '/v1/lookups/{name}',
    operation: 'putLookup',
    summary: 'Add a lookup table, or replace its content',
    tag: 'Catalogue',
    roles: rolesFor('change-lookups'),
    params: LookupParams,
    requestHeaders: IF_MATCH,
    body: WrittenSchema,
    checksBody: false,
    responses: { 200: { description: 'The table; new queries use it at once', schema: LookupSchema } },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, body, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      return { status: 200, body: sent(await putLookup(platform, caller, params.name, body, expected)) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/lookups/{name}',
    operation: 'deleteLookup',
    summary: 'Remove a lookup table that no dataset joins',
    tag: 'Catalogue',
    roles: rolesFor('change-lookups'),
    params: LookupParams,
    requestHeaders: IF_MATCH,
    responses: { 204: { description: 'It is gone' } },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, header }, { platform }) => {
      await deleteLookup(platform, caller, params.name, expectedVersion(header('if-match')));
      return { status: 204 };
    },
  }),
];

function sent({ itemVersion, ...table }: StoredLookup) {
  return { ...table, etag: etagOf(itemVersion) };
}
