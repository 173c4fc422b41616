import type { OrganisationId, UserId } from '#core/model/id.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';

/** Who sees that a saved query is there: its owner, the people of their organisation, or everybody who is signed in. */
export const VISIBILITIES = ['private', 'organisation', 'everyone'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** What one person may keep. */
export const MOST_SAVED = 500;

/** What its owner writes of a saved query. */
export type SavedContent = {
  /** One line. */
  readonly title: string;
  readonly description: string;
  /** State of the explorer's address, without `?`. */
  readonly search: string;
  readonly spec: ParsedQuerySpec;
  readonly visibility: Visibility;
};

/** That sharing was ended by an administrator, who and why. */
export type TakenDown = { readonly by: UserId; readonly why: string; readonly at: string };

/** A question that somebody keeps, never its answer. */
export type SavedQuery = SavedContent & {
  readonly id: string;
  readonly owner: UserId;
  /** Of the owner when they last wrote it: whose people see it when it is theirs to see. */
  readonly organisation: OrganisationId;
  readonly createdAt: string;
  readonly changedAt: string;
  /** Not null: it is private, and cannot be shared again. */
  readonly takenDown: TakenDown | null;
};
