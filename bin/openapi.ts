import { readFileSync, writeFileSync } from 'node:fs';
import { openApiDocument } from '#http/openapi.ts';
import { allRoutes } from '#http/routes/all.ts';

const root = new URL('../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
const document = openApiDocument(allRoutes(version), version);
writeFileSync(new URL('docs/openapi.json', root), `${JSON.stringify(document, null, 2)}\n`);
