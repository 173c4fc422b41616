import { randomUUID } from 'node:crypto';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { findUser } from '#app/people.ts';
import type { AuditLog, Registry } from '#app/ports.ts';

type Told = { readonly action: 'sign-in' | 'refusal'; readonly object: string };

/**
 * Writes to the audit that somebody signed out, and that a sign-in was ended because a code or a refresh token came a
 * second time. Neither waits for the audit: an ending is never held up.
 */
export function recordEndings(
  provider: Provider,
  { registry, audit }: { readonly registry: Registry; readonly audit: AuditLog },
): void {
  const record = async (account: string | undefined, told: Told) => {
    if (account === undefined) return;
    const organisation = (await findUser(registry, account))?.organisation ?? null;
    const effect = randomUUID();
    await audit.record({ phase: 'outcome', ...told, effect, who: account, organisation, detail: {} });
  };
  provider.on('end_session.success', (ctx) => {
    record(ctx.oidc.session?.accountId, { action: 'sign-in', object: 'sign-out' }).catch(() => undefined);
  });
  provider.on('grant.revoked', (ctx) => {
    if (ctx.oidc.route !== 'token') return;
    record(accountOf(ctx), { action: 'refusal', object: 'sign-in/second-use' }).catch(() => undefined);
  });
}

function accountOf({ oidc }: KoaContextWithOIDC): string | undefined {
  const { RefreshToken, AuthorizationCode } = oidc.entities;
  return RefreshToken?.accountId ?? AuthorizationCode?.accountId;
}
