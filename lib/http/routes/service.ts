import * as z from 'zod';
import { ROLES } from '#app/caller.ts';
import { findOrganisation } from '#app/people.ts';
import { publicRoute, type Route, route } from '../route.ts';

/** Routes about the service itself and the caller; `document` gives the OpenAPI document of all routes. */
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
    route({
      method: 'GET',
      path: '/v1/me',
      operation: 'getMe',
      summary: 'Who is signed in',
      tag: 'Service',
      responses: {
        200: {
          description: 'The caller',
          schema: z
            .object({
              user: z.string(),
              name: z.string(),
              email: z.string(),
              organisation: z.object({ id: z.string(), name: z.string() }),
              roles: z.array(z.enum(ROLES)),
              agencies: z.array(z.string()).describe('For suppliers: the agencies they deliver for'),
            })
            .meta({ id: 'Me' }),
        },
      },
      handle: async ({ caller }, { platform }) => {
        const organisation = await findOrganisation(platform.registry, caller.organisation);
        const { user, name, email, roles, agencies } = caller;
        return {
          status: 200,
          body: {
            user,
            name,
            email,
            organisation: organisation ?? { id: caller.organisation, name: caller.organisation },
            roles,
            agencies,
          },
        };
      },
    }),
  ];
}
