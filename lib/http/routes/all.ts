import { openApiDocument } from '../openapi.ts';
import type { Route } from '../route.ts';
import { DATASET_ROUTES } from './datasets.ts';
import { DEFINITION_ROUTES } from './definitions.ts';
import { DELIVERY_ROUTES } from './deliveries.ts';
import { GEOGRAPHY_ROUTES } from './geographies.ts';
import { INVITATION_ROUTES } from './invitations.ts';
import { LOOKUP_ROUTES } from './lookups.ts';
import { ME_ROUTES } from './me.ts';
import { ORGANISATION_ROUTES } from './organisations.ts';
import { QUERY_ROUTES } from './queries.ts';
import { serviceRoutes } from './service.ts';
import { USER_ROUTES } from './users.ts';

/** Every operation of the API. */
export function allRoutes(version: string): readonly Route[] {
  let document: unknown = null;
  const routes: readonly Route[] = [
    ...serviceRoutes(() => {
      document ??= openApiDocument(routes, version);
      return document;
    }),
    ...ME_ROUTES,
    ...USER_ROUTES,
    ...ORGANISATION_ROUTES,
    ...INVITATION_ROUTES,
    ...DEFINITION_ROUTES,
    ...DATASET_ROUTES,
    ...LOOKUP_ROUTES,
    ...GEOGRAPHY_ROUTES,
    ...QUERY_ROUTES,
    ...DELIVERY_ROUTES,
  ];
  return routes;
}
