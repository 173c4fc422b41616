import type { DatasetDefinition } from '#core/model/dataset.ts';

/** One line of the list of definitions, retired ones included. */
export type DefinitionSummary = {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly agency: string;
  readonly retired: boolean;
  readonly etag: string;
};

export type DefinitionView = {
  readonly definition: DatasetDefinition;
  readonly etag: string;
  readonly versions: number;
};

/** What was seen in one column of a sample. */
export type SampleColumn = {
  readonly name: string;
  readonly type: string;
  readonly role: string;
  readonly distinct: number;
  readonly empty: number;
  readonly examples: readonly string[];
};

export type Proposal = {
  readonly definition: DatasetDefinition;
  readonly notes: readonly string[];
  readonly columns: readonly SampleColumn[];
};

export type Check = {
  readonly faults: readonly { readonly at: string; readonly message: string }[];
  readonly notes: readonly string[];
};

/** Months of a dataset that are older than its retention period. */
export type RetentionDue = {
  readonly dataset: string;
  readonly retentionMonths: number;
  readonly dueBefore: string;
  readonly months: readonly string[];
  readonly rows: number;
};
