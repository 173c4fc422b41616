import type { Delivery } from '#core/model/delivery.ts';
import type { QueryResult } from '#core/model/result.ts';

/** The person who is signed in. */
export type Me = {
  readonly user: string;
  readonly state: 'pending' | 'active' | 'disabled';
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  /** Whether others may see the e-mail address and the telephone number. */
  readonly contactShared: boolean;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly roles: readonly Role[];
  readonly agencies: readonly string[];
  readonly profile: {
    readonly id: string;
    readonly title: string;
    readonly version: number;
    /** Last day of it, `yyyy-mm-dd`; null = no end. */
    readonly until: string | null;
  } | null;
  readonly administrators: readonly Contact[];
  /** What was chosen for this session, and what may be chosen. */
  readonly reason: string | null;
  readonly reasons: readonly string[];
};

export type Role = 'super-admin' | 'org-admin' | 'analyst' | 'supplier' | 'auditor';

/** Somebody to ask. */
export type Contact = { readonly name: string; readonly email: string | null };

export type CodeLabel = {
  readonly code: string;
  readonly label: string;
  /** Label of the group that it belongs to; absent = in none. */
  readonly parent?: string;
};

export type FieldSummary = {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: 'text' | 'category' | 'integer' | 'decimal' | 'boolean';
  readonly role: 'dimension' | 'measure' | 'key' | 'text' | 'internal';
  readonly unit?: string;
  readonly codes?: readonly CodeLabel[];
  /** Where it is taken out for everybody: of filters and groups, of results. */
  readonly hidden?: readonly ('query' | 'output')[];
};

/** What of a dataset can be asked now; months are `yyyy-mm`, both ends included. */
export type Published = {
  readonly manifest: string;
  readonly publishedAt: string;
  /** Null where the profile does not let the total be known. */
  readonly rows: number | null;
  readonly from: string;
  readonly to: string;
};

export type DatasetAccess = {
  readonly kind: 'records' | 'counts';
  readonly download: boolean;
  readonly minimumCount: number;
  readonly rounding: number;
  /** Levels of areas that may be asked for; null = all. */
  readonly levels?: readonly string[] | null;
  /** Finest H3 resolution that may be asked for; null = no cells. */
  readonly cell?: number | null;
  /** Whether the places of records are shown. */
  readonly exact?: boolean;
};

/** What the profile of the person who is signed in shows, in words. */
export type AccessView = {
  readonly profile: { readonly id: string; readonly title: string } | null;
  /** Why nothing can be asked; null when something can. */
  readonly problem: string | null;
  readonly ask: readonly Contact[];
  /** Each dataset that is shown, with the rule in words that leaves records out; null = none are. */
  readonly datasets: readonly { readonly id: string; readonly rule: string | null }[];
};

export type DatasetSummary = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly noun: { readonly one: string; readonly many: string };
  readonly description: string;
  readonly agency: string;
  /** Name of who supplies it. */
  readonly supplier?: string;
  readonly licence: string;
  readonly timePrecision: 'minute' | 'day' | 'month' | 'year';
  readonly fields: readonly FieldSummary[];
  /** Names of the common fields that it maps. */
  readonly common: readonly string[];
  readonly published: Published | null;
  /** What the profile lets be done with it; null = it is listed, and nothing of it can be asked. */
  readonly access?: DatasetAccess | null;
};

export type DatasetList = {
  readonly items: readonly DatasetSummary[];
  readonly commonFields: readonly FieldSummary[];
};

/** Months supplied for one dataset; `areas` null = everywhere. */
export type DatasetCoverage = {
  readonly dataset: string;
  readonly months: readonly { readonly month: string; readonly areas: readonly string[] | null }[];
};

export type GeographySummary = {
  readonly level: string;
  readonly vintage: string;
  readonly title: string;
  readonly current: boolean;
  readonly synthetic: boolean;
  readonly attribution: string;
  readonly areaCount: number;
  readonly displayUrl: string;
  readonly tilesUrl: string | null;
};

/** One area; `label` is [longitude, latitude] in degrees. */
export type AreaSummary = {
  readonly code: string;
  readonly name: string;
  readonly parents: Readonly<Record<string, string>>;
  readonly label: readonly [number, number];
};

export type AreaList = {
  readonly level: string;
  readonly vintage: string;
  readonly areas: readonly AreaSummary[];
};

export type QueryView = {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly progress: number | null;
  readonly words: string;
  readonly createdAt: string;
  readonly error: { readonly code: string; readonly detail: string } | null;
  readonly result?: QueryResult;
};

export type DownloadView = {
  readonly id: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Rows that are written, and rows to write; null before it has begun. */
  readonly progress?: { readonly written: number; readonly rows: number } | null;
  /** Why the file could not be made. */
  readonly error?: { readonly code: string; readonly detail: string } | null;
};

export type DeliveryList = { readonly items: readonly Delivery[]; readonly nextCursor: string | null };

export type UploadGrant = {
  readonly upload: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly token: string;
};

export type Problem = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly faults: readonly { readonly at: string; readonly message: string }[];
  readonly reference: string | null;
  /** Whether what was to be changed has been changed by somebody else since it was read. */
  readonly moved?: boolean;
  /** The reasons that may be chosen where one is asked for. */
  readonly reasons?: readonly string[];
};

/** What a query takes at most; null where the profile does not let it be known, or nothing bounds it. */
export type Cost = {
  readonly records: number | null;
  readonly groups: number | null;
  readonly seconds: number | null;
};

/** One thing changed about a query; `from` and `to` are months, levels, units of time or a dataset. */
export type Narrowing = Cost & {
  readonly kind: 'period' | 'level' | 'time' | 'dataset' | 'group';
  readonly from: string | null;
  readonly to: string | null;
};

export type Estimate = Cost & {
  /** Share of cells below the minimum if records were spread evenly; null = cannot be said. */
  readonly suppressed: number | null;
  readonly heavy: boolean;
  readonly why: readonly string[];
  readonly narrowings: readonly Narrowing[];
};
