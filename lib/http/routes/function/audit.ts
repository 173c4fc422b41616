import type { Route } from '../../route.ts';
import { AUDIT_ROUTES } from '../audit.ts';
import { HOLD_ROUTES } from '../audit-holds.ts';

/** What reads the audit, and sees again what somebody saw. */
export const AUDIT_FUNCTION_ROUTES: readonly Route[] = [...AUDIT_ROUTES, ...HOLD_ROUTES];
