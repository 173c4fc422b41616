import { readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { API_AUDIENCE, CLIENT_ID, SCOPE } from '#adapters/oidc/claims.ts';
import { type IdentityProvider, makeIdentityProvider } from '#adapters/oidc/provider.ts';
import { recordIssuer } from '#adapters/oidc/script-token.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { withdrawDelivery } from '#app/publication/withdraw.ts';
import type { RequestRate } from '#app/token-buckets.ts';
import { AppError } from '#core/model/error.ts';
import { makeAuthenticate } from '#http/authentication.ts';
import { apiHandler, REQUEST_RATE } from '#http/handler.ts';
import type { Log } from '#http/log.ts';
import { problemResponse } from '#http/problem.ts';
import { makeTellSecretRefusal, type Refused } from '#http/refusal.ts';
import { allRoutes } from '#http/routes/all.ts';
import { siteHeaders } from '#http/security-headers.ts';
import { ownProviderSite } from '#http/site-config.ts';
import { sendBody } from './body.ts';
import { sendExport } from './exports.ts';
import { passThroughGateway } from './gateway.ts';
import { serveGeography } from './geography-files.ts';
import { localLinks } from './links.ts';
import { Site } from './site.ts';
import { takeUpload } from './uploads.ts';

export type ServerOptions = {
  readonly platform: IngestPlatform;
  /** Has uploaded boundaries imported; returns at once. */
  readonly submitImport: (id: string) => void;
  /** 0 = any free port. */
  readonly port: number;
  /** Folder with the built explorer. */
  readonly webRoot: string;
  readonly version: string;
  readonly log: Log;
  /** How many requests each person may make of the API; by default what people at work need. */
  readonly requestRate?: RequestRate;
  /** How often one address may begin a sign-in, try a password or ask for tokens. */
  readonly tokenRate?: RequestRate;
};

export type LocalServer = { readonly origin: string; close(): Promise<void> };

const LOOPBACK = '127.0.0.1';
const LOCAL_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const UPLOAD_TIMEOUT_MS = 30 * 60_000;
/** For another delivery of the same dataset. */
const WITHDRAWAL_WAIT_MS = 5_000;

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Serves explorer, API and sign-in on the loopback address. Fails with CONFLICT when the port is taken. */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const server = createServer();
  server.requestTimeout = UPLOAD_TIMEOUT_MS;
  await listen(server, options.port);
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const assembled = assemble(options, origin);
  server.on('request', (request, response) => {
    assembled.then(
      ({ parts }) => answer(parts, origin, options.log, request, response),
      () => response.destroy(),
    );
  });
  const { identity } = await assembled;
  return {
    origin,
    close: async () => {
      identity.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 2_000).unref();
      });
    },
  };
}

/** What answers, in the order in which it is asked. */
async function assemble(
  options: ServerOptions,
  origin: string,
): Promise<{ readonly parts: readonly Answer[]; readonly identity: IdentityProvider }> {
  const { platform, log, version } = options;
  const identity = await makeIdentityProvider({
    ...platform,
    origin,
    fontUrl: await fontUrlOf(options.webRoot),
    ...(options.tokenRate === undefined ? {} : { tokenRate: options.tokenRate }),
  });
  await recordIssuer(platform.registry, identity.issuer);
  const authenticate = makeAuthenticate({
    registry: platform.registry,
    clock: platform.clock,
    issuer: identity.issuer,
    jwksUrl: `${identity.issuer}/jwks`,
    clientId: CLIENT_ID,
    audience: API_AUDIENCE,
  });
  const handler = apiHandler(allRoutes(version), {
    platform,
    authenticate,
    log,
    version,
    requestRate: options.requestRate ?? REQUEST_RATE,
    links: localLinks(identity.issuer),
    withdraw: (caller, dataset, number) =>
      withdrawDelivery(platform, caller, dataset, number, { waitMs: WITHDRAWAL_WAIT_MS }),
  });
  const told = toldOfRefusals(makeTellSecretRefusal({ platform, log }));
  const headers = siteHeaders([origin]);
  const site = new Site(options.webRoot, headers);
  const parts: readonly Answer[] = [
    (request, response) => identity.handle(request, response),
    async (request, response) => {
      if (!/^\/(v1(\/|$)|health\/?$)/.test(pathOf(request))) return false;
      await passThroughGateway(handler, log, request, response);
      return true;
    },
    told({ operation: 'takeUpload', method: 'PUT', path: '/uploads/{token}' }, (request, response) =>
      takeUpload(platform, options.submitImport, request, response),
    ),
    refuseOtherMethods,
    (request, response) => sendConfig(options, identity.issuer, request, response),
    told({ operation: 'sendExport', method: 'GET', path: '/exports/{token}/{name}' }, (request, response) =>
      sendExport(platform, request, response),
    ),
    (request, response) => serveGeography(platform, headers, request, response),
    (request, response) => site.handle(request, response),
  ];
  return { parts, identity };
}

