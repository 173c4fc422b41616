import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startTestServer, type TestServer } from '../support/http-server.ts';
import { Browser, signIn, startSignIn } from '../support/sign-in.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** What a policy allows, by directive. */
function policyOf(response: Response): ReadonlyMap<string, readonly string[]> {
  const text = response.headers.get('content-security-policy') ?? '';
  return new Map(
    text.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

async function expectStrict(response: Response, what: string): Promise<void> {
  const policy = policyOf(response);
  expect(policy.get('default-src'), what).toEqual(["'none'"]);
  expect(policy.get('base-uri'), what).toEqual(["'none'"]);
  expect(policy.get('frame-ancestors'), what).toEqual(["'none'"]);
  for (const [name, sources] of policy)
    for (const source of sources)
      expect(source, `${what} ${name}`).not.toMatch(/unsafe-(inline|eval|hashes)|^\*|^https?:$|^blob:$/);
  expect(response.headers.get('x-content-type-options'), what).toBe('nosniff');
  expect(response.headers.get('x-frame-options'), what).toBe('DENY');
  expect(response.headers.get('referrer-policy'), what).toBe('no-referrer');
  const html = await response.text();
  expect(html, what).not.toMatch(/(href|src|action)="\s*javascript:/i);
  const tags = html.replaceAll(/"[^"]*"/g, '""');
  expect(tags, what).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+\s*=/i);
}

describe('the pages of the provider', () => {
  it('allow nothing inline, and have nothing inline, whichever it is', async () => {
    const browser = new Browser(server.origin);
    const tokens = await signIn(server.origin, 'analyst@safestats.local', PASSWORD, browser);
    const fresh = new Browser(server.origin);
    const interaction = (await fresh.get(startSignIn(server.origin).url)).headers.get('location') ?? '';
    const pages: Readonly<Record<string, () => Promise<Response>>> = {
      'sign-in': () => fresh.get(interaction),
      'sign-in that failed': () => fresh.post(interaction, { email: '"><script>1</script>', password: 'x' }),
      'sign-up': () => fresh.get('/oidc/sign-up'),
      'sign-up that failed': () =>
        fresh.post('/oidc/sign-up', {
          name: '"><img src=x onerror=alert(1)>',
          email: 'x',
          next: 'y',
          again: 'z',
        }),
      password: () => fresh.get('/oidc/password'),
      'invitation that is over': () => fresh.get(`/oidc/invitation/${'a'.repeat(43)}`),
      'sign-out': () => browser.get(`/oidc/session/end?id_token_hint=${tokens.id_token}`),
      error: () => fresh.get(startSignIn(server.origin, { client_id: '<script>1</script>' }).url),
    };
    for (const [what, open] of Object.entries(pages)) await expectStrict(await open(), what);
  });

  it('are kept by no cache, and name no person in their address', async () => {
    for (const path of ['/oidc/sign-up', '/oidc/password', `/oidc/invitation/${'a'.repeat(43)}`])
      expect((await fetch(`${server.origin}${path}`)).headers.get('cache-control'), path).toBe('no-store');
  });
});

describe('the site', () => {
  it('allows scripts and styles of its own files only', async () => {
    const response = await fetch(`${server.origin}/`, { headers: { accept: 'text/html' } });
    const policy = policyOf(response);
    expect(policy.get('script-src')).toEqual(["'self'"]);
    expect(policy.get('style-src')).toEqual(["'self'"]);
    expect(policy.get('object-src')).toEqual(["'none'"]);
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(policy.get('connect-src')).toEqual(["'self'", server.origin]);
  });

  it('is told nothing secret before anybody has signed in', async () => {
    const config = (await (await fetch(`${server.origin}/config.json`)).json()) as object;
    expect(Object.keys(config).sort()).toEqual([
      'apiBase',
      'clientId',
      'issuer',
      'metadata',
      'pages',
      'product',
      'scope',
      'synthetic',
    ]);
  });
});
