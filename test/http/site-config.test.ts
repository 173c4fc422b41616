import { describe, expect, it } from 'vitest';
import type { SiteConfig } from '#core/model/site-config.ts';
import { siteHeaders } from '#http/security-headers.ts';
import { ownProviderSite, userPoolConnections, userPoolSite } from '#http/site-config.ts';

const DOMAIN = 'https://safestats.auth.eu-west-2.amazoncognito.com';

describe('/config.json', () => {
  it('says of the own provider what the explorer reads', () => {
    const client = { issuer: 'http://localhost:4000/oidc', clientId: 'explorer', scope: 'openid' };
    const config: SiteConfig = ownProviderSite(client, true);
    expect(config).toMatchObject({
      ...client,
      synthetic: true,
      metadata: null,
      pages: {
        signUp: 'http://localhost:4000/oidc/sign-up',
        password: 'http://localhost:4000/oidc/password',
        signOut: null,
      },
    });
  });

  it('says of a user pool where managed login and its pages are, and asks for no scope that Cognito has not', () => {
    const config: SiteConfig = userPoolSite({
      issuer: 'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Ab1Cd2Ef3',
      clientId: '4f7explorer',
      domain: DOMAIN,
      siteOrigin: 'https://safestats.example',
    });
    expect(config.scope.split(' ')).toEqual(['openid', 'email', 'profile']);
    for (const address of [config.pages.signUp, config.pages.password]) {
      const { origin, searchParams } = new URL(address);
      expect(origin).toBe(DOMAIN);
      expect(searchParams.get('redirect_uri')).toBe('https://safestats.example/callback');
      expect(searchParams.get('response_type')).toBe('code');
    }
    expect(new URL(config.pages.signOut ?? '').searchParams.get('logout_uri')).toBe(
      'https://safestats.example/',
    );
    for (const address of Object.values(config.metadata ?? {}))
      expect(new URL(address).protocol).toBe('https:');
  });
});

describe('userPoolConnections(domain, region, buckets)', () => {
  it('lets the explorer talk to managed login and to the two buckets, and to nothing else', () => {
    const connect = userPoolConnections(DOMAIN, 'eu-west-2', { ingest: 'in', exports: 'out' });
    const policy = siteHeaders(connect)['content-security-policy'] ?? '';
    expect(/connect-src ([^;]+)/.exec(policy)?.[1]?.split(' ')).toEqual([
      "'self'",
      DOMAIN,
      'https://in.s3.eu-west-2.amazonaws.com',
      'https://out.s3.eu-west-2.amazonaws.com',
    ]);
  });
});
