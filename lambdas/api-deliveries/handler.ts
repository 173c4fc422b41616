import { apiHandler } from '#http/handler.ts';
import { DELIVERY_FUNCTION_ROUTES } from '#http/routes/function/deliveries.ts';
import { apiServices, onSchema } from '../api.ts';

const services = apiServices();

export const handler = onSchema(services, apiHandler(DELIVERY_FUNCTION_ROUTES, services));
