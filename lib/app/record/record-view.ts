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

/** One record with all that the caller's profile shows of it. */
export type RecordView = {
  readonly dataset: string;
  readonly title: string;
  readonly noun: string;
  readonly reference: string;
  readonly fields: readonly RecordFieldView[];
  readonly provenance: RecordProvenance;
};
