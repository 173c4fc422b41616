import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the real files lie, beside the checkout; they are no part of the product. */
export const SHARED = resolve('../shared/data');
export const HISTORY = join(SHARED, 'history/london-street-2016-01_2018-06.parquet');
export const BOUNDARIES = join(SHARED, 'boundaries');

const STREET = [
  'Crime ID',
  'Month',
  'Reported by',
  'Falls within',
  'Longitude',
  'Latitude',
  'Location',
  'LSOA code',
  'LSOA name',
  'Crime type',
  'Last outcome category',
  'Context',
];

/** What the check knows of a dataset: its files, their columns, and how to read them in plain SQL. */
export type RawDataset = {
  readonly id: string;
  readonly agency: string;
  readonly files: readonly string[];
  readonly columns: readonly string[];
  /** Columns whose values together make two identical rows one; empty = rows are never the same. */
  readonly key: readonly string[];
  readonly place: { readonly kind: 'wgs84' | 'grid'; readonly x: string; readonly y: string };
  /** SQL over the raw columns, all texts. */
  readonly category: string;
  readonly period: string;
  /** Columns of the published Parquet that the two must equal. */
  readonly published: { readonly category: string; readonly period: string };
};

const filesOf = (agency: string, ending: string): string[] => {
  const folder = join(SHARED, 'deliveries', agency);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
};

const street = (agency: string, key: readonly string[]): RawDataset => ({
  id: `${agency}-crime`,
  agency,
  files: filesOf(agency, 'street.csv'),
  columns: STREET,
  key,
  place: { kind: 'wgs84', x: 'Longitude', y: 'Latitude' },
  category: '"Crime type"',
  period: `replace("Month", '-', '')::int`,
  published: { category: 'category', period: 'month' },
});

export const RAW_DATASETS: readonly RawDataset[] = [
  street('mps', ['Crime ID']),
  street('colp', ['Crime ID']),
  street('btp', []),
  {
    id: 'mps-stop-search',
    agency: 'mps',
    files: filesOf('mps', 'stop-and-search.csv'),
    columns: [
      'Type',
      'Date',
      'Part of a policing operation',
      'Policing operation',
      'Latitude',
      'Longitude',
      'Gender',
      'Age range',
      'Self-defined ethnicity',
      'Officer-defined ethnicity',
      'Legislation',
      'Object of search',
      'Outcome',
      'Outcome linked to object of search',
      'Removal of more than just outer clothing',
    ],
    key: [],
    place: { kind: 'wgs84', x: 'Longitude', y: 'Latitude' },
    category: `nullif("Object of search", '')`,
    period: `strftime("Date"::timestamptz at time zone 'Europe/London', '%Y%m')::int`,
    published: { category: 'object_of_search', period: 'month' },
  },
  {
    id: 'tfl-casualties',
    agency: 'tfl',
    files: filesOf('tfl', 'casualty.csv'),
    columns: [
      'AREFNO',
      'Borough',
      'Boro',
      'Easting',
      'Northing',
      'CREFNO',
      'Casualty Class',
      'Casualty Sex',
      'Casualty Age (Banded)',
      'Casualty Age',
      'No. of Casualties',
      'Casualty Severity',
      'Ped Location',
      'Ped Movement',
      'Mode of Travel',
    ],
    key: ['AREFNO', 'CREFNO'],
    place: { kind: 'grid', x: 'Easting', y: 'Northing' },
    category: `case "Casualty Severity" when '1 FATAL' then 'Fatal' when '2 SERIOUS' then 'Serious' when '3 SLIGHT' then 'Slight' end`,
    period: '2019',
    published: { category: 'severity', period: 'year' },
  },
];
