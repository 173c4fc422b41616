import { apiHandler } from '#http/handler.ts';
import { AUDIT_FUNCTION_ROUTES } from '#http/routes/function/audit.ts';
import { apiServices, onSchema } from '../api.ts';

const services = apiServices();

export const handler = onSchema(services, apiHandler(AUDIT_FUNCTION_ROUTES, services));
