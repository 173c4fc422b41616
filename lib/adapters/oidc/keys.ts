import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Clock, Registry } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

/** What the provider signs tokens and cookies with; made at first use, and anew at each rotation. */
export type ProviderKeys = {
  readonly jwk: JWK;
  /** The first signs, all verify. */
  readonly cookieKeys: readonly string[];
  /** Keys that signed before, until when they verify; absent = the key was never rotated. */
  readonly earlier?: readonly { readonly jwk: JWK; readonly until: string }[];
};

/** How long a token can hold, those for scripts included: an earlier key verifies for as long. */
export const LONGEST_TOKEN_MINUTES = 24 * 60;

const PLACE = { partition: 'oidc-keys', sort: 'current' } as const;
const KEPT_COOKIE_KEYS = 2;

/** The keys of this registry, made at the first call; two processes that start together get the same ones. */
export async function providerKeys(registry: Registry): Promise<ProviderKeys> {
  const stored = await registry.get<ProviderKeys>(PLACE.partition, PLACE.sort);
  if (stored !== null) return stored.value;
  const value: ProviderKeys = await newKeys();
  try {
    await registry.transact([{ kind: 'put', ...PLACE, value, expected: 0 }]);
    return value;
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') return providerKeys(registry);
    throw error;
  }
}

/** The keys that verify tokens now; the first signs. */
export function verifyingKeys({ jwk, earlier = [] }: ProviderKeys, now: Date): readonly JWK[] {
  return [jwk, ...earlier.filter(({ until }) => Date.parse(until) > now.getTime()).map((one) => one.jwk)];
}

/**
 * Has a new key sign from the next start of the server on. Tokens and cookies of the key before hold until they expire,
 * or, with `forget`, from then on no more: everybody signs in again. Returns the new key's id. Fails with CONFLICT when
 * keys are rotated at the same moment.
 */
export async function rotateProviderKeys(
  registry: Registry,
  clock: Clock,
  { forget }: { readonly forget: boolean },
): Promise<string> {
  const stored = await registry.get<ProviderKeys>(PLACE.partition, PLACE.sort);
  const now = clock().getTime();
  const until = new Date(now + LONGEST_TOKEN_MINUTES * 60_000).toISOString();
  const fresh = await newKeys();
  const value: ProviderKeys =
    stored === null || forget
      ? fresh
      : {
          jwk: fresh.jwk,
          cookieKeys: [...fresh.cookieKeys, ...stored.value.cookieKeys].slice(0, KEPT_COOKIE_KEYS),
          earlier: [
            { jwk: stored.value.jwk, until },
            ...(stored.value.earlier ?? []).filter((one) => Date.parse(one.until) > now),
          ],
        };
  await registry.transact([{ kind: 'put', ...PLACE, value, expected: stored?.version ?? 0 }]);
  return String(fresh.jwk.kid);
}

async function newKeys(): Promise<Pick<ProviderKeys, 'jwk' | 'cookieKeys'>> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = randomBytes(8).toString('hex');
  return {
    jwk: { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' },
    cookieKeys: [randomBytes(32).toString('hex')],
  };
}
