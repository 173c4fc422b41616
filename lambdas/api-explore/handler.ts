import { readFileSync } from 'node:fs';
import { exploreRoutes } from '#http/routes/function/explore.ts';
import { apiFunction } from '../api.ts';

let contract: unknown = null;

export const handler = apiFunction(
  exploreRoutes(() => {
    contract ??= JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'));
    return contract;
  }),
);
