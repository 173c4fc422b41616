import * as z from 'zod';

/** That a query of Athena has changed its state, as EventBridge hands it on. */
export const QueryStateSchema = z.object({
  source: z.literal('aws.athena'),
  'detail-type': z.literal('Athena Query State Change'),
  detail: z.object({
    currentState: z.enum(['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']),
    queryExecutionId: z.string().min(1),
    workgroupName: z.string().min(1),
  }),
});
