import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Configuration, Provider } from 'oidc-provider';
import { sweepSessions } from '#app/people/session.ts';
import { sweepUses } from '#app/people/use-limit.ts';
import { findUser } from '#app/people.ts';
import type { AuditLog, Clock, Registry } from '#app/ports.ts';
import { type RequestRate, TokenBuckets } from '#app/token-buckets.ts';
import { Accounts } from './accounts.ts';
import { API_AUDIENCE, accessClaims, CLIENT_ID, identityClaims, SCOPE } from './claims.ts';
import { sweepAttempts, sweepCredentials } from './credentials.ts';
import { recordEndings } from './endings.ts';
import { sendHtml } from './form.ts';
import { Interactions } from './interactions.ts';
import { providerKeys, verifyingKeys } from './keys.ts';
import { messagePage, pageAssets, signOutPage } from './pages.ts';
import { RegistryTokenStore, sessionOfGrant, sweepTokens } from './token-store.ts';

export type IdentityProviderOptions = {
  readonly registry: Registry;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly newId: () => string;
  /** `http://localhost:4000`; the issuer is `/oidc` below it. */
  readonly origin: string;
  /** Address of the product's font on the same origin, for the pages of the provider; null = none. */
  readonly fontUrl: string | null;
  /** How often one address may begin a sign-in or ask for tokens; by default what an office at one address needs. */
  readonly tokenRate?: RequestRate;
};

export type IdentityProvider = {
  readonly issuer: string;
  /** Answers a request below `/oidc`; false when the path is not the provider's. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): void;
};

const MOUNT = '/oidc';
const ASSETS = `${MOUNT}/assets`;
const ACCESS_SECONDS = 15 * 60;
const SESSION_SECONDS = 12 * 60 * 60;
const SWEEP_MS = 60 * 60_000;
/** What begins a sign-in, asks for tokens or tries a password, below the mount. */
const LIMITED = /^\/(auth|token|interaction|password|sign-up|invitation)(\/|$)/;
const TOKEN_RATE: RequestRate = { perSecond: 20, burst: 400 };

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** OpenID Connect on the product's own origin: authorization code with PKCE, RS256, the claims that Cognito gives. */
export async function makeIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const { registry, clock, origin } = options;
  const issuer = `${origin}${MOUNT}`;
  const keys = await providerKeys(registry);
  const provider: Provider = new Provider(issuer, {
    ...configuration(options, () => provider),
    jwks: { keys: verifyingKeys(keys, clock()).map((jwk) => ({ ...jwk })) },
    cookies: { keys: [...keys.cookieKeys] },
  });
  recordEndings(provider, options);
  const callback = provider.callback();
  const buckets = new TokenBuckets(options.tokenRate ?? TOKEN_RATE);
  const assets = pageAssets(options.fontUrl);
  const interactions = new Interactions(provider, options, { mount: MOUNT, assets: ASSETS });
  const accounts = new Accounts(options, { mount: MOUNT, assets: ASSETS });
  const sweep = async () => {
    await sweepTokens(registry, clock);
    await sweepAttempts(registry, clock);
    await sweepSessions(registry, clock);
    await sweepUses(registry, clock);
    await sweepCredentials(registry);
  };
  await sweep();
  const sweeper = setInterval(() => void sweep().catch(() => undefined), SWEEP_MS);
  sweeper.unref();

  return {
    issuer,
    async handle(request, response) {
      const url = request.url ?? '/';
      const path = url.split('?')[0] ?? '/';
      if (path !== MOUNT && !path.startsWith(`${MOUNT}/`)) return false;
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
      const wait = LIMITED.test(path.slice(MOUNT.length))
        ? buckets.take(request.socket.remoteAddress ?? '', clock().getTime())
        : 0;
      if (wait > 0) sendTooMany(response, wait);
      else if (request.method === 'POST' && request.headers['sec-fetch-site'] === 'cross-site')
        sendHtml(response, 403, messagePage(ASSETS, 'Not possible', 'This form was sent by another site.'));
      else if (path.startsWith(`${ASSETS}/`)) sendAsset(response, assets, path.slice(ASSETS.length + 1));
      else if (
        !(await interactions.handle(request, response)) &&
        !(await accounts.handle(request, response))
      ) {
        Object.assign(request, { originalUrl: url, url: url.slice(MOUNT.length) || '/' });
        await callback(request, response);
      }
      return true;
    },
    close: () => clearInterval(sweeper),
  };
}

