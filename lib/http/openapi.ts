import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { MAX_BODY_BYTES } from './handler.ts';
import { ProblemSchema } from './problem.ts';
import type { ResponseDeclaration, Route } from './route.ts';
import { STATUS } from './status.ts';

const SECURITY = 'accessToken';
const DESCRIPTION = `Crime and community-safety statistics.

Every request but those marked public carries an OAuth 2.0 access token of the service's own sign-in
(authorization code with PKCE). Errors are \`application/problem+json\`, all faults of a request at once. Unknown
fields and query parameters are refused. A request body has at most ${MAX_BODY_BYTES} bytes. Each person may make
about 40 requests a second in the long run and 400 at once, and have 24 queries at work.`;

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(
  routes: readonly Route[],
  version: string,
): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'SafeStats API',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ [SECURITY]: [] }],
    paths,
    components: { securitySchemes: { [SECURITY]: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const headers = Object.entries(route.requestHeaders);
  const header = z.object(
    Object.fromEntries(
      headers.map(([name, description]) => [name, z.string().optional().meta({ description })]),
    ),
  );
  return {
    operationId: route.operation,
    summary: route.summary,
    tags: [route.tag],
    ...(route.roles === null ? {} : { description: `For the roles ${route.roles.join(', ')}.` }),
    ...(route.access === 'public' ? { security: [] } : {}),
    requestParams: {
      ...(route.params === undefined ? {} : { path: route.params }),
      ...(route.query === undefined ? {} : { query: route.query }),
      ...(headers.length === 0 ? {} : { header }),
    },
    ...(route.body === null
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.responses).map(([status, one]) => [status, responseOf(one)]),
      ),
      ...problemsOf(route),
    },
  };
}

function responseOf({ description, schema, type = 'application/json', headers = {} }: ResponseDeclaration) {
  return {
    description,
    ...(Object.keys(headers).length === 0
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, text]) => [
              name,
              { description: text, schema: { type: 'string' as const } },
            ]),
          ),
        }),
    ...(schema === undefined ? {} : { content: { [type]: { schema } } }),
  };
}

/** One response per status, naming the codes that lead to it. */
function problemsOf(route: Route) {
  const codes = new Set([
    ...(route.errors ?? []),
    ...(route.access === 'signed-in'
      ? (['UNAUTHENTICATED', 'FORBIDDEN', 'TOO_MANY_REQUESTS', 'UNAVAILABLE'] as const)
      : []),
    ...(route.body === null ? [] : (['TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)),
    'SPEC_INVALID' as const,
    'INTERNAL' as const,
  ]);
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const { status } = STATUS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: ProblemSchema } },
      },
    ]),
  );
}
