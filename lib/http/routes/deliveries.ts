import * as z from 'zod';
import { pageDeliveries } from '#app/delivery-list.ts';
import { getDelivery } from '#app/ingest/deliveries.ts';
import { requestUpload } from '#app/upload.ts';
import { route } from '../route.ts';
import { DatasetIdSchema } from './dataset-schema.ts';
import { DeliverySchema, UploadRequestSchema } from './delivery-schema.ts';
import { wholeNumberSchema } from './number-schema.ts';

const READERS = ['super-admin', 'supplier', 'auditor'] as const;
const SENDERS = ['super-admin', 'supplier'] as const;

const DeliveryParams = z.strictObject({
  dataset: DatasetIdSchema,
  number: wholeNumberSchema(2 ** 21 - 1),
});

export const DELIVERY_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/deliveries',
    operation: 'listDeliveries',
    summary: 'Deliveries that the caller may see, newest first',
    tag: 'Deliveries',
    query: z.strictObject({ dataset: DatasetIdSchema.optional(), cursor: z.string().max(2_000).optional() }),
    responses: {
      200: {
        description: 'None for those who may see none',
        schema: z.object({ items: z.array(DeliverySchema), nextCursor: z.string().nullable() }),
      },
    },
    errors: ['DATASET_NOT_FOUND'],
    handle: async ({ caller, query }, { platform }) => ({
      status: 200,
      body: await pageDeliveries(platform, caller, {
        dataset: query.dataset ?? null,
        cursor: query.cursor ?? null,
      }),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/deliveries/{dataset}/{number}',
    operation: 'getDelivery',
    summary: 'One delivery and its report',
    tag: 'Deliveries',
    roles: READERS,
    params: DeliveryParams,
    responses: { 200: { description: 'The delivery', schema: DeliverySchema } },
    errors: ['DATASET_NOT_FOUND', 'NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: await getDelivery(platform, caller, params.dataset, params.number),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/deliveries',
    operation: 'requestUpload',
    summary: 'Ask to hand over a file',
    tag: 'Deliveries',
    roles: SENDERS,
    body: UploadRequestSchema,
    responses: {
      201: {
        description:
          'Where to send the file, once. It is answered with 202 and the delivery, or with 200 where it is scanned first and then appears in the list',
        schema: z.object({
          upload: z.object({
            method: z.literal('PUT'),
            url: z.string(),
            headers: z.record(z.string(), z.string()),
          }),
          token: z.string(),
        }),
      },
    },
    errors: ['DATASET_NOT_FOUND'],
    handle: async ({ caller, body }, { platform, links }) => {
      const request = { ...body, covers: body.covers ?? null };
      const token = await requestUpload(platform, caller, request, links.uploadSeconds);
      return { status: 201, body: { upload: await links.upload(token), token } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/deliveries/{dataset}/{number}/withdrawal',
    operation: 'withdrawDelivery',
    summary: 'Take a delivery back',
    tag: 'Deliveries',
    roles: SENDERS,
    params: DeliveryParams,
    responses: {
      202: { description: 'The delivery: withdrawn, or as it is while that goes on', schema: DeliverySchema },
    },
    errors: ['DATASET_NOT_FOUND', 'NOT_FOUND', 'CONFLICT'],
    handle: async ({ caller, params }, { withdraw }) => ({
      status: 202,
      body: await withdraw(caller, params.dataset, params.number),
    }),
  }),
];
