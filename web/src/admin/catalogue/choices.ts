import type { DatasetDefinition, Field } from '#core/model/dataset.ts';

type Pairs<Value extends string> = readonly (readonly [Value, string])[];

export const TYPES: Pairs<Field['type']> = [
  ['category', 'Category'],
  ['text', 'Text'],
  ['integer', 'Whole number'],
  ['decimal', 'Number with decimals'],
  ['boolean', 'Yes or no'],
];

export const ROLES: Pairs<Field['role']> = [
  ['dimension', 'Filter and group'],
  ['measure', 'Measure'],
  ['key', 'Identifier'],
  ['text', 'Only shown'],
  ['internal', 'Never offered'],
];

export const SENSITIVITIES: Pairs<Field['sensitivity']> = [
  ['open', 'Open'],
  ['restricted', 'Restricted'],
  ['personal', 'Personal'],
  ['special-category', 'Special category'],
];

export const HIDING: Pairs<'' | 'query' | 'output' | 'both'> = [
  ['', 'Shown everywhere'],
  ['query', 'Not in filters and groups'],
  ['output', 'Not in results'],
  ['both', 'In neither'],
];

export const CADENCES: Pairs<DatasetDefinition['contract']['cadence']> = [
  ['monthly', 'Every month'],
  ['quarterly', 'Every quarter'],
  ['yearly', 'Every year'],
  ['once', 'Once'],
];

export const WINDOWS: Pairs<DatasetDefinition['contract']['window']['kind']> = [
  ['append', 'Adds to what is there'],
  ['replace-period', 'Replaces the months that it covers'],
  ['rolling', 'Replaces a rolling number of months'],
];

export const PRECISIONS: Pairs<DatasetDefinition['timePrecision']> = [
  ['minute', 'To the minute'],
  ['day', 'To the day'],
  ['month', 'To the month'],
  ['year', 'To the year'],
];

/** What people read for a code of one of the lists above. */
export function named<Value extends string>(pairs: Pairs<Value>, value: Value): string {
  return pairs.find(([code]) => code === value)?.[1] ?? value;
}

const SENSITIVITY_TONES = {
  open: 'green',
  restricted: 'yellow',
  personal: 'red',
  'special-category': 'red',
} as const;

export function toneOf(sensitivity: Field['sensitivity']): string {
  return SENSITIVITY_TONES[sensitivity];
}

export function hidingOf(hidden: Field['hidden']): '' | 'query' | 'output' | 'both' {
  if (hidden.includes('query')) return hidden.includes('output') ? 'both' : 'query';
  return hidden.includes('output') ? 'output' : '';
}

export function hiddenFrom(hiding: '' | 'query' | 'output' | 'both'): Field['hidden'] {
  if (hiding === 'both') return ['query', 'output'];
  return hiding === '' ? [] : [hiding];
}
