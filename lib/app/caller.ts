import type { UserId } from '#core/model/id.ts';

export const ROLES = ['super-admin', 'org-admin', 'analyst', 'supplier', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, as a verified token and the registry say. Made by `lib/http` (or by the operator's commands) only. */
export type Caller = {
  readonly user: UserId;
  readonly name: string;
  readonly email: string;
  readonly organisation: string;
  readonly roles: readonly Role[];
  /** For suppliers: the agencies they deliver for. */
  readonly agencies: readonly string[];
};
