import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '#http/openapi.ts';
import { allRoutes } from '#http/routes/all.ts';
import { STATUS } from '#http/status.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const routes = allRoutes(version);

describe('docs/openapi.json', () => {
  it('is what the routes declare (npm run openapi writes it)', () => {
    const stored: unknown = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
    expect(stored).toEqual(JSON.parse(JSON.stringify(openApiDocument(routes, version))));
  });
});

describe('the routes', () => {
  it('have an operation id each', () => {
    const operations = routes.map(({ operation }) => operation);
    expect(new Set(operations).size).toBe(operations.length);
  });

  it('are public only where that is meant', () => {
    const open = routes.filter(({ access }) => access === 'public').map(({ path }) => path);
    expect(open).toEqual(['/health', '/v1/openapi.json']);
  });

  it('declare refusals whose codes have a status of 4xx or 5xx', () => {
    for (const { status } of Object.values(STATUS)) expect(status).toBeGreaterThanOrEqual(400);
  });
});
