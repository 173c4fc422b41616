import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AppError, type ErrorCode } from '#core/model/error.ts';
import type { Log } from './log.ts';
import { STATUS } from './status.ts';

export const ProblemSchema = z
  .object({
    type: z.string().describe('Names the kind of problem'),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(STATUS) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string().describe('What was got, what is allowed, what to do'),
    faults: z
      .array(z.object({ at: z.string().describe('`where.fields[2].in`'), message: z.string() }))
      .optional()
      .describe('All faults of the request at once'),
    reasons: z.array(z.string()).optional().describe('With REASON_REQUIRED: those that may be chosen'),
    moved: z
      .literal(true)
      .optional()
      .describe('With CONFLICT: it was changed since you read it; read it again'),
    reference: z.string().optional().describe('Finds the failure in the log'),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused or failed (RFC 9457)' });

export type Problem = z.infer<typeof ProblemSchema>;

export type ProblemResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * The answer to any failure. Only an `AppError` says what happened; everything else, and INTERNAL itself, becomes a
 * reference under which the log has the whole story.
 */
export function problemResponse(error: unknown, log: Log): ProblemResponse {
  const known = error instanceof AppError && error.code !== 'INTERNAL' ? error : null;
  const code = known?.code ?? 'INTERNAL';
  const { status, title } = STATUS[code];
  const reference = status >= 500 ? randomUUID() : undefined;
  if (reference !== undefined)
    log({ level: 'error', message: 'request failed', reference, code, ...storyOf(error) });
  const faults = known?.details.faults;
  const moved = known?.details['moved'] === true;
  const reasons = z.array(z.string()).safeParse(known?.details['reasons']).data;
  const problem: Problem = {
    type: `urn:safestats:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: moved ? 'Somebody else was quicker' : title,
    status,
    code,
    detail:
      known?.message ?? 'this failure was noted: repeat the request, and give the reference if it stays',
    ...(faults === undefined ? {} : { faults: [...faults] }),
    ...(reasons === undefined ? {} : { reasons }),
    ...(moved ? { moved } : {}),
    ...(reference === undefined ? {} : { reference }),
  };
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
      ...(code === 'METHOD_NOT_ALLOWED' && typeof known?.details['allow'] === 'string'
        ? { allow: known.details['allow'] }
        : {}),
      ...(code === 'UNAVAILABLE' || code === 'TOO_MANY_REQUESTS'
        ? { 'retry-after': String(Number(known?.details['retryAfterSeconds'] ?? 5)) }
        : {}),
    },
    body: JSON.stringify(problem),
  };
}

function storyOf(error: unknown): {
  readonly error: string;
  readonly stack?: string;
  readonly cause?: unknown;
} {
  if (!(error instanceof Error)) return { error: String(error) };
  return {
    error: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: storyOf(error.cause) }),
  };
}
