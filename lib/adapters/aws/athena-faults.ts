import { AppError } from '#core/model/error.ts';
import { awsFault } from './aws-fault.ts';
import { isNamed } from './error-name.ts';

const RETRY_SECONDS = 2;

/** A role or workgroup that is not there yet, or not for all of AWS yet, is refused like one that never was. */
function isDenied(error: unknown): boolean {
  return isNamed(error, 'AccessDenied') || isNamed(error, 'AccessDeniedException');
}

/** What is said instead of an error of Athena or STS; one that is of no use to a caller stays as it is. */
export function translated(error: unknown): unknown {
  if (isDenied(error)) return notInForce(error);
  if (!isNamed(error, 'TooManyRequestsException') && !isNamed(error, 'ThrottlingException'))
    return awsFault(error);
  return new AppError('TOO_MANY_REQUESTS', 'too many queries are at work for all: try again in a moment', {
    details: { retryAfterSeconds: RETRY_SECONDS },
    cause: error,
  });
}

/** The role, the workgroup or the filters of a profile are not there yet. */
export function notInForce(cause?: unknown): AppError {
  return new AppError('UNAVAILABLE', 'your profile is being put in force: try again in a minute', { cause });
}

/** Partitions are not in the catalogue of this region yet. */
export function notCatalogued(): AppError {
  return new AppError(
    'UNAVAILABLE',
    'this region is still being told of what was published last: try again in a few minutes',
  );
}

/** The result of an execution that has not succeeded. */
export function notReady(state: string): AppError {
  return new AppError('QUERY_NOT_READY', `the query is ${state}; ask for its result when it has succeeded`);
}

/** What Athena does not know, any more. */
export function forgotten(cause?: unknown): AppError {
  return new AppError('NOT_FOUND', 'the engine no longer has this result; run the query again', { cause });
}
