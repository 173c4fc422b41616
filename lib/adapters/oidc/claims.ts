import { accountClaims } from '#app/people/claims.ts';
import type { User } from '#app/people.ts';

/** The audience of access tokens for the API. */
export const API_AUDIENCE = 'urn:safestats:api';
/** The explorer's client id. */
export const CLIENT_ID = 'safestats-explorer';
/** What the explorer asks for. */
export const SCOPE = 'openid email profile';

/**
 * Claims of an access token besides the registered ones, named as Cognito names them; `session` is the sign-in that it
 * is issued to, null for a script.
 */
export function accessClaims(user: User, session: string | null): Record<string, string | string[] | number> {
  return {
    token_use: 'access',
    username: user.id,
    ...accountClaims(user),
    ...(session === null ? {} : { origin_jti: session }),
  };
}

/** Claims of an identity token, named as Cognito names them. */
export function identityClaims(user: User): { [claim: string]: unknown; sub: string } {
  return {
    sub: user.id,
    email: user.email,
    email_verified: true,
    name: user.name,
    'cognito:groups': [...user.roles],
    'cognito:username': user.id,
    'custom:organisation': user.organisation,
  };
}
