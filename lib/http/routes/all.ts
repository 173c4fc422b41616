import { openApiDocument } from '../openapi.ts';
import type { Route } from '../route.ts';
import { ACCESS_ROUTES } from './access.ts';
import { AUDIT_ROUTES } from './audit.ts';
import { HOLD_ROUTES } from './audit-holds.ts';
import { DATASET_ROUTES } from './datasets.ts';
import { DEFINITION_ROUTES } from './definitions.ts';
import { DELIVERY_ROUTES } from './deliveries.ts';
import { GEOGRAPHY_IMPORT_ROUTES, GEOGRAPHY_ROUTES } from './geographies.ts';
import { GRANT_ROUTES } from './grants.ts';
import { INVITATION_ROUTES } from './invitations.ts';
import { LOOKUP_ROUTES } from './lookups.ts';
import { ME_ROUTES } from './me.ts';
import { ORGANISATION_ROUTES } from './organisations.ts';
import { PLACE_ROUTES } from './places.ts';
import { PROFILE_CHANGE_ROUTES } from './profile-changes.ts';
import { PROFILE_ROUTES } from './profiles.ts';
import { QUERY_ROUTES } from './queries.ts';
import { REFERENCE_CHANGE_ROUTES, REFERENCE_ROUTES } from './references.ts';
import { SAVED_ALERT_ROUTES } from './saved-alerts.ts';
import { SAVED_AREA_ROUTES } from './saved-areas.ts';
import { LINK_ROUTES } from './saved-links.ts';
import { SAVED_QUERY_ROUTES } from './saved-queries.ts';
import { serviceRoutes } from './service.ts';
import { STOP_ROUTES } from './stops.ts';
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
    ...PROFILE_ROUTES,
    ...PROFILE_CHANGE_ROUTES,
    ...GRANT_ROUTES,
    ...STOP_ROUTES,
    ...ACCESS_ROUTES,
    ...DEFINITION_ROUTES,
    ...DATASET_ROUTES,
    ...LOOKUP_ROUTES,
    ...REFERENCE_ROUTES,
    ...REFERENCE_CHANGE_ROUTES,
    ...GEOGRAPHY_IMPORT_ROUTES,
    ...GEOGRAPHY_ROUTES,
    ...PLACE_ROUTES,
    ...SAVED_AREA_ROUTES,
    ...QUERY_ROUTES,
    ...SAVED_QUERY_ROUTES,
    ...SAVED_ALERT_ROUTES,
    ...LINK_ROUTES,
    ...DELIVERY_ROUTES,
    ...AUDIT_ROUTES,
    ...HOLD_ROUTES,
  ];
  return routes;
}
