import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Caller } from '#app/caller.ts';
import { callerFor } from '#app/people.ts';
import type { Clock, Registry } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

/** How long a change to an account may take to show. */
export const CALLER_CACHE_MS = 30_000;
const MAX_CACHED = 10_000;

export type AuthenticationOptions = {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly clientId: string;
  /** Audience of access tokens; null where the provider gives none (Cognito). */
  readonly audience: string | null;
};

/** Turns an Authorization header into the caller. Fails with UNAUTHENTICATED, FORBIDDEN or UNAVAILABLE. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

type Cached = { readonly caller: Promise<Caller>; readonly until: number };

/**
 * Verifies RS256 access tokens of one issuer for one client; the registry then says whether the account still holds.
 * The issuer's keys are fetched when first needed and kept.
 */
export function makeAuthenticate(options: AuthenticationOptions): Authenticate {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl));
  const cache = new Map<string, Cached>();
  return async (authorization) => {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthenticated('send an access token: Authorization: Bearer …');
    const subject = await verify(token, keys, options);
    const now = options.clock().getTime();
    const known = cache.get(subject);
    if (known !== undefined && known.until > now) return known.caller;
    if (cache.size >= MAX_CACHED) cache.clear();
    const caller = callerFor(options.registry, subject);
    cache.set(subject, { caller, until: now + CALLER_CACHE_MS });
    caller.catch(() => cache.delete(subject));
    return caller;
  };
}

async function verify(token: string, keys: JWTVerifyGetKey, options: AuthenticationOptions): Promise<string> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      issuer: options.issuer,
      requiredClaims: ['sub', 'exp'],
      currentDate: options.clock(),
      ...(options.audience === null ? {} : { audience: options.audience }),
    });
    if (payload['token_use'] !== 'access') throw unauthenticated('this is not an access token');
    if (payload['client_id'] !== options.clientId)
      throw unauthenticated('the access token is for another client');
    return payload.sub ?? '';
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof errors.JWTExpired)
      throw unauthenticated('the access token has expired: sign in again', error);
    if (REFUSED.some((kind) => error instanceof kind))
      throw unauthenticated('the access token is not valid', error);
    throw new AppError('UNAVAILABLE', 'sign-in cannot be checked at the moment: try again', { cause: error });
  }
}

const REFUSED = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
];

function unauthenticated(message: string, cause?: unknown): AppError {
  return new AppError('UNAUTHENTICATED', message, cause === undefined ? {} : { cause });
}
