/** Shares of rows that are not as they should be, as in any file of an agency. */
export const IMPERFECTIONS = {
  /** Rows without a place. */
  noPlace: { 'mps-crime': 0.005, 'mps-stop-search': 0.1, 'colp-crime': 0.085, 'btp-crime': 0.02 },
  /** Rows that lie outside London. */
  outsideLondon: { 'colp-crime': 0.03, 'btp-crime': 0.4 },
  /** Rows of another force in the Metropolitan Police's file. */
  otherForce: 0.02,
  /** Rows with an identifier that stand in the file twice. */
  repeated: 0.001,
  /** Rows with a code that the dataset's definition does not list. */
  unlisted: 0.0003,
  /** Rows without a date, which no definition accepts. */
  undated: 0.00005,
} as const;
