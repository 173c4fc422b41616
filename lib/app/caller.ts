import type { OrganisationId, ProfileId, UserId } from '#core/model/id.ts';

export const ROLES = ['super-admin', 'org-admin', 'analyst', 'supplier', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, as a verified token and the registry say. Made by `lib/http` (or by the operator's commands) only. */
export type Caller = {
  readonly user: UserId;
  readonly name: string;
  readonly email: string;
  readonly organisation: OrganisationId;
  readonly roles: readonly Role[];
  /** For suppliers: the agencies they deliver for. */
  readonly agencies: readonly string[];
  /** The profile assigned to them; null = none, so that they see no record. */
  readonly profile: ProfileId | null;
  /** Last local day (`yyyy-mm-dd`) of that assignment; null = no end. */
  readonly profileUntil: string | null;
  /** The profile that an administrator looks through for this request, to see what its people see; null = their own. */
  readonly preview: ProfileId | null;
  /** The sign-in that the token belongs to; null for operators and scripts. */
  readonly session: string | null;
};

/** For callers that are no signed-in person: they hold no profile and so can ask for no record. */
export const WITHOUT_PROFILE = {
  profile: null,
  profileUntil: null,
  preview: null,
  session: null,
} as const satisfies Partial<Caller>;
