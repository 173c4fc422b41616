import * as z from 'zod';
import { HEALTH_PARTS, healthOf } from '#app/health.ts';
import { publicRoute, type Route } from '../route.ts';

const PartSchema = z.enum(['ok', 'degraded', 'failing']);
const HealthSchema = z
  .object({
    status: z.enum(['ok', 'degraded', 'unavailable']),
    version: z.string(),
    parts: z.record(z.enum(HEALTH_PARTS), PartSchema).meta({
      description:
        'registry, schema of what is stored, objects, query engine, audit (degraded: events of more than 5 minutes ago are not sealed)',
    }),
  })
  .meta({ id: 'Health' });

/** Routes about the service itself; `document` gives the OpenAPI document of all routes. */
export function serviceRoutes(document: () => unknown): readonly Route[] {
  return [
    publicRoute({
      method: 'GET',
      path: '/health',
      operation: 'getHealth',
      summary: 'Whether the service can serve, as it was at most 5 seconds ago',
      tag: 'Service',
      responses: {
        200: {
          description: 'It can; `degraded` when somebody must look at a part of it',
          schema: HealthSchema,
        },
        503: { description: 'It cannot', schema: HealthSchema },
      },
      handle: async (_asked, { platform, version }) => {
        const { status, parts } = await healthOf(platform);
        return { status: status === 'unavailable' ? 503 : 200, body: { status, version, parts } };
      },
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
