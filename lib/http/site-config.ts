import type { SiteConfig } from '#core/model/site-config.ts';

type Client = { readonly issuer: string; readonly clientId: string; readonly scope: string };

/** The explorer beside the product's own provider. */
export function ownProviderSite(client: Client, synthetic: boolean): SiteConfig {
  return {
    ...client,
    apiBase: '/v1',
    product: 'SafeStats',
    synthetic,
    metadata: null,
    pages: { signUp: `${client.issuer}/sign-up`, password: `${client.issuer}/password`, signOut: null },
  };
}

export type UserPoolSite = {
  /** Of the pool's tokens. */
  readonly issuer: string;
  readonly clientId: string;
  /** Of managed login: `https://safestats.auth.eu-west-2.amazoncognito.com`, or the pool's own domain. */
  readonly domain: string;
  /** Where the explorer is: `/callback` and `/` of it must be the client's addresses for sign-in and sign-out. */
  readonly siteOrigin: string;
};

/** The explorer with managed login of a Cognito user pool, whose endpoints and pages are not where a provider's are. */
export function userPoolSite({ issuer, clientId, domain, siteOrigin }: UserPoolSite): SiteConfig {
  const scope = 'openid email profile';
  const page = (path: string, parameters: Readonly<Record<string, string>>) =>
    `${domain}${path}?${new URLSearchParams({ client_id: clientId, ...parameters })}`;
  const back = { response_type: 'code', scope, redirect_uri: `${siteOrigin}/callback` };
  return {
    issuer,
    clientId,
    scope,
    apiBase: '/v1',
    product: 'SafeStats',
    synthetic: false,
    metadata: {
      issuer,
      authorization_endpoint: `${domain}/oauth2/authorize`,
      token_endpoint: `${domain}/oauth2/token`,
      revocation_endpoint: `${domain}/oauth2/revoke`,
    },
    pages: {
      signUp: page('/signup', back),
      password: page('/forgotPassword', back),
      signOut: page('/logout', { logout_uri: `${siteOrigin}/` }),
    },
  };
}

/** What the explorer talks to on AWS besides its own origin: managed login, and the buckets that files go to and come from. */
export function userPoolConnections(
  domain: string,
  region: string,
  buckets: { readonly ingest: string; readonly exports: string },
): readonly string[] {
  const originOf = (bucket: string) => `https://${bucket}.s3.${region}.amazonaws.com`;
  return [domain, originOf(buckets.ingest), originOf(buckets.exports)];
}
