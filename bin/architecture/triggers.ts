import type { FunctionName } from '#lambdas/functions.ts';

const HTTP = ['HTTP API'] as const;

/** What has each function run on AWS. */
export const TRIGGERS: Readonly<Record<FunctionName, readonly string[]>> = {
  'api-explore': HTTP,
  'api-admin': HTTP,
  'api-deliveries': HTTP,
  'api-audit': HTTP,
  downloads: ['download request'],
  ingest: ['clean scan result', 'delivery queue', 'schedule'],
  geography: ['geography queue'],
  provisioner: ['registry stream', 'schedule'],
  'query-ended': ['Athena state change'],
  housekeeping: ['schedule'],
  'audit-sealer': ['schedule'],
  identity: ['user pool'],
};
