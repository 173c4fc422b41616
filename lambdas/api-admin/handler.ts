import { apiHandler } from '#http/handler.ts';
import { ADMIN_FUNCTION_ROUTES } from '#http/routes/function/admin.ts';
import { apiServices, onSchema } from '../api.ts';

const services = apiServices();

export const handler = onSchema(services, apiHandler(ADMIN_FUNCTION_ROUTES, services));
