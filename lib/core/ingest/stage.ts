import type { Coverage } from '#core/model/coverage.ts';
import type { DeliveryWarning, Rejection, RejectReason } from '#core/model/delivery.ts';
import { areaColumn, type Level, type Vintage } from '#core/model/geography.ts';

/** Boundaries that records were located in: level → vintage → sha256. */
export type GeographyHashes = Readonly<Record<Level, Readonly<Record<Vintage, string>>>>;

/** How many rejections a report itself lists; the object has them all. */
export const LISTED_REJECTIONS = 1_000;

/**
 * A delivery that was read, checked and located: every row that can be accepted is in one Parquet object, from which
 * publications are composed. `rows = parsed + rejected`.
 */
export type Stage = {
  readonly number: number;
  readonly definitionVersion: number;
  readonly layout: string;
  readonly rows: number;
  readonly parsed: number;
  readonly rejected: number;
  readonly byReason: Readonly<Partial<Record<RejectReason, number>>>;
  readonly rejections: readonly Rejection[];
  readonly warnings: readonly DeliveryWarning[];
  readonly coverage: Coverage;
  readonly geography: GeographyHashes;
  /** Object with the rows. */
  readonly rowsKey: string;
  /** Columns of that object and their SQL types. */
  readonly columns: Readonly<Record<string, string>>;
  /** Rows per local year, `yyyy`. */
  readonly years: Readonly<Record<string, number>>;
};

/** Folder of everything that is kept of one delivery besides its source. */
export function deliveryFolder(dataset: string, number: number): string {
  return `deliveries/${dataset}/${number}`;
}

/** Object key of a delivery's stage; it is written last, so a stage that is there is whole. */
export function stageKey(dataset: string, number: number): string {
  return `${deliveryFolder(dataset, number)}/stage.json`;
}

/** Object key of the list of all rejected rows, as CSV. */
export function rejectionsKey(dataset: string, number: number): string {
  return `${deliveryFolder(dataset, number)}/rejections.csv`;
}

/** Object key of the source as it was received. */
export function receivedKey(dataset: string, number: number, fileName: string): string {
  return `received/${dataset}/${number}/${fileName}`;
}

/** Object key of what came of a delivery, for its supplier. */
export function reportKey(dataset: string, number: number): string {
  return `${deliveryFolder(dataset, number)}/report.json`;
}

/** Object key of the report that is laid beside a file in its drop folder. */
export function dropReportKey(agency: string, dataset: string, fileName: string): string {
  return `ingest/${agency}/${dataset}/${fileName}.report.json`;
}

/** Whether records were located in the same boundaries. */
export function sameGeography(one: GeographyHashes, other: GeographyHashes): boolean {
  return geographyLines(one).join() === geographyLines(other).join();
}

function geographyLines(hashes: GeographyHashes): string[] {
  return Object.entries(hashes)
    .flatMap(([level, vintages]) =>
      Object.entries(vintages).map(([vintage, hash]) => `${level}/${vintage}/${hash}`),
    )
    .sort();
}

/** Names of the columns of area codes that records located in these boundaries have. */
export function areaColumnsOf(geography: GeographyHashes): string[] {
  return Object.entries(geography).flatMap(([level, vintages]) =>
    Object.keys(vintages).map((vintage) => areaColumn(level, vintage)),
  );
}
