import * as z from 'zod';
import type { HoldCovers } from '#app/audit/hold.ts';
import { createHold, listHolds, releaseHold } from '#app/audit/holds.ts';
import { brandId, type ManifestId } from '#core/model/id.ts';
import { route } from '../route.ts';
import { HoldRequestSchema, HoldSchema } from './audit-schema.ts';
import { UlidSchema } from './query-schema.ts';

const KEEPERS = ['auditor'] as const;

export const HOLD_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/audit/holds',
    operation: 'listHolds',
    summary: 'Legal holds, newest first, those that have ended too',
    tag: 'Audit',
    roles: KEEPERS,
    responses: { 200: { description: 'Every hold', schema: z.object({ items: z.array(HoldSchema) }) } },
    handle: async ({ caller }, { platform }) => ({
      status: 200,
      body: { items: await listHolds(platform, caller) },
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/audit/holds',
    operation: 'createHold',
    summary: 'Keep records, publications, effects or what there is of a person from being removed',
    tag: 'Audit',
    roles: KEEPERS,
    body: HoldRequestSchema,
    responses: { 201: { description: 'The hold, in force', schema: HoldSchema } },
    errors: ['DATASET_NOT_FOUND', 'NOT_FOUND', 'CONFLICT'],
    handle: async ({ caller, body }, { platform }) => {
      const manifests = body.covers.manifests.map((id) => brandId<ManifestId>(id));
      const covers: HoldCovers = { ...body.covers, manifests };
      return { status: 201, body: await createHold(platform, caller, { ...body, covers }) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/audit/holds/{id}',
    operation: 'releaseHold',
    summary: 'End a hold',
    tag: 'Audit',
    roles: KEEPERS,
    params: z.strictObject({ id: UlidSchema }),
    responses: { 204: { description: 'It has ended' } },
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: async ({ caller, params }, { platform }) => {
      await releaseHold(platform, caller, params.id);
      return { status: 204 };
    },
  }),
];
