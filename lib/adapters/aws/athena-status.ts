import type { QueryExecution } from '@aws-sdk/client-athena';
import type { ExecutionStatus } from '#app/ports.ts';
import type { AthenaExecution } from './athena-execution.ts';

/**
 * How an execution stands by what Athena says of it, its rows not counted. One that was stopped after its time is `failed`,
 * whoever looks.
 */
export function statusOf(
  { Status = {}, Statistics = {} }: QueryExecution,
  started: AthenaExecution,
  now: Date,
): ExecutionStatus {
  const { State, SubmissionDateTime, CompletionDateTime } = Status;
  const since = SubmissionDateTime?.getTime() ?? now.getTime();
  const status = {
    progress: null,
    rowCount: null,
    bytesScanned: Statistics.DataScannedInBytes ?? null,
    elapsedMs: Math.max(0, (CompletionDateTime ?? now).getTime() - since),
    failure: null,
  };
  switch (State) {
    case 'SUCCEEDED':
      return { ...status, state: 'succeeded', progress: 1 };
    case 'FAILED':
      return { ...status, state: 'failed', failure: Status.StateChangeReason ?? 'Athena gives no reason' };
    case 'CANCELLED':
      return status.elapsedMs >= started.timeoutMs
        ? { ...status, state: 'failed', failure: tookTooLong(started) }
        : { ...status, state: 'cancelled' };
    default:
      return { ...status, state: State === 'QUEUED' ? 'queued' : 'running' };
  }
}

/** How an execution stands that Athena never knew of. */
export function failedBefore(failure: string): ExecutionStatus {
  return { state: 'failed', progress: null, rowCount: null, bytesScanned: null, elapsedMs: 0, failure };
}

/** Why an execution failed that was stopped for its time. */
export function tookTooLong({ timeoutMs }: AthenaExecution): string {
  return `it took longer than ${timeoutMs} ms`;
}
