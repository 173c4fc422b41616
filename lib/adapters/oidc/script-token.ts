import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { User } from '#app/people.ts';
import type { Clock, Registry } from '#app/ports.ts';
import { API_AUDIENCE, accessClaims, CLIENT_ID } from './claims.ts';
import { providerKeys } from './keys.ts';

/** Remembers under which issuer the server of this data folder signs people in. */
export async function recordIssuer(registry: Registry, issuer: string): Promise<void> {
  await registry.transact([
    { kind: 'put', partition: 'setting', sort: 'issuer', value: { issuer }, expected: null },
  ]);
}

/**
 * An access token for scripts, as the provider of this data folder would issue it; unless told otherwise for the
 * server that used the folder last, or will use it on the usual port.
 */
export async function issueScriptToken(
  registry: Registry,
  clock: Clock,
  user: User,
  options: { readonly issuer?: string; readonly minutes: number },
): Promise<string> {
  const recorded = await registry.get<{ readonly issuer: string }>('setting', 'issuer');
  const issuer = options.issuer ?? recorded?.value.issuer ?? 'http://localhost:4000/oidc';
  const { jwk } = await providerKeys(registry);
  const now = Math.floor(clock().getTime() / 1000);
  return new SignJWT({ ...accessClaims(user, null), client_id: CLIENT_ID, scope: 'openid' })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: jwk.kid ?? '' })
    .setIssuer(issuer)
    .setSubject(user.id)
    .setAudience(API_AUDIENCE)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + options.minutes * 60)
    .sign(await importJWK(jwk, 'RS256'));
}
