import { DELIVERY_FUNCTION_ROUTES } from '#http/routes/function/deliveries.ts';
import { apiFunction } from '../api.ts';

export const handler = apiFunction(DELIVERY_FUNCTION_ROUTES);
