import * as z from 'zod';
import { STOP_KINDS } from '#app/access/stop-store.ts';
import { listStops, releaseAccess, stopAccess } from '#app/access/stops.ts';
import { rolesFor } from '#app/authorise.ts';
import { route } from '../route.ts';
import { NamedSchema } from './people-schema.ts';

const STOPPERS = rolesFor('stop-access');
const StopParams = z.strictObject({
  kind: z.enum(STOP_KINDS),
  id: z
    .string()
    .regex(/^[\w-]{1,80}$/)
    .describe('`all` for everything'),
});
const StopSchema = z
  .object({
    kind: z.enum(STOP_KINDS),
    id: z.string(),
    name: z.string(),
    why: z.string(),
    by: NamedSchema,
    at: z.string(),
  })
  .meta({ id: 'Stop' });

export const STOP_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/stops',
    operation: 'listStops',
    summary: 'Everything that is stopped',
    tag: 'Access',
    roles: STOPPERS,
    responses: {
      200: {
        description: 'The stops',
        schema: z.object({ items: z.array(StopSchema), nextCursor: z.null() }),
      },
    },
    handle: async ({ caller }, { platform }) => ({
      status: 200,
      body: { items: await listStops(platform, caller), nextCursor: null },
    }),
  }),
  route({
    method: 'PUT',
    path: '/v1/stops/{kind}/{id}',
    operation: 'stopAccess',
    summary: 'Stop everything, a person, a profile or a dataset',
    tag: 'Access',
    roles: STOPPERS,
    params: StopParams,
    body: z.strictObject({ why: z.string().trim().min(1, 'say why').max(500) }).meta({ id: 'StopRequest' }),
    responses: { 200: { description: 'The stop', schema: StopSchema } },
    errors: ['NOT_FOUND', 'CONFLICT'],
    handle: async ({ caller, params, body }, { platform }) => ({
      status: 200,
      body: await stopAccess(platform, caller, { ...params, ...body }),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/stops/{kind}/{id}',
    operation: 'releaseAccess',
    summary: 'Lift a stop',
    tag: 'Access',
    roles: STOPPERS,
    params: StopParams,
    responses: { 204: { description: 'It is lifted' } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => {
      await releaseAccess(platform, caller, params.kind, params.id);
      return { status: 204 };
    },
  }),
];
