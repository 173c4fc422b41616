import { openApiDocument } from '../openapi.ts';
import type { Route } from '../route.ts';
import { DATASET_ROUTES } from './datasets.ts';
import { DEFINITION_ROUTES } from './definitions.ts';
import { DELIVERY_ROUTES } from './deliveries.ts';
import { GEOGRAPHY_ROUTES } from './geographies.ts';
import { LOOKUP_ROUTES } from './lookups.ts';
import { QUERY_ROUTES } from './queries.ts';
import { serviceRoutes } from './service.ts';

/** Every operation of the API. */
export function allRoutes(version: string): readonly Route[] {
  let document: unknown = null;
  const routes: readonly Route[] = [
    ...serviceRoutes(() => {
      document ??= openApiDocument(routes, version);
      return document;
    }),
    ...DEFINITION_ROUTES,
    ...DATASET_ROUTES,
    ...LOOKUP_ROUTES,
    ...GEOGRAPHY_ROUTES,
    ...QUERY_ROUTES,
    ...DELIVERY_ROUTES,
  ];
  return routes;
}
