import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Registry } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

/** What the provider signs tokens and cookies with; made once per data folder. */
export type ProviderKeys = { readonly jwk: JWK; readonly cookieKeys: readonly string[] };

/** The keys of this registry, made at the first call; two processes that start together get the same ones. */
export async function providerKeys(registry: Registry): Promise<ProviderKeys> {
  const stored = await registry.get<ProviderKeys>('oidc-keys', 'current');
  if (stored !== null) return stored.value;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = randomBytes(8).toString('hex');
  const value: ProviderKeys = {
    jwk: { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' },
    cookieKeys: [randomBytes(32).toString('hex')],
  };
  try {
    await registry.transact([{ kind: 'put', partition: 'oidc-keys', sort: 'current', value, expected: 0 }]);
    return value;
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') return providerKeys(registry);
    throw error;
  }
}
