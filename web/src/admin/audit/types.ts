export type AuditEntry = {
  readonly effect: string;
  readonly action: string;
  readonly at: string;
  readonly endedAt: string | null;
  readonly state: 'done' | 'failed' | 'running' | 'unknown';
  readonly who: { readonly id: string; readonly name: string };
  readonly organisation: { readonly id: string; readonly name: string } | null;
  readonly object: string;
  readonly profile: { readonly id: string; readonly version: number; readonly preview: boolean } | null;
  readonly datasets: readonly string[];
  readonly publications: Readonly<Record<string, string>>;
  readonly recipients: readonly string[];
  readonly reason: string | null;
  readonly rows: number | null;
  readonly words: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

export type AuditEntryView = AuditEntry & {
  /** What was typed and could name a person; `erased` once its key is gone; null where nothing of the kind was typed. */
  readonly personal: Readonly<Record<string, unknown>> | 'erased' | null;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly sealed: { readonly object: string; readonly number: number } | null;
};

export type EntryList = { readonly items: readonly AuditEntry[]; readonly nextCursor: string | null };

export type Covers = {
  readonly dataset: string | null;
  readonly manifests: readonly string[];
  readonly records: readonly string[];
  readonly effects: readonly string[];
  readonly person: string | null;
};

export type Hold = {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly covers: Covers;
  readonly by: { readonly id: string; readonly name: string };
  readonly at: string;
  readonly endedAt: string | null;
  readonly endedBy: { readonly id: string; readonly name: string } | string | null;
};

export type UseLine = {
  readonly dataset: string;
  readonly month: string;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly people: number;
  readonly queries: number;
  readonly downloads: number;
  readonly rows: number;
};

type ChainEnd = {
  readonly region: string;
  readonly head: { readonly number: number; readonly hash: string; readonly at: string } | null;
};

export type Chain = ChainEnd & {
  readonly unsealed: number;
  readonly others: readonly ChainEnd[];
};

export type Verification = {
  readonly state: 'whole' | 'broken';
  readonly objects: number;
  readonly events: number;
  readonly firstBreak: { readonly object: string; readonly at: string; readonly problem: string } | null;
};
