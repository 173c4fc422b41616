import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Cell, ResultColumn } from '#core/model/result.ts';

export type Visibility = 'private' | 'organisation' | 'everyone';
export type Scope = 'mine' | 'organisation' | 'everyone';

export type AlertRule =
  | { readonly when: 'changed' }
  | { readonly when: 'above' | 'below'; readonly limit: number }
  | { readonly when: 'moved'; readonly percent: number };

export type Owner = {
  /** Null for a former user. */
  readonly id: string | null;
  readonly name: string;
  readonly organisation: { readonly id: string; readonly name: string };
  /** Null where they do not share it. */
  readonly email: string | null;
  readonly phone: string | null;
};

export type Saved = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly visibility: Visibility;
  readonly owner: Owner;
  readonly isOwn: boolean;
  readonly search: string;
  readonly datasets: readonly string[];
  /** Null: the profile can name nothing of it. */
  readonly spec: QuerySpec | null;
  readonly leftOut: boolean;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly takenDown: { readonly why: string; readonly at: string } | null;
  readonly alert: {
    readonly rule: AlertRule;
    readonly askedAt: string | null;
    readonly problem: string | null;
  } | null;
  readonly etag: string;
};

export type SavedPage = { readonly items: readonly Saved[]; readonly nextCursor: string | null };

type Total = { readonly before: Cell; readonly now: Cell };
type GroupMove = { readonly label: string; readonly before: number; readonly now: number };
type Measure = { readonly label: string; readonly type: ResultColumn['type'] };
type Publication = { readonly publishedAt: string; readonly rows: number | null } | null;

export type Comparison =
  | { readonly state: 'running' }
  | {
      readonly state: 'incomparable';
      readonly why: 'first' | 'profile' | 'query' | 'left-out' | 'preview';
    }
  | {
      readonly state: 'compared';
      readonly before: string;
      readonly now: string;
      readonly measure: Measure;
      readonly publications: readonly {
        readonly dataset: string;
        readonly title: string;
        readonly before: Publication;
        readonly now: Publication;
      }[];
      readonly total: Total;
      readonly groups: readonly GroupMove[];
      readonly groupsMoved: number;
      readonly redefined: readonly string[];
      readonly isMoved: boolean;
    };

export type Notice = {
  readonly id: string;
  readonly saved: string;
  readonly title: string;
  readonly at: string;
  readonly rule: AlertRule;
  readonly told: {
    readonly total: Total;
    readonly groups: readonly GroupMove[];
    readonly measure: Measure;
  } | null;
  readonly problem: string | null;
  readonly accessChanged: boolean;
  readonly readAt: string | null;
};

export type NoticePage = {
  readonly items: readonly Notice[];
  readonly unread: number;
  readonly nextCursor: string | null;
};

export type LinkView = {
  readonly id: string;
  readonly owner: Owner;
  readonly askedAt: string;
  readonly search: string;
  readonly leftOut: boolean;
  readonly publications: readonly {
    readonly dataset: string;
    readonly title: string;
    readonly publishedAt: string | null;
    readonly kept: boolean;
  }[];
};
