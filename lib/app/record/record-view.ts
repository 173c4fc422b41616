import type { ManifestId } from '#core/model/id.ts';
import type { Cell, ResultColumn, ResultPublication } from '#core/model/result.ts';

/** One field of a record as the caller's profile shows it. `about`: what the field is of. */
export type RecordFieldView = {
  readonly name: string;
  readonly label: string;
  readonly about: 'time' | 'place' | 'record';
  readonly type: ResultColumn['type'];
  /** Null = unknown. */
  readonly value: Cell;
  /** What people read for a code; null where that is the value itself. */
  readonly text: string | null;
  readonly unit: string | null;
};

/** Where a record comes from, as far as the caller's profile lets it be known. */
export type RecordProvenance = ResultPublication & {
  /** Name of who supplies it. */
  readonly agency: string;
  readonly licence: string;
  /**
   * The delivery that it came in. `number`, `fileName` and `row` (first after the header = 1) are null where the profile
   * shows no exact places: files are in the order of places. Null where the delivery is of some areas only as well.
   */
  readonly delivery: {
    readonly receivedOn: string;
    readonly number: number | null;
    readonly fileName: string | null;
    readonly row: number | null;
  } | null;
  /** Places as precisely as the profile shows them, in words. */
  readonly precision: string;
  /** Which records the profile shows, in words; null = all. */
  readonly rule: string | null;
};

/** A field that had another value. */
export type Difference = { readonly was: RecordFieldView; readonly now: RecordFieldView };

/** What an earlier publication said of the same event, before a later delivery replaced it. */
export type EarlierVersion = {
  readonly manifest: ManifestId;
  /** When the latest publication that said so was made. */
  readonly publishedAt: string;
  /** Of the fields that the profile shows now; none: it was delivered anew without a change that may be seen. */
  readonly differences: readonly Difference[];
};

/** What earlier publications said of a record, as far as they are kept. */
export type EarlierVersions = {
  /**
   * Why none can be told: the dataset has no key, the profile does not show it, or the record has none; null = they were
   * looked for.
   */
  readonly untold: 'no-key' | 'key-hidden' | 'key-unknown' | null;
  /** Newest first. */
  readonly versions: readonly EarlierVersion[];
  /** Earlier publications that were looked at, and how many more there were: too many, or no longer kept. */
  readonly looked: number;
  readonly left: number;
};

/** One record with all that the caller's profile shows of it. */
export type RecordView = {
  readonly dataset: string;
  readonly title: string;
  readonly noun: string;
  readonly reference: string;
  readonly fields: readonly RecordFieldView[];
  readonly provenance: RecordProvenance;
  /** Where it was asked for. */
  readonly earlier?: EarlierVersions;
};
