import type { Route } from '../../route.ts';
import { ACCESS_ROUTES } from '../access.ts';
import { DATASET_ROUTES } from '../datasets.ts';
import { GEOGRAPHY_ROUTES } from '../geographies.ts';
import { ME_ROUTES } from '../me.ts';
import { QUERY_ROUTES } from '../queries.ts';
import { RECORD_ROUTES } from '../records.ts';
import { serviceRoutes } from '../service.ts';

/** What people at work ask, and what the service says of itself; `document` gives the contract of the whole API. */
export function exploreRoutes(document: () => unknown): readonly Route[] {
  return [
    ...serviceRoutes(document),
    ...ME_ROUTES,
    ...ACCESS_ROUTES,
    ...DATASET_ROUTES,
    ...GEOGRAPHY_ROUTES,
    ...QUERY_ROUTES,
    ...RECORD_ROUTES,
  ];
}
