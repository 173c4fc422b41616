import type { Route } from '../../route.ts';
import { DELIVERY_ROUTES } from '../deliveries.ts';
import { GEOGRAPHY_IMPORT_ROUTES } from '../geographies.ts';

/** What brings files in. */
export const DELIVERY_FUNCTION_ROUTES: readonly Route[] = [...DELIVERY_ROUTES, ...GEOGRAPHY_IMPORT_ROUTES];