function configuration(options: IdentityProviderOptions, provider: () => Provider): Configuration {
  const { registry, clock, origin } = options;
  const account = async (subject: string | undefined) => {
    const user = subject === undefined ? null : await findUser(registry, subject);
    return user === null || user.state === 'disabled' ? null : user;
  };
  return {
    adapter: (kind) => new RegistryTokenStore(kind, registry, clock),
    clients: [
      {
        client_id: CLIENT_ID,
        client_name: 'SafeStats Explorer',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${origin}/callback`],
        post_logout_redirect_uris: [`${origin}/`],
      },
    ],
    responseTypes: ['code'],
    scopes: SCOPE.split(' '),
    claims: {
      openid: ['sub', 'cognito:groups', 'cognito:username', 'custom:organisation'],
      email: ['email', 'email_verified'],
      profile: ['name'],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    clientBasedCORS: (_ctx, from) => from === origin,
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    expiresWithSession: async () => true,
    ttl: {
      AccessToken: ACCESS_SECONDS,
      IdToken: ACCESS_SECONDS,
      AuthorizationCode: 60,
      Interaction: 600,
      Session: SESSION_SECONDS,
      Grant: SESSION_SECONDS,
      RefreshToken: SESSION_SECONDS,
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true },
      userinfo: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          const hint = ctx.oidc.entities.IdTokenHint?.payload['sub'];
          const known = hint !== undefined && hint === ctx.oidc.session?.accountId;
          ctx.body = signOutPage(ASSETS, form, known);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = messagePage(ASSETS, 'Signed out', 'Your session has ended.');
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API_AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: SCOPE,
          audience: API_AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: ACCESS_SECONDS,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: async (_ctx, token) => {
      const user = 'accountId' in token ? await account(token.accountId) : null;
      if (user === null) return {};
      const grant = 'grantId' in token ? token.grantId : undefined;
      return accessClaims(user, grant === undefined ? null : sessionOfGrant(grant));
    },
    findAccount: async (_ctx, subject) => {
      const user = await account(subject);
      return user === null ? undefined : { accountId: user.id, claims: () => identityClaims(user) };
    },
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const known = session.grantIdFor(client.clientId);
      const existing = known === undefined ? undefined : await provider().Grant.find(known);
      if (existing !== undefined) return existing;
      const Grant = provider().Grant;
      const grant = new Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(SCOPE);
      grant.addResourceScope(API_AUDIENCE, SCOPE);
      await grant.save();
      return grant;
    },
    interactions: { url: (_ctx, { uid }) => `${MOUNT}/interaction/${uid}` },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = messagePage(ASSETS, 'This sign-in cannot go on', out.error_description ?? out.error);
    },
  };
}

function sendTooMany(response: ServerResponse, seconds: number): void {
  response.writeHead(429, { 'content-type': 'application/json', 'retry-after': String(seconds) });
  response.end(JSON.stringify({ error: 'temporarily_unavailable', error_description: 'too many requests' }));
}

function sendAsset(response: ServerResponse, assets: ReturnType<typeof pageAssets>, name: string): void {
  const asset = Object.hasOwn(assets, name) ? assets[name] : undefined;
  if (asset === undefined) {
    sendHtml(response, 404, messagePage(ASSETS, 'Page not found', 'There is nothing at this address.'));
    return;
  }
  response.writeHead(200, { 'content-type': asset.type, 'cache-control': 'max-age=300' });
  response.end(asset.body);
}
