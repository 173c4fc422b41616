import { isUtf8 } from 'node:buffer';
import middy, { type MiddlewareObj } from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Caller } from '#app/caller.ts';
import { type RequestRate, TokenBuckets } from '#app/token-buckets.ts';
import { AppError } from '#core/model/error.ts';
import { parseSent } from './faults.ts';
import { previewOf } from './preview.ts';
import { problemResponse } from './problem.ts';
import { makeTellRefusal, type Refused } from './refusal.ts';
import type { Reply, Route, Services } from './route.ts';
import { API_HEADERS } from './security-headers.ts';

/** The largest request body of the API, as the contract states it. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** How many requests each person may make of one process that answers the API. */
export const REQUEST_RATE: RequestRate = { perSecond: 40, burst: 400 };

type ApiEvent = Omit<APIGatewayProxyEventV2, 'body'> & { body?: unknown; caller?: Caller };
type Result = APIGatewayProxyStructuredResultV2;
type Middleware = MiddlewareObj<ApiEvent, Result>;
/** What Lambda invokes, and the local server too. */
export type ApiHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Result>;

/** The whole API: routing, authentication, validation and errors around the use cases. */
export function apiHandler(routes: readonly Route[], services: Services): ApiHandler {
  const tellRefusal = makeTellRefusal(services);
  const buckets = new TokenBuckets(services.requestRate);
  const router = httpRouter<APIGatewayProxyEventV2, Result>({
    routes: routes.map((route) => ({
      method: route.method,
      path: route.path,
      handler: routeHandler(route, services, tellRefusal, buckets) as unknown as ApiHandler,
    })),
    notFoundResponse: ({ method, path }) => {
      throw notFound(routes, method, path);
    },
  });
  return middy<APIGatewayProxyEventV2, Result>()
    .use(httpHeaderNormalizer())
    .after((request) => {
      if (request.response)
        request.response = { ...request.response, headers: withHeaders(request.response.headers) };
    })
    .onError((request) => {
      const { statusCode, headers, body } = problemResponse(translated(request.error), services.log);
      request.response = { statusCode, headers: withHeaders(headers), body };
    })
    .handler((event, context) => router(event, context)) as unknown as ApiHandler;
}

function routeHandler(
  route: Route,
  services: Services,
  tellRefusal: (refused: Refused) => Promise<void>,
  buckets: TokenBuckets,
): unknown {
  const chain = middy<ApiEvent, Result>().onError(async ({ event, error }) => {
    const { caller = null, pathParameters } = event;
    const named = Object.keys(pathParameters ?? {}).length > 0 || (caller?.preview ?? null) !== null;
    await tellRefusal({ route, path: event.rawPath, named, caller, error });
  });
  if (route.access === 'signed-in') chain.use(authenticated(services, route, buckets));
  if (route.body !== null) chain.use(bodyWithinLimit).use(httpJsonBodyParser() as unknown as Middleware);
  return chain.handler(async (event): Promise<Result> => {
    const params = route.params?.safeParse(event.pathParameters ?? {});
    if (params !== undefined && !params.success)
      throw new AppError('NOT_FOUND', 'there is nothing at this address');
    const query = parseSent(queryOf(route), queryParameters(event.rawQueryString), 'the query string');
    const body =
      route.body !== null && route.checksBody ? parseSent(route.body, event.body, 'the body') : event.body;
    const asked = {
      params: params?.data,
      query,
      body,
      caller: event.caller ?? null,
      header: (name: string) => event.headers[name],
    };
    const reply = await route.run(asked, services);
    return {
      statusCode: reply.status,
      headers: {
        'cache-control': 'no-store',
        ...contentOf(reply),
        ...reply.headers,
      },
      ...(reply.text === undefined ? {} : { body: reply.text.body }),
      ...(reply.body === undefined ? {} : { body: JSON.stringify(reply.body) }),
    };
  });
}

function authenticated(services: Services, { admitsBarred }: Route, buckets: TokenBuckets): Middleware {
  return {
    before: async ({ event }) => {
      const { caller, bar } = await services.authenticate(event.headers['authorization']);
      event.caller = caller;
      if (bar !== null && !admitsBarred) throw bar;
      const wait = buckets.take(caller.user, services.platform.clock().getTime());
      if (wait > 0) throw tooMany(wait);
      const preview = previewOf(event.headers['x-preview-profile']);
      if (preview !== null) event.caller = { ...caller, preview };
    },
  };
}

function tooMany(seconds: number): AppError {
  const text = `too many requests within a short time: wait ${seconds} s, then go on`;
  return new AppError('TOO_MANY_REQUESTS', text, { details: { retryAfterSeconds: seconds } });
}

/** Bytes that are no text come in base64: read as text, some would silently become another character. */
const bodyWithinLimit: Middleware = {
  before: ({ event }) => {
    if (event.isBase64Encoded === true && !isUtf8(Buffer.from(String(event.body ?? ''), 'base64')))
      throw new AppError('SPEC_INVALID', 'the body is not valid UTF-8');
    const bytes = typeof event.body === 'string' ? Buffer.byteLength(event.body) : 0;
    if (bytes > MAX_BODY_BYTES) {
      throw new AppError('TOO_LARGE', `the body has ${bytes} bytes, ${MAX_BODY_BYTES} are allowed`);
    }
  },
};

function contentOf({ body, text }: Reply): Readonly<Record<string, string>> {
  if (text !== undefined) return { 'content-type': text.type };
  return body === undefined ? {} : { 'content-type': 'application/json' };
}

function queryOf(route: Route) {
  if (route.query === undefined) throw new Error(`${route.operation} declares no query`);
  return route.query;
}

function queryParameters(raw: string): Record<string, string> {
  const entries = [...new URLSearchParams(raw)];
  const twice = entries.filter(([name], i) => entries.findIndex(([other]) => other === name) !== i);
  if (twice.length > 0) {
    const faults = twice.map(([name]) => ({ at: name, message: 'is given more than once: give it once' }));
    throw new AppError('SPEC_INVALID', 'the query string repeats a parameter', { details: { faults } });
  }
  return Object.fromEntries(entries);
}

function notFound(routes: readonly Route[], method: string, path: string): AppError {
  const allowed = routes.filter((route) => pathPattern(route.path).test(path)).map((route) => route.method);
  if (allowed.length === 0) return new AppError('NOT_FOUND', 'there is nothing at this address');
  const allow = [...new Set(allowed)].sort().join(', ');
  return new AppError('METHOD_NOT_ALLOWED', `${method} is not possible here, use ${allow}`, {
    details: { allow },
  });
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{[^/]+\}/g, '[^/]+')}/?$`);
}

/** Middy's own refusals, in the product's words. */
function translated(error: unknown): unknown {
  if (!(error instanceof Error) || !('statusCode' in error) || error instanceof AppError) return error;
  if (error.statusCode !== 415) return error;
  return error.message.startsWith('Invalid')
    ? new AppError('SPEC_INVALID', 'the body is not valid JSON', { cause: error })
    : new AppError('UNSUPPORTED_MEDIA_TYPE', 'send the body as application/json', { cause: error });
}

function withHeaders(headers: Result['headers']): Record<string, string | number | boolean> {
  return { ...API_HEADERS, ...headers };
}
