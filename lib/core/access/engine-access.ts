import type { DatasetId, ProfileId, UserId } from '#core/model/id.ts';

/** What an engine itself lets a statement read of one dataset, whatever the statement says. */
export type TableAccess = {
  /** Columns of the records file: those that the profile shows and those that the compiler and the row rule need. */
  readonly columns: readonly string[];
  /** The row rule in the grammar of Lake Formation, which is also SQL; null = every record. */
  readonly rowFilter: string | null;
};

/** Under whose eyes a statement runs: locally a secured view per table, on AWS the profile's role and its filters. */
export type EngineAccess = {
  readonly profile: ProfileId;
  readonly version: number;
  readonly person: UserId;
  readonly tables: ReadonlyMap<DatasetId, TableAccess>;
  /** The same of roll-ups; those of a dataset that is not here are not read at all. */
  readonly rollups?: ReadonlyMap<DatasetId, TableAccess>;
};
