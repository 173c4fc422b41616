import { fieldNameFor, labelFor } from '#core/datasets/field-name.ts';
import type { Code, DatasetDefinitionSpec } from '#core/model/dataset.ts';
import { guessCodes } from './code-guess.ts';
import { type ColumnFacts, shareOf } from './column.ts';
import { guessSensitivity } from './sensitivity.ts';

/** A field as a definition may write it. */
export type FieldSpec = DatasetDefinitionSpec['fields'][number];

/** What a column that is neither time nor place would become. */
export type FieldGuess = {
  readonly field: FieldSpec;
  /** Its code list, when it has few values. */
  readonly codes: readonly Code[] | null;
  /** Level of the area codes that it prints, if it does. */
  readonly level: string | null;
};

const AREA_CODES: readonly (readonly [level: string, pattern: RegExp])[] = [
  ['lsoa', /^[EW]01\d{6}$/],
  ['msoa', /^[EW]02\d{6}$/],
  ['ward', /^[EW]05\d{6}$/],
  ['borough', /^E0[6-9]\d{6}$/],
];
const ID_WORDS =
  /(^|\b)(id|ids|ref|refno|[a-z]*ref ?no|reference|urn|uid|uuid|guid|key|crn|number|no)$|\b(id|reference)\b/;
const HASH = /^(?:[0-9a-f]{32,128}|[0-9a-f]{8}-[0-9a-f-]{27})$/i;
const COUNT_WORDS =
  /\b(no of|number of|count|total|amount|value|cost|price|age|duration|minutes|hours|days|seconds|quantity|weight|distance|speed|score)\b/;
const MAX_CODES = 100;
const MAX_OPEN = 500;
const MAX_CODE_LENGTH = 120;

/** Guesses type, role, sensitivity and codes of a column's field, whose name is none of those taken. */
export function guessField(column: ColumnFacts, taken: ReadonlySet<string>): FieldGuess {
  const { header, place, words, distinct, filled } = column;
  const label = labelFor(header, place);
  const { sensitivity, identifies } = guessSensitivity(column);
  const base = {
    name: fieldNameFor(header, place, taken),
    label,
    description: `As delivered in the column “${label}”.`,
    sensitivity,
  };
  const plain = { codes: null, level: null };
  const level = AREA_CODES.find(([, pattern]) => shareOf(column, (value) => pattern.test(value)) >= 0.95);
  if (level !== undefined)
    return { ...plain, field: { ...base, type: 'text', role: 'internal' }, level: level[0] };
  const isId =
    !COUNT_WORDS.test(words) &&
    (shareOf(column, (value) => HASH.test(value)) >= 0.95 ||
      (ID_WORDS.test(words) && distinct.size * 10 >= filled * 3 && distinct.size > 1));
  if (isId && column.kind !== 'decimal') {
    const hidden = sensitivity === 'open' ? 'restricted' : sensitivity;
    return { ...plain, field: { ...base, type: 'text', role: 'key', sensitivity: hidden } };
  }
  switch (column.kind) {
    case 'boolean':
      return { ...plain, field: { ...base, type: 'boolean', role: 'dimension' } };
    case 'decimal':
      return { ...plain, field: { ...base, type: 'decimal', scale: column.scale, role: 'measure' } };
    case 'integer':
      return {
        ...plain,
        field: { ...base, type: 'integer', role: isMeasure(column) ? 'measure' : 'dimension' },
      };
    case 'empty':
    case 'text':
      return textField(column, base, identifies);
  }
}

function isMeasure({ words, distinct }: ColumnFacts): boolean {
  const areYears = [...distinct.keys()].every((value) => /^(19|20)\d{2}$/.test(value));
  return !areYears && (COUNT_WORDS.test(words) || distinct.size > MAX_CODES);
}

function textField(
  column: ColumnFacts,
  base: Pick<FieldSpec, 'name' | 'label' | 'description' | 'sensitivity'>,
  identifies: boolean,
): FieldGuess {
  const { distinct, filled, longest } = column;
  const repeats = distinct.size * 2 <= filled || (filled < 20 && distinct.size < filled);
  const plain = { codes: null, level: null };
  if (identifies || !repeats || longest > MAX_CODE_LENGTH || distinct.size > MAX_OPEN) {
    const words = [...distinct.keys()].slice(0, 200).map((value) => value.split(' ').length);
    const isProse = words.reduce((sum, count) => sum + count, 0) >= words.length * 6 && words.length > 0;
    const sensitivity = isProse && base.sensitivity === 'open' ? 'restricted' : base.sensitivity;
    return { ...plain, field: { ...base, type: 'text', role: 'text', sensitivity } };
  }
  const codes = distinct.size <= MAX_CODES ? guessCodes(distinct) : null;
  const codeList = codes === null ? {} : { codeList: base.name };
  return { ...plain, field: { ...base, type: 'category', role: 'dimension', ...codeList }, codes };
}
