import { describe, expect, it } from 'vitest';
import { EXPORT_ROUTE } from '#http/export-redirect.ts';
import { allRoutes } from '#http/routes/all.ts';
import { API_FUNCTIONS, ROUTES_BY_FUNCTION } from '#http/routes/by-function.ts';
import { FUNCTIONS } from '#lambdas/functions.ts';

describe('ROUTES_BY_FUNCTION', () => {
  const byFunction = API_FUNCTIONS.flatMap((name) => ROUTES_BY_FUNCTION[name]);

  it('gives every operation of the API to exactly one function', () => {
    const operations = (routes: readonly { operation: string }[]) =>
      routes.map((route) => route.operation).sort();
    expect(operations(byFunction)).toEqual(operations([...allRoutes('0'), EXPORT_ROUTE]));
  });

  it('names the API functions that the deployment makes', () => {
    const made = Object.keys(FUNCTIONS).filter((name) => name.startsWith('api-'));
    expect([...API_FUNCTIONS].sort()).toEqual(made.sort());
  });

  it('leaves only what the service says of itself, and links that are secrets, open to everybody', () => {
    const open = byFunction.filter((route) => route.access === 'public').map((route) => route.operation);
    expect(open).toEqual(['getHealth', 'getContract', 'sendExport']);
  });
});
