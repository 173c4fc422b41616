import { ADMIN_FUNCTION_ROUTES } from '#http/routes/function/admin.ts';
import { apiFunction } from '../api.ts';

export const handler = apiFunction(ADMIN_FUNCTION_ROUTES);
