import type { DatasetAccess, ProfileSpec } from '#core/access/profile.ts';
import type { Contact, Role } from '../api/types.ts';

export type Named = { readonly id: string; readonly name: string };
export type Titled = { readonly id: string; readonly title: string };
export type List<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly organisation: Named;
  readonly roles: readonly Role[];
  readonly agencies: readonly string[];
  readonly state: 'pending' | 'active' | 'disabled';
  readonly profile: Titled | null;
  /** Last day of the profile, `yyyy-mm-dd`; null = no end. */
  readonly profileUntil: string | null;
  readonly createdAt: string;
  readonly lastSignInAt: string | null;
  readonly cameBy: 'sign-up' | 'invitation' | 'transfer' | 'operator';
  readonly etag: string;
};

/** What an administrator decides about a person. */
export type Decision = {
  readonly roles: readonly Role[];
  readonly agencies: readonly string[];
  readonly profile: string | null;
  readonly profileUntil: string | null;
};

export type Organisation = {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  /** Agencies that its suppliers may deliver for. */
  readonly agencies: readonly string[];
  readonly people: { readonly active: number; readonly pending: number; readonly disabled: number };
  readonly etag: string;
};

export type Invitation = {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly organisation: Named;
  readonly roles: readonly Role[];
  readonly agencies: readonly string[];
  readonly profile: Titled | null;
  readonly profileUntil: string | null;
  readonly invitedBy: Named;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly state: 'open' | 'accepted' | 'withdrawn' | 'expired';
};

export type Grant = {
  readonly profile: Titled & { readonly state: 'active' | 'retired' };
  readonly until: string | null;
};

export type ProfileSummary = Titled & {
  readonly description: string;
  readonly version: number;
  readonly state: 'active' | 'retired';
  readonly datasets: readonly string[];
  readonly organisations: number;
  readonly people: number;
  readonly stopped: boolean;
};

/** One dataset of a profile, as people read it and as the engine does. */
export type AccessWords = {
  readonly rule: string | null;
  readonly ruleText: string | null;
  readonly precision: string;
};

/** The same with what people call the dataset and its fields. */
export type ShownWords = AccessWords & { readonly title: string; readonly fields: readonly string[] };

export type Profile = ProfileSpec & {
  readonly version: number;
  readonly state: 'active' | 'retired';
  readonly createdAt: string;
  readonly createdBy: string;
  readonly approvedBy: string | null;
  /** The version that the engine enforces by now; null = none yet. */
  readonly enforcedVersion: number | null;
  readonly etag: string;
  readonly words: Readonly<Record<string, ShownWords>>;
};

export type ProfileVersion = {
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: Named;
  readonly approvedBy: Named | null;
};

export type Comparison = {
  readonly kind: 'new' | 'same' | 'narrower' | 'wider';
  readonly reasons: readonly string[];
};

export type Affects = {
  readonly people: number;
  readonly organisations: readonly (Named & { readonly people: number })[];
};

export type ProfileCheck = {
  readonly faults: readonly { readonly at: string; readonly message: string }[];
  readonly comparison: Comparison;
  readonly needsApproval: boolean;
  readonly affects: Affects;
  readonly datasets: Readonly<
    Record<string, AccessWords & { readonly records: number | null; readonly passes: number | null }>
  >;
};

export type ProfileChange = {
  readonly id: string;
  /** `version` is of the profile in force; null = there is none. */
  readonly profile: Titled & { readonly version: number | null };
  readonly spec: ProfileSpec;
  readonly proposedBy: Named;
  readonly proposedAt: string;
  readonly comparison: Comparison;
  readonly affects: Affects;
  /** False for the one who proposed it. */
  readonly mayApprove: boolean;
};

export type Saved =
  | { readonly state: 'in-force'; readonly profile: Profile }
  | { readonly state: 'awaiting-approval'; readonly change: ProfileChange };

export type Stop = {
  readonly kind: 'everything' | 'person' | 'profile' | 'dataset';
  readonly id: string;
  readonly name: string;
  readonly why: string;
  readonly by: Named;
  readonly at: string;
};

/** What the caller may see, in words. */
export type Access = {
  readonly profile: (Titled & { readonly version: number; readonly preview: boolean }) | null;
  readonly problem: string | null;
  readonly ask: readonly Contact[];
  readonly datasets: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: DatasetAccess['kind'];
    readonly download: boolean;
    readonly minimumCount: number;
    readonly rounding: number;
    readonly fields: readonly string[];
    readonly rule: string | null;
    readonly precision: string;
    readonly reason: { readonly session: boolean; readonly download: boolean };
  }[];
};
