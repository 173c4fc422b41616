import type { Field } from '#core/model/dataset.ts';
import { type ColumnFacts, shareOf } from './column.ts';

/** How sensitive a column is likely to be, and whether it tells who somebody is. */
export type SensitivityGuess = {
  readonly sensitivity: Field['sensitivity'];
  readonly identifies: boolean;
};

const SPECIAL =
  /\b(ethnic\w*|race|religio\w*|belief|sexual orientation|orientation|disab\w*|health|diagnos\w*|medical|injur\w*|pregnan\w*|trans(gender)?|trade union|politic\w*|biometric|genetic)\b/;
const PERSONAL = /\b(age|dob|birth|born|sex|gender|occupation|nationality|marital|language)\b/;
const IDENTIFYING =
  /\b(forename|surname|(first|last|full|given|family|middle|maiden|victim|suspect|patient|person|offender|complainant|witness|officer|driver|contact|client|caller|customer) ?names?|names?|e ?mail|phone|telephone|mobile|tel|fax|nhs|national insurance|ni number|passport|licence number|post ?code|zip|address|vrm)\b/;
/** Names of things that are not people. */
const THINGS =
  /\b(lsoa|msoa|ward|borough|area|station|stop|street|road|place|site|school|hospital|force|agency|team|unit|file|operation|event|venue|district|county|region|council|company|product|type|category) ?names?\b/;

const VALUES: readonly RegExp[] = [
  /^[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,}$/i,
  /^(?:\+44|0)[ \d()-]{9,15}$/,
  /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i,
  /^[A-CEGHJ-PR-TW-Z]{2} ?(?:\d{2} ?){3}[A-D]$/i,
];

/** Guesses by the column's name, then by what its values look like: e-mail, telephone, postcode, national insurance. */
export function guessSensitivity(column: ColumnFacts): SensitivityGuess {
  const { words } = column;
  const looksPersonal = VALUES.some((pattern) => shareOf(column, (value) => pattern.test(value)) >= 0.5);
  if (looksPersonal || (IDENTIFYING.test(words) && !THINGS.test(words)))
    return { sensitivity: 'personal', identifies: true };
  if (SPECIAL.test(words)) return { sensitivity: 'special-category', identifies: false };
  return { sensitivity: PERSONAL.test(words) ? 'personal' : 'open', identifies: false };
}
