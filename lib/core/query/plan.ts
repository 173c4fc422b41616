import type { DatasetId } from '#core/model/id.ts';
import type { Scan, Select, Statement } from '#core/sql/tree.ts';
import { asksWholeMonths } from './condition.ts';
import { isCountOnly, type Query, type QueryDataset } from './query.ts';

/** Which table answers for a dataset of a query, and why its roll-up does not, in words for operations. */
export type TableChoice = { readonly dataset: DatasetId } & (
  | { readonly table: 'rollup' }
  | { readonly table: 'records'; readonly why: string }
);

/** Of the ends of months instead of the record's own day, in a roll-up. */
const DAYS: ReadonlySet<string> = new Set(['date_from', 'date_to']);
/** In a roll-up, its sum takes the place of this. */
const SUMMED = 'record_key';

/**
 * Where each dataset of a query is to be read, given the statements that read its records: from the roll-up if and only
 * if all that they read of it, its row rule included, is counted by in every period that is asked. The answer is the same.
 */
export function chooseTables(
  query: Query,
  statements: readonly (Statement | null)[],
): readonly TableChoice[] {
  const scans = statements.flatMap((statement) => (statement === null ? [] : scansOf(statement.query)));
  return query.datasets.map((dataset): TableChoice => {
    const id = dataset.view.dataset;
    const own = scans.filter((scan) => scan.dataset === id);
    const why = askedOfRecords(query) ?? lackOf(query, dataset, new Set(own.flatMap(columnsOf)));
    return why === null ? { dataset: id, table: 'rollup' } : { dataset: id, table: 'records', why };
  });
}

/** The query with those of its datasets that are to be read from their roll-up turned to it. */
export function onTables(query: Query, choices: readonly TableChoice[]): Query {
  const rolledUp = new Set(choices.flatMap(({ dataset, table }) => (table === 'rollup' ? [dataset] : [])));
  if (rolledUp.size === 0) return query;
  return {
    ...query,
    datasets: query.datasets.map((dataset) =>
      rolledUp.has(dataset.view.dataset)
        ? { ...dataset, periods: dataset.rollups ?? [], rolledUp: true }
        : dataset,
    ),
  };
}

/** Why a query is about records, whatever its datasets have; null when it is about counts of them. */
function askedOfRecords({ records, measures, keys }: Query): string | null {
  if (records !== null) return 'records are listed';
  const measure = measures.find((one) => !isCountOnly(one));
  if (measure !== undefined) return `${measure.name} is measured on each record`;
  const day = keys.find((key) => key.kind === 'time' && (key.unit === 'day' || key.unit === 'week'));
  return day === undefined ? null : `${day.name} is finer than a month`;
}

/** What of these columns a dataset's roll-ups do not have, in words; null when they have it all. */
function lackOf(query: Query, dataset: QueryDataset, read: ReadonlySet<string>): string | null {
  const { periods, rollups = [] } = dataset;
  if (periods.length === 0) return 'nothing is published of that time';
  for (const { period } of periods) {
    const rollup = rollups.find((one) => one.period === period);
    if (rollup === undefined) return `there is no roll-up of ${period}`;
    const counted = new Set(rollup.dimensions);
    const lacking = [...read].find((name) => name !== SUMMED && !counted.has(name));
    if (lacking !== undefined) return `the roll-up of ${period} does not count by ${lacking}`;
  }
  const cuts = [...read].some((name) => DAYS.has(name)) && !asksWholeMonths(query, dataset);
  return cuts ? 'the range cuts a month' : null;
}

function columnsOf({ columns }: Scan): readonly string[] {
  return columns.map(({ name }) => name);
}

function scansOf({ from }: Select): readonly Scan[] {
  return from.node === 'scan' ? [from] : from.terms.flatMap(scansOf);
}
