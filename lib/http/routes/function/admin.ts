import type { Route } from '../../route.ts';
import { DEFINITION_ROUTES } from '../definitions.ts';
import { GRANT_ROUTES } from '../grants.ts';
import { INVITATION_ROUTES } from '../invitations.ts';
import { LOOKUP_ROUTES } from '../lookups.ts';
import { ORGANISATION_ROUTES } from '../organisations.ts';
import { PROFILE_CHANGE_ROUTES } from '../profile-changes.ts';
import { PROFILE_ROUTES } from '../profiles.ts';
import { REFERENCE_CHANGE_ROUTES } from '../references.ts';
import { STOP_ROUTES } from '../stops.ts';
import { USER_ROUTES } from '../users.ts';

/** What says who may see what, and what there is. */
export const ADMIN_FUNCTION_ROUTES: readonly Route[] = [
  ...USER_ROUTES,
  ...ORGANISATION_ROUTES,
  ...INVITATION_ROUTES,
  ...PROFILE_ROUTES,
  ...PROFILE_CHANGE_ROUTES,
  ...GRANT_ROUTES,
  ...STOP_ROUTES,
  ...DEFINITION_ROUTES,
  ...LOOKUP_ROUTES,
  ...REFERENCE_CHANGE_ROUTES,
];
