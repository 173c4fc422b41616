import { AUDIT_FUNCTION_ROUTES } from '#http/routes/function/audit.ts';
import { apiFunction } from '../api.ts';

export const handler = apiFunction(AUDIT_FUNCTION_ROUTES);
