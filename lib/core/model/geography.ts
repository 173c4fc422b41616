/** A kind of area: `borough`, `ward`, `msoa`, `lsoa`, or any other. Lower case letters and digits. */
export type Level = string;
/** The year of a set of boundaries, `2022`, or `demo` for synthetic ones. */
export type Vintage = string;

/** One area of one level and vintage. `code` is unique within them. */
export type Area = {
  readonly code: string;
  readonly name: string;
  /** Parent level → code of the parent at that level's vintage named in `Geography.parents`; absent = none known. */
  readonly parents: Readonly<Record<Level, string>>;
  /** Label point in WGS84 micro-degrees, inside the largest part. */
  readonly labelLongitude: number;
  readonly labelLatitude: number;
  /** Area in square metres, of the full geometry. */
  readonly squareMetres: number;
};

/** One set of boundaries. The current vintage of each level is what queries group by unless told otherwise. */
export type Geography = {
  readonly level: Level;
  readonly vintage: Vintage;
  readonly title: string;
  /** Levels above, with the vintage that the parents' codes are of. Best fit unless `exact`. */
  readonly parents: Readonly<Record<Level, { readonly vintage: Vintage; readonly exact: boolean }>>;
  /** Made for demonstration; says so wherever it is shown. */
  readonly synthetic: boolean;
  readonly attribution: string;
  readonly areaCount: number;
  /** sha256 of the full geometry, so that the same boundaries imported again are recognised. */
  readonly hash: string;
  readonly importedAt: string;
};

/** Name of the column that holds the code of this level and vintage on disk: `borough_2022`. */
export function areaColumn(level: Level, vintage: Vintage): string {
  return `${level}_${vintage}`;
}

/** Resolutions of H3 that are stored with every located record, coarse to fine. Records are sorted by the finest. */
export const H3_RESOLUTIONS = [7, 8, 9, 10, 11] as const;
export type H3Resolution = (typeof H3_RESOLUTIONS)[number];
