import { AppError } from '#core/model/error.ts';

const BUSY = new Set([
  'InternalServerError',
  'OperationAborted',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestTimeout',
  'SlowDown',
  'ThrottledException',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const NETWORK =
  /^(EAI_AGAIN|ECONNABORTED|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EPIPE|ETIMEDOUT)$/;

type Metadata = { readonly httpStatusCode?: number; readonly attempts?: number };

/** What a failed call of AWS is for callers: UNAVAILABLE when it may well succeed later, else the error itself. */
export function awsFault(error: unknown): unknown {
  if (!isPassing(error)) return error;
  return new AppError('UNAVAILABLE', 'the store does not answer at the moment: try again', { cause: error });
}

/** Too much at once, a fault of the service or of the network; the client has tried several times by then. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AppError) return false;
  return (
    BUSY.has(error.name) ||
    (statusOf(error) ?? 0) >= 500 ||
    ('code' in error && NETWORK.test(`${error.code}`))
  );
}

/** The HTTP status that AWS answered, or null when it did not answer. */
export function statusOf(error: unknown): number | null {
  return metadataOf(error)?.httpStatusCode ?? null;
}

/** How often the client sent what failed; 1 when nobody counted. */
export function attemptsOf(error: unknown): number {
  return metadataOf(error)?.attempts ?? 1;
}

/** Waits at random up to a span that doubles with each attempt (0, 1 …), at most a second. */
export async function pauseBefore(attempt: number): Promise<void> {
  const most = Math.min(1_000, 25 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}

function metadataOf(error: unknown): Metadata | null {
  return error instanceof Error && '$metadata' in error ? (error.$metadata as Metadata) : null;
}
