/**
 * What a supplier says a delivery covers: whole months, both ends included, and areas (codes of any level of the
 * current geography; null = everywhere). What no coverage names was *not supplied*: missing, never zero.
 */
export type Coverage = {
  readonly from: string;
  readonly to: string;
  readonly areas: readonly string[] | null;
  /** Who said so; `assumed` when nobody did and the months of the rows had to stand in. */
  readonly stated: 'manifest' | 'command' | 'file-name' | 'contract' | 'assumed';
};
