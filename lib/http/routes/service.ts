import * as z from 'zod';
import { publicRoute, type Route } from '../route.ts';

/** Routes about the service itself; `document` gives the OpenAPI document of all routes. */
export function serviceRoutes(document: () => unknown): readonly Route[] {
  return [
    publicRoute({
      method: 'GET',
      path: '/health',
      operation: 'getHealth',
      summary: 'Whether the service answers',
      tag: 'Service',
      responses: {
        200: { description: 'It does', schema: z.object({ status: z.literal('ok'), version: z.string() }) },
      },
      handle: async (_asked, { version }) => ({ status: 200, body: { status: 'ok', version } }),
    }),
    publicRoute({
      method: 'GET',
      path: '/v1/openapi.json',
      operation: 'getContract',
      summary: 'This contract',
      tag: 'Service',
      responses: { 200: { description: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) } },
      handle: async () => ({ status: 200, body: document() }),
    }),
  ];
}
