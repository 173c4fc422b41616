import { brandId, type ExecutionId, type ProfileId, type UserId } from '#core/model/id.ts';

/** All that any process needs to ask Athena about an execution: which one, as whom, and how long it may take. */
export type AthenaExecution = {
  readonly queryExecutionId: string;
  readonly profile: ProfileId;
  readonly person: UserId;
  readonly timeoutMs: number;
};

const STARTED = 'athena';
const REFUSED = 'athena-refused';

/** The id by which the product knows an execution of Athena's. */
export function executionIdOf({
  timeoutMs,
  profile,
  person,
  queryExecutionId,
}: AthenaExecution): ExecutionId {
  const parts = [STARTED, String(timeoutMs), profile, person, queryExecutionId];
  return brandId<ExecutionId>(parts.map(encodeURIComponent).join(':'));
}

/** The id of an execution that failed before Athena knew of it; `why` is for the log. */
export function refusedExecution(why: string): ExecutionId {
  return brandId<ExecutionId>([REFUSED, why].map(encodeURIComponent).join(':'));
}

/** What an id stands for; null when this engine did not make it. */
export function readExecutionId(id: ExecutionId): AthenaExecution | { readonly refused: string } | null {
  const [kind, ...parts] = id.split(':').map(decoded);
  if (kind === REFUSED && parts.length === 1) return { refused: parts[0] ?? '' };
  const [timeoutMs = '', profile = '', person = '', queryExecutionId = ''] = parts;
  if (kind !== STARTED || parts.length !== 4 || !/^\d+$/.test(timeoutMs) || queryExecutionId === '')
    return null;
  return { queryExecutionId, profile, person: brandId<UserId>(person), timeoutMs: Number(timeoutMs) };
}

/** Whether an execution is the one that Athena calls so, as in its events. */
export function isQueryExecution(id: ExecutionId, queryExecutionId: string): boolean {
  const execution = readExecutionId(id);
  return (
    execution !== null && 'queryExecutionId' in execution && execution.queryExecutionId === queryExecutionId
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
