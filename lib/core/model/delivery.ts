import type { Coverage } from './coverage.ts';
import type { DatasetId, ManifestId } from './id.ts';

export type DeliveryState =
  | 'received'
  | 'checking'
  | 'publishing'
  | 'published'
  | 'unchanged'
  | 'refused'
  | 'failed'
  | 'withdrawn';

/** Why a row was not accepted; stable, so that a supplier's script can count them. */
export type RejectReason =
  | 'COLUMN_COUNT'
  | 'VALUE_REQUIRED'
  | 'DATE_INVALID'
  | 'DATE_IN_FUTURE'
  | 'DATE_OUTSIDE_PERIOD'
  | 'NUMBER_INVALID'
  | 'VALUE_TOO_LONG'
  | 'ENCODING_INVALID';

/** Why a whole file was refused. */
export type FileFault =
  | 'FILE_EMPTY'
  | 'FILE_HEADER_ONLY'
  | 'FILE_HEADER_UNKNOWN'
  | 'FILE_BINARY'
  | 'FILE_ENCODING'
  | 'FILE_NUL_BYTE'
  | 'FILE_LINE_TOO_LONG'
  | 'FILE_TOO_LARGE'
  | 'FILE_CHECKSUM'
  | 'FILE_ROW_COUNT'
  | 'FILE_NO_PERIOD'
  | 'FILE_NO_GOOD_ROW'
  | 'FILE_UNREADABLE'
  | 'MANIFEST_INVALID';

/** One rejected row. `field` is the source column; no value of the row is kept. Row 1 is the first after the header. */
export type Rejection = { readonly row: number; readonly field: string; readonly reason: RejectReason };

/** Something that did not stop a row: flagged places, codes that no list names, a key used twice with other content. */
export type DeliveryWarning = {
  readonly code:
    | 'KEY_REUSED'
    | 'CODE_UNLISTED'
    | 'PLACE_ZERO'
    | 'PLACE_SWAPPED'
    | 'PLACE_OUTSIDE'
    | 'PLACE_INVALID'
    | 'PLACE_MISSING'
    | 'OTHER_AGENCY'
    | 'OUTSIDE_COVERAGE'
    | 'COVERAGE_ASSUMED'
    | 'PRINTED_AREA_DIFFERS';
  readonly field: string | null;
  readonly rows: number;
  readonly message: string;
};

/** What came of a delivery; `rows = accepted + rejected + duplicate` always holds. */
export type DeliveryReport = {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly byReason: Readonly<Partial<Record<RejectReason, number>>>;
  /** The first 1,000; the whole list is the object `deliveries/<dataset>/<number>/rejections.csv`. */
  readonly rejections: readonly Rejection[];
  readonly warnings: readonly DeliveryWarning[];
  /** Accepted rows per local month `yyyy-mm` (or year `yyyy` where no month is known). */
  readonly byMonth: Readonly<Record<string, number>>;
  /** Rows of earlier deliveries that this one took the place of. */
  readonly replaced: number;
};

/** One file that an agency handed over, from its receipt on. Never deleted; `number` is never reused. */
export type Delivery = {
  readonly number: number;
  readonly dataset: DatasetId;
  readonly agency: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly receivedAt: string;
  readonly receivedBy: string;
  readonly state: DeliveryState;
  /** What is being done, or where it stopped, in words. */
  readonly step: string;
  readonly definitionVersion: number;
  readonly layout: string | null;
  readonly coverage: Coverage | null;
  readonly report: DeliveryReport | null;
  /** All faults of a refused file at once. */
  readonly faults: readonly { readonly code: FileFault; readonly message: string }[];
  /** The publication that it went out with; for `unchanged`, the one that already held it. */
  readonly manifest: ManifestId | null;
  /** For `unchanged`: the delivery with the same bytes. */
  readonly sameAs: number | null;
  /** For `unchanged`: rows of that delivery that later ones have replaced since, and that stay so; absent = none. */
  readonly replacedSince?: number;
  readonly finishedAt: string | null;
};
