import type { Route } from '../../route.ts';
import { ACCESS_ROUTES } from '../access.ts';
import { DATASET_ROUTES } from '../datasets.ts';
import { GEOGRAPHY_ROUTES } from '../geographies.ts';
import { ME_ROUTES } from '../me.ts';
import { PLACE_ROUTES } from '../places.ts';
import { QUERY_ROUTES } from '../queries.ts';
import { REFERENCE_ROUTES } from '../references.ts';
import { SAVED_ALERT_ROUTES } from '../saved-alerts.ts';
import { SAVED_AREA_ROUTES } from '../saved-areas.ts';
import { LINK_ROUTES } from '../saved-links.ts';
import { SAVED_QUERY_ROUTES } from '../saved-queries.ts';
import { serviceRoutes } from '../service.ts';

/** What people at work ask, and what the service says of itself; `document` gives the contract of the whole API. */
export function exploreRoutes(document: () => unknown): readonly Route[] {
  return [
    ...serviceRoutes(document),
    ...ME_ROUTES,
    ...ACCESS_ROUTES,
    ...DATASET_ROUTES,
    ...GEOGRAPHY_ROUTES,
    ...PLACE_ROUTES,
    ...SAVED_AREA_ROUTES,
    ...REFERENCE_ROUTES,
    ...QUERY_ROUTES,
    ...SAVED_QUERY_ROUTES,
    ...SAVED_ALERT_ROUTES,
    ...LINK_ROUTES,
  ];
}
