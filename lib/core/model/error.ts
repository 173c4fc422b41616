/** Every way in which the product refuses or fails, as a caller sees it. Closed: a new code needs a status in `lib/http`. */
export type ErrorCode =
  | 'SPEC_INVALID'
  | 'FIELD_NOT_FOUND'
  | 'DATASET_NOT_FOUND'
  | 'AREA_NOT_FOUND'
  | 'NOT_FOUND'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'CONFLICT'
  | 'ACCESS_CHANGED'
  | 'REASON_REQUIRED'
  | 'PRECONDITION_REQUIRED'
  | 'TOO_LARGE'
  | 'TOO_MANY_REQUESTS'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'METHOD_NOT_ALLOWED'
  | 'QUERY_TOO_LARGE'
  | 'QUERY_CANCELLED'
  | 'QUERY_TIMED_OUT'
  | 'QUERY_NOT_READY'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/** One fault in what a caller sent: where, in the caller's own words (`where.fields[2].in`), and what to do. */
export type Fault = { readonly at: string; readonly message: string };

/**
 * An expected failure. `message` and `details` are safe to show to the caller; `cause` never is.
 * Messages are lower case and say what was got, what is allowed and what to do.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: { readonly faults?: readonly Fault[]; readonly [key: string]: unknown };

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: AppError['details']; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
