import { type DatasetDefinition, DatasetDefinitionSchema } from '#core/model/dataset.ts';
import {
  CATEGORY_FIELD,
  CRIME_ID_FIELD,
  CRIME_OUTCOME_CROSSWALK,
  CRIME_OUTCOMES,
  CRIME_TYPE_CROSSWALK,
  CRIME_TYPES,
  FALLS_WITHIN_FIELD,
  FORCES,
  LOCATION_FIELD,
  LSOA_PRINTED_FIELD,
  OUTCOME_FIELD,
  REPORTED_BY_FIELD,
  STREET_LAYOUT,
  STREET_PERIOD,
} from './police-codes.ts';

/** Street-level crime as the City of London Police deliver it. */
export const COLP_CRIME: DatasetDefinition = DatasetDefinitionSchema.parse({
  id: 'colp-crime',
  version: 1,
  title: 'City of London Police recorded crime',
  noun: { one: 'crime', many: 'crimes' },
  description:
    'Crimes and anti-social behaviour incidents recorded by the City of London Police, by month. About one in twelve has no place, and some lie far outside the City.',
  licence: 'Open Government Licence v3.0',
  fields: [
    CATEGORY_FIELD,
    OUTCOME_FIELD,
    REPORTED_BY_FIELD,
    FALLS_WITHIN_FIELD,
    LOCATION_FIELD,
    LSOA_PRINTED_FIELD,
    CRIME_ID_FIELD,
  ],
  key: ['crime_id'],
  timePrecision: 'month',
  layouts: [
    {
      ...STREET_LAYOUT,
      name: 'street_csv',
      fields: {
        category: 'Crime type',
        outcome: 'Last outcome category',
        reported_by: 'Reported by',
        falls_within: 'Falls within',
        location: 'Location',
        lsoa_printed: 'LSOA code',
        crime_id: 'Crime ID',
      },
      periodInName: STREET_PERIOD,
    },
  ],
  codeLists: { crime_type: CRIME_TYPES, crime_outcome: CRIME_OUTCOMES, force: FORCES },
  common: {
    category: { from: 'field', field: 'category', map: CRIME_TYPE_CROSSWALK },
    outcome: { from: 'field', field: 'outcome', map: CRIME_OUTCOME_CROSSWALK },
  },
  own: { field: 'reported_by', values: ['City of London Police'] },
  contract: {
    agency: 'colp',
    cadence: 'monthly',
    dueDay: 28,
    window: { kind: 'replace-period' },
    areas: null,
    contact: 'Data supply, City of London Police',
  },
  retentionMonths: null,
});
