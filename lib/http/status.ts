import type { ErrorCode } from '#core/model/error.ts';

/** The status and the short title of every way to refuse or fail. */
export const STATUS: Readonly<Record<ErrorCode, { readonly status: number; readonly title: string }>> = {
  SPEC_INVALID: { status: 400, title: 'The request is not valid' },
  FIELD_NOT_FOUND: { status: 400, title: 'There is no such field' },
  DATASET_NOT_FOUND: { status: 404, title: 'There is no such dataset' },
  AREA_NOT_FOUND: { status: 400, title: 'There is no such area' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  UNAUTHENTICATED: { status: 401, title: 'Sign in first' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  CONFLICT: { status: 409, title: 'Not possible as things stand' },
  ACCESS_CHANGED: { status: 409, title: 'What you may see has changed' },
  REASON_REQUIRED: { status: 403, title: 'Say why first' },
  PRECONDITION_REQUIRED: { status: 428, title: 'Say which version you are changing' },
  TOO_LARGE: { status: 413, title: 'Too large' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Not a format that is read here' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Not possible here' },
  QUERY_TOO_LARGE: { status: 422, title: 'The query is too large' },
  QUERY_CANCELLED: { status: 409, title: 'The query was cancelled' },
  QUERY_TIMED_OUT: { status: 504, title: 'The query took too long' },
  QUERY_NOT_READY: { status: 409, title: 'The query has not ended yet' },
  UNAVAILABLE: { status: 503, title: 'Not available at the moment' },
  INTERNAL: { status: 500, title: 'Something went wrong' },
};