async function answer(
  parts: readonly Answer[],
  origin: string,
  log: Log,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const host = request.headers.host ?? '';
    if (!LOCAL_HOSTS.test(host)) throw new AppError('NOT_FOUND', `this server answers on ${origin} only`);
    if (`http://${host}` !== origin && isNavigation(request)) {
      response.writeHead(302, { location: `${origin}${request.url ?? '/'}` }).end();
      return;
    }
    for (const part of parts) if (await part(request, response)) return;
    throw new AppError('NOT_FOUND', 'there is nothing at this address');
  } catch (error) {
    const hasGone = request.socket.destroyed;
    if (response.headersSent || hasGone) {
      if (!hasGone) log({ level: 'error', message: 'answer broken off', error: String(error) });
      response.destroy();
      return;
    }
    const problem = problemResponse(error, log);
    response.statusCode = problem.statusCode;
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
    response.setHeader('x-content-type-options', 'nosniff');
    await sendBody(request, response, Buffer.from(problem.body));
  }
}

/** Has the audit told who was refused at an address that holds a secret. */
function toldOfRefusals(
  tell: ReturnType<typeof makeTellSecretRefusal>,
): (route: Refused['route'], part: Answer) => Answer {
  return (route, part) => async (request, response) => {
    try {
      return await part(request, response);
    } catch (error) {
      await tell(route, pathOf(request).split('/')[2] ?? '', error);
      throw error;
    }
  };
}

async function refuseOtherMethods(request: IncomingMessage): Promise<boolean> {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  throw new AppError('METHOD_NOT_ALLOWED', `${request.method} is not possible here, use GET`, {
    details: { allow: 'GET, HEAD' },
  });
}

async function sendConfig(
  { platform }: ServerOptions,
  issuer: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (pathOf(request) !== '/config.json') return false;
  const demonstration = await platform.registry.get('setting', 'demonstration');
  const config = ownProviderSite({ issuer, clientId: CLIENT_ID, scope: SCOPE }, demonstration !== null);
  for (const [name, value] of Object.entries(siteHeaders([]))) response.setHeader(name, value);
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-cache');
  await sendBody(request, response, Buffer.from(JSON.stringify(config)));
  return true;
}

/** The built explorer names its font by a hash. */
async function fontUrlOf(webRoot: string): Promise<string | null> {
  const names = await readdir(join(webRoot, 'assets')).catch(() => []);
  const name = names.find((one) => /^source-sans-3-latin-wght-normal-[\w-]+\.woff2$/.test(one));
  return name === undefined ? null : `/assets/${name}`;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} is taken: stop the other server, or choose another with --port`;
      reject(error.code === 'EADDRINUSE' ? new AppError('CONFLICT', taken, { cause: error }) : error);
    });
    server.listen(port, LOOPBACK, resolve);
  });
}

function isNavigation(request: IncomingMessage): boolean {
  return request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}
