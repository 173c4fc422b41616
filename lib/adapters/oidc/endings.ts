import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { recordRefusal } from '#app/audit/refused.ts';
import { findUser } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';

/**
 * Writes to the audit that somebody signed out or gave their tokens back, and that a code or a refresh token of theirs was
 * refused: it came a second time, or may not be used any more. None waits for the audit: an ending is never held up.
 */
export function recordEndings(
  provider: Provider,
  platform: Pick<Platform, 'registry' | 'audit' | 'newId'>,
): void {
  const revoking = new WeakSet<KoaContextWithOIDC>();
  const tell = (account: string | undefined, told: (who: string, of: string | null) => Promise<void>) => {
    if (account === undefined) return;
    findUser(platform.registry, account)
      .then((user) => told(account, user?.organisation ?? null))
      .catch((error: unknown) => console.error(`an ending could not be written to the audit: ${error}`));
  };
  const signedOut = (who: string, organisation: string | null) =>
    platform.audit.record({
      phase: 'outcome',
      action: 'sign-in',
      effect: platform.newId(),
      who,
      organisation,
      object: 'sign-out',
      detail: {},
    });
  provider.on('end_session.success', (ctx) => tell(ctx.oidc.session?.accountId, signedOut));
  provider.on('grant.revoked', (ctx) => {
    if (ctx.oidc.route === 'token') revoking.add(ctx);
    else if (ctx.oidc.route === 'revocation') tell(accountOf(ctx), signedOut);
  });
  provider.on('grant.error', (ctx, { error }) => {
    const object = revoking.has(ctx) ? 'sign-in/second-use' : 'sign-in/token';
    tell(accountOf(ctx), (who, organisation) =>
      recordRefusal(platform, { who, organisation, object, detail: { code: error } }),
    );
  });
}

function accountOf({ oidc }: KoaContextWithOIDC): string | undefined {
  const { RefreshToken, AuthorizationCode, AccessToken } = oidc.entities;
  return RefreshToken?.accountId ?? AuthorizationCode?.accountId ?? AccessToken?.accountId;
}
