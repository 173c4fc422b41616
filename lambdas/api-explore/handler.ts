import { readFileSync } from 'node:fs';
import { exportRedirect, isExportRequest } from '#http/export-redirect.ts';
import { apiHandler } from '#http/handler.ts';
import { exploreRoutes } from '#http/routes/function/explore.ts';
import { apiServices, onSchema } from '../api.ts';

const services = apiServices();
let contract: unknown = null;

const api = apiHandler(
  exploreRoutes(() => {
    contract ??= JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'));
    return contract;
  }),
  services,
);
const files = exportRedirect(services, (file) => services.links.download(file));

/** Answers what people at work ask, and leads links of downloads to their files. */
export const handler = onSchema(services, (event, context) =>
  isExportRequest(event) ? files(event, context) : api(event, context),
);
