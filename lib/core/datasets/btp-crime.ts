import { type DatasetDefinition, DatasetDefinitionSchema } from '#core/model/dataset.ts';
import {
  CATEGORY_FIELD,
  CRIME_TYPE_CROSSWALK,
  CRIME_TYPES,
  FALLS_WITHIN_FIELD,
  FORCES,
  LOCATION_FIELD,
  LSOA_PRINTED_FIELD,
  REPORTED_BY_FIELD,
  STREET_LAYOUT,
  STREET_PERIOD,
} from './police-codes.ts';

/** Crime on the railways of Great Britain as the British Transport Police deliver it. */
export const BTP_CRIME: DatasetDefinition = DatasetDefinitionSchema.parse({
  id: 'btp-crime',
  version: 1,
  title: 'British Transport Police recorded crime',
  noun: { one: 'crime', many: 'crimes' },
  description:
    'Crimes recorded on the railway, the Underground and trams in Great Britain, by month, each placed at a station. About half lie outside London. The files print neither identifiers nor outcomes: identical rows are distinct crimes at one station.',
  licence: 'Open Government Licence v3.0',
  fields: [
    CATEGORY_FIELD,
    REPORTED_BY_FIELD,
    FALLS_WITHIN_FIELD,
    {
      ...LOCATION_FIELD,
      label: 'Station',
      description: 'Station that the crime is placed at, as “On or near” its name.',
      place: 'station',
    },
    LSOA_PRINTED_FIELD,
  ],
  key: null,
  timePrecision: 'month',
  layouts: [
    {
      ...STREET_LAYOUT,
      name: 'street_csv',
      fields: {
        category: 'Crime type',
        reported_by: 'Reported by',
        falls_within: 'Falls within',
        location: 'Location',
        lsoa_printed: 'LSOA code',
      },
      periodInName: STREET_PERIOD,
    },
  ],
  codeLists: { crime_type: CRIME_TYPES, force: FORCES },
  common: { category: { from: 'field', field: 'category', map: CRIME_TYPE_CROSSWALK } },
  own: { field: 'reported_by', values: ['British Transport Police'] },
  contract: {
    agency: 'btp',
    cadence: 'monthly',
    dueDay: 28,
    window: { kind: 'replace-period' },
    areas: null,
    contact: 'Data supply, British Transport Police',
  },
  retentionMonths: null,
});
