import { apiHandler } from '#http/handler.ts';
import { ADMIN_FUNCTION_ROUTES } from '#http/routes/function/admin.ts';
import { apiServices } from '../api.ts';

export const handler = apiHandler(ADMIN_FUNCTION_ROUTES, apiServices());
