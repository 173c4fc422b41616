import type { Route } from '../route.ts';
import { ADMIN_FUNCTION_ROUTES } from './function/admin.ts';
import { AUDIT_FUNCTION_ROUTES } from './function/audit.ts';
import { DELIVERY_FUNCTION_ROUTES } from './function/deliveries.ts';
import { exploreRoutes } from './function/explore.ts';

/** The functions that answer the API: each is a set of permissions. */
export const API_FUNCTIONS = ['api-explore', 'api-admin', 'api-deliveries', 'api-audit'] as const;
export type ApiFunction = (typeof API_FUNCTIONS)[number];

/** What the deployment has to know of an operation: its address, and whether it wants a token. */
export type RouteAddress = Pick<Route, 'operation' | 'method' | 'path' | 'access'>;

/** Which operations each function answers; every operation of the API is at exactly one. */
export const ROUTES_BY_FUNCTION: Readonly<Record<ApiFunction, readonly RouteAddress[]>> = {
  'api-explore': exploreRoutes(() => null),
  'api-admin': ADMIN_FUNCTION_ROUTES,
  'api-deliveries': DELIVERY_FUNCTION_ROUTES,
  'api-audit': AUDIT_FUNCTION_ROUTES,
};
