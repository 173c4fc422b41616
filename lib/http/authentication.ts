import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Caller } from '#app/caller.ts';
import { knownEnd, knownStanding } from '#app/people/caller-cache.ts';
import type { Clock, Registry } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

export type AuthenticationOptions = {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly clientId: string;
  /** Audience of access tokens; null where the provider gives none (Cognito). */
  readonly audience: string | null;
};

/**
 * Turns an Authorization header into the caller, and why they may ask for nothing but how they stand (null = they may):
 * they wait for approval or are stopped. Fails with UNAUTHENTICATED, FORBIDDEN or UNAVAILABLE.
 */
export type Authenticate = (
  authorization: string | undefined,
) => Promise<{ readonly caller: Caller; readonly bar: AppError | null }>;

/** What a token says, besides that it is valid. */
type Verified = {
  readonly subject: string;
  /** The sign-in that it was issued to; null for scripts. */
  readonly session: string | null;
  /** As text: Cognito's claims are. */
  readonly generation: string;
};

/** How tokens of a Cognito user pool are told, under either form of its issuer: their access tokens name no audience. */
export function userPoolTokens(
  issuer: string,
): Pick<AuthenticationOptions, 'issuer' | 'jwksUrl' | 'audience'> {
  return { issuer, jwksUrl: `${issuer}/.well-known/jwks.json`, audience: null };
}

/**
 * Verifies RS256 access tokens of one issuer for one client; the registry then says whether account and sign-in still
 * hold. The issuer's keys are fetched when first needed and kept.
 */
export function makeAuthenticate(options: AuthenticationOptions): Authenticate {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl));
  const { registry, clock } = options;
  return async (authorization) => {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthenticated('send an access token: Authorization: Bearer …');
    const { subject, session, generation } = await verify(token, keys, options);
    const standing = await knownStanding(registry, clock, subject);
    const ended = session !== null && (await knownEnd(registry, clock, session));
    if (ended || generation !== String(standing.generation))
      throw unauthenticated('this sign-in has ended: sign in again');
    return { caller: { ...standing.caller, session }, bar: standing.bar };
  };
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  options: AuthenticationOptions,
): Promise<Verified> {
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
    const session = payload['origin_jti'];
    return {
      subject: payload.sub ?? '',
      session: typeof session === 'string' ? session : null,
      generation: String(payload['generation']),
    };
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
