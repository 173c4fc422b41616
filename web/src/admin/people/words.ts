import type { Role } from '../../api/types.ts';
import type { Person } from '../types.ts';

export const ROLES: Readonly<Record<Role, { readonly name: string; readonly does: string }>> = {
  analyst: { name: 'Analyst', does: 'explores, queries and downloads what the profile shows' },
  supplier: { name: 'Supplier', does: 'delivers files for its agencies' },
  'org-admin': { name: 'Administrator', does: 'manages the people of the organisation' },
  auditor: { name: 'Auditor', does: 'searches the audit log' },
  'super-admin': { name: 'Super Admin', does: 'changes datasets, profiles and organisations' },
};

const CAME: Readonly<Record<Person['cameBy'], string>> = {
  'sign-up': 'asked for an account',
  invitation: 'was invited',
  transfer: 'was transferred here',
  operator: 'was added by an operator',
};

export function cameWords(person: Person): string {
  return CAME[person.cameBy];
}

export function roleNames(roles: readonly Role[]): string {
  return roles.map((role) => ROLES[role].name).join(', ');
}

/** Roles that may be given by somebody with these. */
export function givableRoles(own: readonly Role[]): readonly Role[] {
  return own.includes('super-admin')
    ? ['analyst', 'supplier', 'org-admin', 'auditor', 'super-admin']
    : ['analyst', 'supplier', 'org-admin'];
}
