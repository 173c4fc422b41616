import { AppError } from '#core/model/error.ts';
import type { OrganisationId, UserId } from '#core/model/id.ts';
import type { Caller, Role } from './caller.ts';

/** How far a role's right to an action reaches. */
type Reach = 'any' | 'own-organisation' | 'own-agency' | 'own';

/** What an action is done to, as far as it decides who may do it. */
export type On = {
  readonly organisation?: OrganisationId;
  readonly agency?: string;
  readonly user?: UserId;
};

/** Every action that not everybody may do, with who may. An action that is absent here cannot be authorised. */
const RIGHTS = {
  'change-datasets': { 'super-admin': 'any' },
  'read-definitions': { 'super-admin': 'any', auditor: 'any' },
  'change-lookups': { 'super-admin': 'any' },
  'change-references': { 'super-admin': 'any' },
  'change-geographies': { 'super-admin': 'any' },
  'change-publications': { 'super-admin': 'any' },
  'change-profiles': { 'super-admin': 'any' },
  'read-profiles': { 'super-admin': 'any', auditor: 'any' },
  'grant-profiles': { 'super-admin': 'any' },
  'read-grants': { 'super-admin': 'any', auditor: 'any', 'org-admin': 'own-organisation' },
  'preview-profile': { 'super-admin': 'any', 'org-admin': 'own-organisation' },
  'stop-access': { 'super-admin': 'any' },
  'change-organisations': { 'super-admin': 'any' },
  'read-organisations': { 'super-admin': 'any', auditor: 'any', 'org-admin': 'own-organisation' },
  'manage-people': { 'super-admin': 'any', 'org-admin': 'own-organisation' },
  /** To give or change the roles that watch over others. */
  'oversee-people': { 'super-admin': 'any' },
  'read-people': { 'super-admin': 'any', auditor: 'any', 'org-admin': 'own-organisation' },
  deliver: { 'super-admin': 'any', supplier: 'own-agency' },
  'read-deliveries': { 'super-admin': 'any', auditor: 'any', supplier: 'own-agency' },
  'read-audit': { auditor: 'any' },
  'hold-evidence': { auditor: 'any' },
  'change-saved-queries': {
    'super-admin': 'own',
    'org-admin': 'own',
    analyst: 'own',
    supplier: 'own',
    auditor: 'own',
  },
  /** To end the sharing of what somebody else saved. */
  'take-down-saved-queries': { 'super-admin': 'any', 'org-admin': 'own-organisation' },
  'read-use': { 'super-admin': 'any', auditor: 'any', supplier: 'own-agency' },
} as const satisfies Record<string, Partial<Record<Role, Reach>>>;

export type Action = keyof typeof RIGHTS;

/** Whether the caller may do this; for lists that show each their own. */
export function may(caller: Caller, action: Action, on: On = {}): boolean {
  const rights: Partial<Record<Role, Reach>> = RIGHTS[action];
  return caller.roles.some((role) => {
    const reach = rights[role];
    return reach !== undefined && reaches(reach, caller, on);
  });
}

/**
 * Fails with FORBIDDEN unless the caller may do this. Each use case calls it once, before anything else is read or
 * done; what it may not reveal by failing (that something exists) it asks with `may` and answers NOT_FOUND.
 */
export function authorise(caller: Caller, action: Action, on: On = {}): void {
  if (may(caller, action, on)) return;
  const roles = Object.keys(RIGHTS[action]).join(', ');
  throw new AppError(
    'FORBIDDEN',
    `this takes the role ${roles}, for what you ask for: ask your administrator`,
  );
}

/** Roles that may do this in some reach, for the contract. */
export function rolesFor(action: Action): readonly Role[] {
  return Object.keys(RIGHTS[action]) as Role[];
}

function reaches(reach: Reach, caller: Caller, on: On): boolean {
  switch (reach) {
    case 'any':
      return true;
    case 'own-organisation':
      return on.organisation !== undefined && on.organisation === caller.organisation;
    case 'own-agency':
      return on.agency !== undefined && caller.agencies.includes(on.agency);
    case 'own':
      return on.user !== undefined && on.user === caller.user;
  }
}
