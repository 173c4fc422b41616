import { apiHandler } from '#http/handler.ts';
import { AUDIT_FUNCTION_ROUTES } from '#http/routes/function/audit.ts';
import { apiServices } from '../api.ts';

export const handler = apiHandler(AUDIT_FUNCTION_ROUTES, apiServices());
