import { apiHandler } from '#http/handler.ts';
import { DELIVERY_FUNCTION_ROUTES } from '#http/routes/function/deliveries.ts';
import { apiServices } from '../api.ts';

export const handler = apiHandler(DELIVERY_FUNCTION_ROUTES, apiServices());
