import type { Field, SourceLayout } from '#core/model/dataset.ts';
import { plainCodes } from './codes.ts';

/** The twelve columns of a street-level crime file, as every force publishes them, in order. */
export const STREET_COLUMNS = [
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
] as const;

/** What all street-level crime files have in common besides their fields and their names. */
export const STREET_LAYOUT = {
  format: 'csv',
  columns: [...STREET_COLUMNS],
  time: { kind: 'month', column: 'Month' },
  place: { kind: 'wgs84', longitude: 'Longitude', latitude: 'Latitude' },
  nulls: ['No Location'],
  printedArea: { column: 'LSOA code', level: 'lsoa' },
} as const satisfies Partial<
  Omit<SourceLayout, 'columns' | 'nulls'> & { columns: readonly string[]; nulls: readonly string[] }
>;

/** Names of street-level crime files begin with the month, or with the first and last month, that they cover. */
export const STREET_PERIOD =
  '^(?:(?<month>\\d{4}-\\d{2})|(?<from>\\d{4}-\\d{2})_(?<to>\\d{4}-\\d{2}))-.*street\\.csv$';

/** The police forces whose records occur in London's street-level crime files. */
export const FORCES = plainCodes([
  'Metropolitan Police Service',
  'City of London Police',
  'British Transport Police',
]);

/** The fourteen crime types of the national street-level crime files, since 2013. */
export const CRIME_TYPES = plainCodes([
  'Anti-social behaviour',
  'Bicycle theft',
  'Burglary',
  'Criminal damage and arson',
  'Drugs',
  'Other crime',
  'Other theft',
  'Possession of weapons',
  'Public order',
  'Robbery',
  'Shoplifting',
  'Theft from the person',
  'Vehicle crime',
  'Violence and sexual offences',
]);

/** The outcomes that the national street-level crime files print. */
export const CRIME_OUTCOMES = plainCodes([
  'Action to be taken by another organisation',
  'Awaiting court outcome',
  'Court case unable to proceed',
  'Court result unavailable',
  'Defendant found not guilty',
  'Defendant sent to Crown Court',
  'Formal action is not in the public interest',
  'Further action is not in the public interest',
  'Further investigation is not in the public interest',
  'Investigation complete; no suspect identified',
  'Local resolution',
  'Offender deprived of property',
  'Offender fined',
  'Offender given a caution',
  'Offender given a drugs possession warning',
  'Offender given absolute discharge',
  'Offender given community sentence',
  'Offender given conditional discharge',
  'Offender given penalty notice',
  'Offender given suspended prison sentence',
  'Offender ordered to pay compensation',
  'Offender otherwise dealt with',
  'Offender sent to prison',
  'Status update unavailable',
  'Suspect charged',
  'Suspect charged as part of another case',
  'Unable to prosecute suspect',
  'Under investigation',
]);

/** Crime types to the common categories: they are the same words. */
export const CRIME_TYPE_CROSSWALK: Readonly<Record<string, string>> = Object.fromEntries(
  CRIME_TYPES.map(({ code }) => [code, code]),
);

/**
 * Outcomes of crimes to the common outcomes. "Status update unavailable" and "Court result unavailable" are
 * left out: they say that the outcome is not known, which is what null means.
 */
export const CRIME_OUTCOME_CROSSWALK: Readonly<Record<string, string>> = {
  'Action to be taken by another organisation': 'Passed to another organisation',
  'Awaiting court outcome': 'Charged or summonsed',
  'Court case unable to proceed': 'Not convicted',
  'Defendant found not guilty': 'Not convicted',
  'Defendant sent to Crown Court': 'Charged or summonsed',
  'Formal action is not in the public interest': 'No further action',
  'Further action is not in the public interest': 'No further action',
  'Further investigation is not in the public interest': 'No further action',
  'Investigation complete; no suspect identified': 'No further action',
  'Local resolution': 'Out-of-court disposal',
  'Offender deprived of property': 'Convicted',
  'Offender fined': 'Convicted',
  'Offender given a caution': 'Out-of-court disposal',
  'Offender given a drugs possession warning': 'Out-of-court disposal',
  'Offender given absolute discharge': 'Convicted',
  'Offender given community sentence': 'Convicted',
  'Offender given conditional discharge': 'Convicted',
  'Offender given penalty notice': 'Out-of-court disposal',
  'Offender given suspended prison sentence': 'Convicted',
  'Offender ordered to pay compensation': 'Convicted',
  'Offender otherwise dealt with': 'Convicted',
  'Offender sent to prison': 'Convicted',
  'Suspect charged': 'Charged or summonsed',
  'Suspect charged as part of another case': 'Charged or summonsed',
  'Unable to prosecute suspect': 'No further action',
  'Under investigation': 'Under investigation',
};

/** The fields that every street-level crime dataset has, with the columns that they come from. */
export const CATEGORY_FIELD: Field = {
  name: 'category',
  label: 'Crime type',
  description: 'Kind of crime or incident, one of the fourteen types that all forces publish.',
  type: 'category',
  role: 'dimension',
  sensitivity: 'open',
  codeList: 'crime_type',
  required: true,
  hidden: [],
};

export const OUTCOME_FIELD: Field = {
  name: 'outcome',
  label: 'Last outcome',
  description:
    'Latest known outcome when the file was made. Outcomes change for years after a crime; anti-social behaviour has none.',
  type: 'category',
  role: 'dimension',
  sensitivity: 'open',
  codeList: 'crime_outcome',
  required: false,
  hidden: [],
};

export const REPORTED_BY_FIELD: Field = {
  name: 'reported_by',
  label: 'Reported by',
  description: 'Force that recorded the crime. A file of one force may hold records of others.',
  type: 'category',
  role: 'dimension',
  sensitivity: 'open',
  codeList: 'force',
  required: true,
  hidden: [],
};

export const FALLS_WITHIN_FIELD: Field = {
  name: 'falls_within',
  label: 'Falls within',
  description: 'Force in whose area the crime lies, as the reporting force states it.',
  type: 'category',
  role: 'text',
  sensitivity: 'open',
  codeList: 'force',
  required: false,
  hidden: [],
};

export const LOCATION_FIELD: Field = {
  name: 'location',
  label: 'Location',
  description:
    'Street or place that the coordinates were moved to before publication, as "On or near" a name. Never an address.',
  type: 'text',
  role: 'text',
  sensitivity: 'open',
  place: 'street',
  required: false,
  hidden: [],
};

export const LSOA_PRINTED_FIELD: Field = {
  name: 'lsoa_printed',
  label: 'LSOA as printed',
  description:
    'LSOA code that the source prints, of the vintage that the source used. Areas are located afresh from the coordinates.',
  type: 'text',
  role: 'internal',
  sensitivity: 'open',
  required: false,
  hidden: [],
};

export const CRIME_ID_FIELD: Field = {
  name: 'crime_id',
  label: 'Crime ID',
  description:
    'Identifier of the crime in the published files. Anti-social behaviour has none. It links the records of one crime, so it is shown only where a profile allows.',
  type: 'text',
  role: 'key',
  sensitivity: 'restricted',
  required: false,
  hidden: [],
};
