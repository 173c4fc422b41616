import * as z from 'zod';
import { rolesFor } from '#app/authorise.ts';
import {
  checkDefinition,
  openDefinition,
  retireDefinition,
  type StoredDefinition,
  summariseDefinitions,
} from '#app/dataset/definitions.ts';
import { proposeDataset } from '#app/dataset/propose.ts';
import { listDueForReview } from '#app/dataset/retention.ts';
import { applyDefinition } from '#app/dataset.ts';
import { DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { etagOf, expectedVersion, IF_MATCH } from '../precondition.ts';
import { type Reply, route } from '../route.ts';
import { DatasetIdSchema } from './dataset-schema.ts';

const DatasetParams = z.strictObject({ dataset: DatasetIdSchema });
const StoredSchema = z.object({
  definition: z.record(z.string(), z.unknown()).describe('As PUT takes it'),
  etag: z.string(),
});
const ProposalRequestSchema = z.strictObject({
  fileName: z.string().max(200),
  text: z
    .string()
    .max(700_000)
    .describe('Of a comma-separated file, from its start; the last line may be cut'),
  agency: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}$/, 'use lower case letters, digits and hyphens')
    .optional(),
  id: z
    .string()
    .max(48)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/, 'use agency and kind, as in mps-crime')
    .optional(),
});
const WRITERS = rolesFor('change-datasets');
const READERS = rolesFor('read-definitions');

export const DEFINITION_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/datasets/definitions',
    operation: 'listDefinitions',
    summary: 'Definitions of all datasets, retired ones too',
    tag: 'Catalogue',
    roles: READERS,
    responses: {
      200: {
        description: 'By dataset',
        schema: z.object({
          items: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              version: z.int(),
              agency: z.string(),
              retired: z.boolean(),
              etag: z.string(),
            }),
          ),
          nextCursor: z.null(),
        }),
      },
    },
    handle: async ({ caller }, { platform }) => {
      const summaries = await summariseDefinitions(platform, caller);
      const items = summaries.map(({ itemVersion, ...rest }) => ({ ...rest, etag: etagOf(itemVersion) }));
      return { status: 200, body: { items, nextCursor: null } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/datasets/retention',
    operation: 'listDueForReview',
    summary: 'Datasets with records older than they are kept',
    tag: 'Catalogue',
    roles: READERS,
    responses: {
      200: {
        description: 'By dataset; none without such records',
        schema: z.object({
          items: z.array(
            z.object({
              dataset: z.string(),
              retentionMonths: z.int(),
              dueBefore: z.string().describe('Records of months before this one are due'),
              months: z.array(z.string()),
              rows: z
                .int()
                .describe('Of a delivery that was partly replaced, only those in years that are wholly due'),
            }),
          ),
          nextCursor: z.null(),
        }),
      },
    },
    handle: async ({ caller }, { platform }) => ({
      status: 200,
      body: { items: await listDueForReview(platform, caller), nextCursor: null },
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/datasets/{dataset}/definition',
    operation: 'getDefinition',
    summary: 'The definition of a dataset, to be edited',
    tag: 'Catalogue',
    roles: READERS,
    params: DatasetParams,
    responses: {
      200: {
        description: 'The current version',
        schema: StoredSchema.extend({ versions: z.int().describe('How many there have been') }),
      },
    },
    errors: ['DATASET_NOT_FOUND', 'NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => {
      const { definition, itemVersion } = await openDefinition(platform, caller, params.dataset);
      const body = { definition, etag: etagOf(itemVersion), versions: definition.version };
      return { status: 200, body };
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/datasets/{dataset}/definition',
    operation: 'putDefinition',
    summary: 'Add a dataset, or amend one',
    tag: 'Catalogue',
    roles: WRITERS,
    params: DatasetParams,
    requestHeaders: IF_MATCH,
    body: DatasetDefinitionSchema,
    checksBody: false,
    responses: {
      200: {
        description: 'In force; `changed` false = it was the same already',
        schema: StoredSchema.extend({ changed: z.boolean() }),
      },
    },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, body, header }, { platform }) => {
      const { definition, itemVersion, changed } = await applyDefinition(platform, caller, body, {
        id: params.dataset,
        expected: expectedVersion(header('if-match')),
      });
      return { status: 200, body: { definition, etag: etagOf(itemVersion), changed } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/datasets/check',
    operation: 'checkDefinition',
    summary: 'What adding or amending a dataset like this would say',
    tag: 'Catalogue',
    roles: WRITERS,
    body: DatasetDefinitionSchema,
    checksBody: false,
    responses: {
      200: {
        description: 'All faults at once, and what it means for records that there are already',
        schema: z.object({
          faults: z.array(z.object({ at: z.string(), message: z.string() })),
          notes: z.array(z.string()),
        }),
      },
    },
    handle: async ({ caller, body }, { platform }) => ({
      status: 200,
      body: await checkDefinition(platform, caller, body),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/datasets/proposals',
    operation: 'proposeDataset',
    summary: 'A definition proposed from the first part of a file; nothing is kept',
    tag: 'Catalogue',
    roles: WRITERS,
    body: ProposalRequestSchema,
    responses: {
      200: {
        description: 'To be edited, checked and put',
        schema: z.object({
          definition: z.record(z.string(), z.unknown()),
          notes: z.array(z.string()).describe('What a person should look at and decide'),
          columns: z.array(
            z.object({
              name: z.string(),
              type: z.string(),
              role: z.string(),
              distinct: z.int(),
              empty: z.int(),
              examples: z.array(z.string()),
            }),
          ),
        }),
      },
    },
    handle: async ({ caller, body }) => ({ status: 200, body: proposeDataset(caller, body) }),
  }),
  ...retirementRoutes(),
];

function retirementRoutes() {
  const declaration = {
    path: '/v1/datasets/{dataset}/retirement',
    tag: 'Catalogue',
    roles: WRITERS,
    params: DatasetParams,
    requestHeaders: IF_MATCH,
    responses: { 200: { description: 'The definition as it now stands', schema: StoredSchema } },
    errors: ['DATASET_NOT_FOUND', 'NOT_FOUND', 'CONFLICT'],
  } as const;
  return [
    route({
      ...declaration,
      method: 'PUT',
      operation: 'retireDataset',
      summary: 'Offer a dataset to nobody any more; its history stays',
      handle: ({ caller, params, header }, { platform }) =>
        retired(retireDefinition(platform, caller, params.dataset, true, statedVersion(header))),
    }),
    route({
      ...declaration,
      method: 'DELETE',
      operation: 'bringDatasetBack',
      summary: 'Offer a retired dataset again',
      handle: ({ caller, params, header }, { platform }) =>
        retired(retireDefinition(platform, caller, params.dataset, false, statedVersion(header))),
    }),
  ];
}

async function retired(stored: Promise<StoredDefinition>): Promise<Reply> {
  const { definition, itemVersion } = await stored;
  return { status: 200, body: { definition, etag: etagOf(itemVersion) } };
}

/** Nothing is lost by retiring without having read, so that the header may be left out. */
function statedVersion(header: (name: string) => string | undefined): number | null {
  const sent = header('if-match');
  return sent === undefined ? null : expectedVersion(sent);
}
