import { isQueryExecution } from '#adapters/aws/athena-execution.ts';
import { settleExecution } from '#app/query/settle-execution.ts';
import { EngineEnvironment } from '../environment.ts';
import { QueryStateSchema } from '../events/query-state.ts';
import { environmentOf, eventOf } from '../parsed.ts';
import { openPlatform } from '../platform.ts';
import { schemaGate } from '../schema.ts';

/** For the other statements of the same query. */
const WAIT_MS = 30_000;

const platform = openPlatform(environmentOf(EngineEnvironment));
const schemaHolds = schemaGate(platform);

/** Finishes the record and the audit of a query that has ended in Athena, whether anybody still asks about it or not. */
export async function handler(event: unknown): Promise<void> {
  const { currentState, queryExecutionId } = eventOf(QueryStateSchema, event).detail;
  if (currentState === 'QUEUED' || currentState === 'RUNNING') return;
  await schemaHolds();
  await settleExecution(platform, (id) => isQueryExecution(id, queryExecutionId), WAIT_MS);
}
