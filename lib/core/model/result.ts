import type { DatasetId, ManifestId } from './id.ts';

/**
 * Why a cell has no number: `c` suppressed, `x` not supplied, `h` hidden by the profile (a measure of a dataset of which
 * it gives counts only, in an answer that has it of other datasets), `u` unknown. Zero is the number 0 and means that nothing happened where and when data was supplied.
 */
export type Mark = 'c' | 'x' | 'h' | 'u';

/** A cell of a measure is a number or a mark; of a group or record column a text or number, null = unknown (`u`). */
export type Cell = number | string | boolean | null;

export type ResultColumn = {
  readonly name: string;
  readonly label: string;
  readonly role: 'group' | 'measure' | 'record';
  /** `integer` and `number` cells of a measure may be a mark; `area`, `cell` and `text` cells are codes. */
  readonly type: 'integer' | 'number' | 'text' | 'boolean' | 'month' | 'date' | 'area' | 'cell';
  readonly values: readonly Cell[];
  /** Code → what people read, where the two differ. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Unit of a measure, in words. */
  readonly unit?: string;
  /** What a rate was divided by. */
  readonly denominator?: ResultDenominator;
};

/** What a rate was divided by: which table, of which years, and how many there are in all that was asked for. */
export type ResultDenominator = {
  readonly name: string;
  readonly source: string;
  /** Years of the table that were used, ascending. */
  readonly years: readonly number[];
  readonly per: number;
  readonly annualised: boolean;
  /** On average over the months that were supplied, of all areas asked for; null = not known. */
  readonly value: number | null;
};

/** What was supplied for one dataset within the period asked for. */
export type ResultCoverage = {
  readonly dataset: DatasetId;
  /** Whole months, `yyyy-mm`; null = nothing supplied at all. */
  readonly from: string | null;
  readonly to: string | null;
  /** Months within from…to that no delivery covers. */
  readonly missingMonths: readonly string[];
  /** Areas (of the level that coverage is stated in) that no delivery covers for at least one month asked for. */
  readonly missingAreas: readonly { readonly code: string; readonly name: string }[];
};

/** The publication of one dataset that an answer was made from. */
export type ResultPublication = {
  readonly dataset: DatasetId;
  readonly manifest: ManifestId;
  readonly publishedAt: string;
};

export type QueryResult = {
  readonly columns: readonly ResultColumn[];
  /** Rows of the whole result, of which this page may hold fewer. */
  readonly rowCount: number;
  /** True when the limit cut the result. */
  readonly cut: boolean;
  /** The query as a sentence. */
  readonly words: string;
  readonly publications: readonly ResultPublication[];
  readonly coverage: readonly ResultCoverage[];
  /** Records that the filters let through, each in exactly one of the three; `c` where the profile gives no number. */
  readonly mapped: number | 'c';
  readonly notMapped: number | 'c';
  readonly outsideCoverage: number | 'c';
  /** Cells of measures, in the whole result, that are `c`. */
  readonly suppressed: number;
  /** What a careful reader should know: synthetic areas, small denominators. */
  readonly notes: readonly string[];
  /** Opaque; null on the last page. */
  readonly nextCursor: string | null;
};
