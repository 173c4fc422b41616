import type { FunctionName } from '#lambdas/functions.ts';
import type { ResourceName } from './resources.ts';

/** Actions on resources; nothing else is allowed. */
export type Allowance = { readonly actions: readonly string[]; readonly on: readonly ResourceName[] };

const READ_REGISTRY = ['dynamodb:GetItem', 'dynamodb:Query'];
/** Each write is a transaction, of which IAM sees the parts. */
const WRITE_REGISTRY = ['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];
/** Files larger than a part are put in parts, which are taken back when one fails. */
const PUT = ['s3:PutObject', 's3:AbortMultipartUpload'];
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Everybody records in the audit before acting, and that is a write to the registry. */
const registry: Allowance = { actions: [...READ_REGISTRY, ...WRITE_REGISTRY], on: ['registry'] };
const dataKey: Allowance = { actions: USE_KEY, on: ['key/data'] };
/** Of what the product knows, without records. */
const readCatalogue: Allowance = {
  actions: ['s3:GetObject'],
  on: ['lake/manifests', 'lake/boundaries', 'lake/tables'],
};
/** Without it, an object that is not there looks like one that is forbidden. */
const listLake: Allowance = { actions: ['s3:ListBucket'], on: ['lake'] };
const askAsProfile: Allowance = { actions: ['sts:AssumeRole', 'sts:SetSourceIdentity'], on: ['profiles'] };
const submitDeliveries: Allowance = { actions: ['sqs:SendMessage'], on: ['queue/deliveries'] };
const operationsKey: Allowance = { actions: USE_KEY, on: ['key/operations'] };
const takeFrom = (queue: ResourceName): Allowance => ({
  actions: [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:ChangeMessageVisibility',
    'sqs:GetQueueAttributes',
  ],
  on: [queue],
});
const readExports: readonly Allowance[] = [
  { actions: ['s3:GetObject'], on: ['exports/files'] },
  { actions: ['s3:ListBucket'], on: ['exports'] },
];
const readUploads: readonly Allowance[] = [
  { actions: ['s3:GetObject', 's3:DeleteObject'], on: ['ingest/arrivals'] },
  { actions: ['s3:ListBucket'], on: ['ingest'] },
];
const writeRecords: readonly Allowance[] = [
  { actions: ['s3:GetObject', ...PUT, 's3:DeleteObject'], on: ['lake/records', 'lake/manifests'] },
  { actions: ['s3:GetObject', ...PUT, 's3:DeleteObject'], on: ['ingest/received'] },
];
/** Tables and what their partitions say of columns. */
const DEFINE = [
  'glue:GetTable',
  'glue:CreateTable',
  'glue:UpdateTable',
  'glue:GetPartitions',
  'glue:BatchUpdatePartition',
];
const defineTables: Allowance = { actions: DEFINE, on: ['catalogue'] };
const keepTables: Allowance = {
  actions: [...DEFINE, 'glue:BatchCreatePartition', 'glue:BatchDeletePartition'],
  on: ['catalogue'],
};

/** Tables, not what is in them, so that filters can be laid on them there. */
const defineElsewhere: Allowance = { actions: DEFINE, on: ['catalogue/elsewhere'] };

/** Accounts are made by signing up; only an operator invites, with credentials of their own. */
const managePeople: Allowance = {
  actions: [
    'cognito-idp:AdminDeleteUser',
    'cognito-idp:AdminDisableUser',
    'cognito-idp:AdminEnableUser',
    'cognito-idp:AdminUserGlobalSignOut',
    'cognito-idp:ListUsers',
  ],
  on: ['people'],
};

/** Of the user pool whose triggers it answers, which is not made yet when the function is. */
const tellPeople: Allowance = {
  actions: [
    'cognito-idp:AdminDisableUser',
    'cognito-idp:AdminEnableUser',
    'cognito-idp:AdminUserGlobalSignOut',
    'cognito-idp:ListUsers',
  ],
  on: ['people'],
};

/** What each function may do: the whole of it, logs and traces apart. The provisioner's own are in `profile-policies`. */
export const FUNCTION_ACTIONS: Readonly<Record<FunctionName, readonly Allowance[]>> = {
  'api-explore': [
    registry,
    dataKey,
    readCatalogue,
    listLake,
    askAsProfile,
    ...readExports,
    { actions: ['sqs:SendMessage'], on: ['queue/downloads'] },
    operationsKey,
  ],
  'api-admin': [
    registry,
    dataKey,
    readCatalogue,
    { actions: ['s3:PutObject'], on: ['lake/tables'] },
    listLake,
    askAsProfile,
    defineTables,
    defineElsewhere,
    managePeople,
  ],
  'api-deliveries': [
    registry,
    dataKey,
    readCatalogue,
    listLake,
    { actions: ['s3:PutObject'], on: ['ingest/uploads'] },
    { actions: ['s3:ListBucket'], on: ['ingest'] },
    submitDeliveries,
    operationsKey,
  ],
  'api-audit': [
    registry,
    dataKey,
    { actions: ['kms:Decrypt'], on: ['key/audit', 'key/anchor'] },
    readCatalogue,
    listLake,
    askAsProfile,
    { actions: ['s3:GetObject'], on: ['audit/objects', 'anchor/objects'] },
    { actions: ['s3:ListBucket', 's3:ListBucketVersions'], on: ['audit', 'anchor'] },
  ],
  downloads: [
    registry,
    dataKey,
    readCatalogue,
    listLake,
    askAsProfile,
    ...readExports,
    { actions: [...PUT, 's3:DeleteObject'], on: ['exports/files'] },
    takeFrom('queue/downloads'),
    operationsKey,
  ],
  ingest: [
    registry,
    dataKey,
    readCatalogue,
    listLake,
    ...writeRecords,
    ...readUploads,
    { actions: ['s3:PutObject'], on: ['ingest/drops'] },
    { actions: PUT, on: ['lake/imports'] },
    keepTables,
    defineElsewhere,
    takeFrom('queue/arrivals'),
    takeFrom('queue/deliveries'),
    submitDeliveries,
    { actions: ['sqs:SendMessage'], on: ['queue/geographies'] },
    operationsKey,
  ],
  geography: [
    registry,
    dataKey,
    readCatalogue,
    listLake,
    { actions: PUT, on: ['lake/boundaries'] },
    { actions: ['s3:GetObject', 's3:DeleteObject'], on: ['lake/imports'] },
    ...writeRecords,
    keepTables,
    defineElsewhere,
    takeFrom('queue/geographies'),
    operationsKey,
  ],
  provisioner: [
    registry,
    dataKey,
    readCatalogue,
    listLake,
    {
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      on: ['stream'],
    },
    { actions: ['dynamodb:ListStreams'], on: ['anything'] },
    { actions: ['sqs:SendMessage'], on: ['queue/provisioning'] },
    operationsKey,
  ],
  'query-ended': [registry, dataKey, readCatalogue, listLake, askAsProfile],
  housekeeping: [
    registry,
    dataKey,
    readCatalogue,
    { actions: ['s3:DeleteObject'], on: ['exports/files'] },
    { actions: ['s3:ListBucket'], on: ['lake', 'exports'] },
    askAsProfile,
    managePeople,
  ],
  'audit-sealer': [
    registry,
    dataKey,
    { actions: ['s3:GetObject', 's3:PutObject'], on: ['audit/objects'] },
    { actions: ['s3:ListBucket'], on: ['audit'] },
    { actions: ['s3:PutObject'], on: ['anchor/heads'] },
    { actions: USE_KEY, on: ['key/audit', 'key/anchor'] },
  ],
  identity: [registry, { actions: ['kms:Decrypt'], on: ['key/data'] }, tellPeople],
};

/** The only actions that may stand with `*`, because AWS gives them no resource. */
export const ACTIONS_ON_ANYTHING = [
  'dynamodb:ListStreams',
  'lakeformation:GetDataAccess',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
] as const;
