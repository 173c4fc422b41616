import type { Code } from '#core/model/dataset.ts';
import { labelledCodes, plainCodes } from './codes.ts';
import { CRIME_TYPES } from './police-codes.ts';

/** A field that several datasets map to, so that they can be asked together. */
export type CommonField = {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly codes: readonly Code[];
};

/**
 * What datasets are united on. A definition maps a field here only where the meaning carries over; a record whose
 * value has no counterpart has null.
 */
export const COMMON_FIELDS: readonly CommonField[] = [
  {
    name: 'category',
    label: 'Category',
    description:
      'What happened, in one list for all datasets: the crime types of the police, and a category of its own for each other kind of record.',
    codes: [...CRIME_TYPES, ...plainCodes(['Stop and search', 'Road casualty'])],
  },
  {
    name: 'outcome',
    label: 'Outcome group',
    description:
      'How it ended as far as is known, in groups that crimes and searches share. Not known is left empty rather than counted as no further action.',
    codes: plainCodes([
      'Under investigation',
      'No further action',
      'Arrest',
      'Out-of-court disposal',
      'Charged or summonsed',
      'Convicted',
      'Not convicted',
      'Passed to another organisation',
    ]),
  },
  {
    name: 'sex',
    label: 'Sex',
    description: 'Sex or gender of the person, as the agency recorded it.',
    codes: plainCodes(['Male', 'Female', 'Other']),
  },
  {
    name: 'age_band',
    label: 'Age band',
    description:
      'Age of the person in two bands: twenty-five is the only age at which the bands of all agencies divide.',
    codes: labelledCodes({ '0-24': 'Under 25', '25+': '25 and over' }),
  },
];

/** The common field of this name, or undefined. */
export function commonField(name: string): CommonField | undefined {
  return COMMON_FIELDS.find((field) => field.name === name);
}
