import * as z from 'zod';
import { describeDataset, listCommonFields, listCoverage, listDatasets } from '#app/catalogue.ts';
import { PREVIEW } from '../preview.ts';
import { route } from '../route.ts';
import {
  DatasetCoverageSchema,
  DatasetIdSchema,
  DatasetSummarySchema,
  FieldSummarySchema,
} from './dataset-schema.ts';

export const DATASET_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/datasets',
    operation: 'listDatasets',
    summary: 'The datasets that the caller may see, and the fields on which they can be asked together',
    tag: 'Datasets',
    requestHeaders: PREVIEW,
    responses: {
      200: {
        description: 'The datasets, by id',
        schema: z.object({
          items: z.array(DatasetSummarySchema),
          commonFields: z.array(FieldSummarySchema),
          nextCursor: z.null(),
        }),
      },
    },
    handle: async ({ caller }, { platform }) => ({
      status: 200,
      body: {
        items: await listDatasets(platform, caller),
        commonFields: listCommonFields(),
        nextCursor: null,
      },
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/datasets/{dataset}',
    operation: 'getDataset',
    summary: 'One dataset',
    tag: 'Datasets',
    requestHeaders: PREVIEW,
    params: z.strictObject({ dataset: DatasetIdSchema }),
    responses: { 200: { description: 'The dataset', schema: DatasetSummarySchema } },
    errors: ['DATASET_NOT_FOUND', 'NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: await describeDataset(platform, caller, params.dataset),
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/coverage',
    operation: 'listCoverage',
    summary: 'Which months and areas were supplied',
    tag: 'Datasets',
    requestHeaders: PREVIEW,
    query: z.strictObject({ dataset: DatasetIdSchema.optional() }),
    responses: {
      200: {
        description: 'One entry for each dataset asked for',
        schema: z.object({ items: z.array(DatasetCoverageSchema) }),
      },
    },
    errors: ['DATASET_NOT_FOUND'],
    handle: async ({ caller, query }, { platform }) => ({
      status: 200,
      body: { items: await listCoverage(platform, caller, query.dataset ?? null) },
    }),
  }),
];
