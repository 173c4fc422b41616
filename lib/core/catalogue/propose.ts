import { COMMON_FIELDS } from '#core/datasets/common-fields.ts';
import { readDefinition } from '#core/datasets/definition-check.ts';
import { labelFor } from '#core/datasets/field-name.ts';
import {
  type DatasetDefinition,
  DatasetDefinitionSchema,
  type DatasetDefinitionSpec,
} from '#core/model/dataset.ts';
import type { Fault } from '#core/model/error.ts';
import { type ColumnFacts, factsOf } from './column.ts';
import { type FieldGuess, guessField } from './field-guess.ts';
import { guessKey } from './key-guess.ts';
import { guessPeriod } from './period-guess.ts';
import { guessPlace, type PlaceGuess } from './place-guess.ts';
import { readSample, type Sample } from './sample.ts';
import { guessTime, type TimeGuess } from './time-guess.ts';

/** The first part of a file that a dataset is to be made for, and what is known of it besides. */
export type ProposalRequest = {
  readonly fileName: string;
  /** Of a comma-separated file; the last line may be cut. */
  readonly text: string;
  readonly agency?: string | undefined;
  readonly id?: string | undefined;
};

/** One column of the sample and what it was taken for. */
export type ProposedColumn = {
  readonly name: string;
  readonly type: string;
  readonly role: string;
  readonly distinct: number;
  readonly empty: number;
  readonly examples: readonly string[];
};

/** A definition that can be applied as it stands, what a person should decide, and what was found. */
export type Proposal = {
  readonly definition: DatasetDefinition;
  readonly notes: readonly string[];
  readonly columns: readonly ProposedColumn[];
};

const EXAMPLES = 3;
const EXAMPLE_LENGTH = 60;
const NOT_STATED = 'Not stated';
const NO_FIELD: Fault = {
  at: 'text',
  message: 'has no named column besides those of time and place: a dataset needs at least one field',
};

/** Proposes a definition for files like this one, or says why such a file could never be delivered. */
export function proposeDefinition(
  request: ProposalRequest,
): Proposal | { readonly faults: readonly Fault[] } {
  const sample = readSample(request.text);
  if ('faults' in sample) return sample;
  const columns = sample.columns.map((column, i) => factsOf(column, i + 1));
  const named = columns.filter(({ header }) => header !== '');
  const time = guessTime(named);
  const place = guessPlace(named.filter(({ header }) => !time.columns.includes(header)));
  const used = new Set([...time.columns, ...place.columns]);
  const fields = guessFields(named.filter(({ header }) => !used.has(header)));
  if (fields.size === 0) return { faults: [NO_FIELD] };
  const period = guessPeriod(request.fileName, time);
  const identity = identityOf(request);
  const printed = [...fields].find(([, { level }]) => level !== null);
  const { key, notes: keyNotes } = guessKey(columns, fields);
  const spec: DatasetDefinitionSpec = {
    id: identity.id,
    version: 1,
    title: identity.title,
    noun: { one: 'record', many: 'records' },
    description: `Records as delivered in files like ${shown(request.fileName)}.`,
    licence: NOT_STATED,
    fields: [...fields.values()].map(({ field }) => field),
    key: key === null ? null : [...key],
    timePrecision: time.precision,
    layouts: [
      {
        name: 'first_csv',
        format: 'csv',
        columns: columns.map(({ header }) => header),
        time: time.time,
        place: place.place,
        fields: Object.fromEntries([...fields].map(([header, { field }]) => [field.name, header])),
        nulls: [...sample.nulls],
        ...(sample.stripPrefix === null ? {} : { stripPrefix: sample.stripPrefix }),
        ...(period.pattern === null ? {} : { periodInName: period.pattern }),
        ...(printed === undefined
          ? {}
          : { printedArea: { column: printed[0], level: printed[1].level ?? '' } }),
      },
    ],
    codeLists: Object.fromEntries(
      [...fields.values()].flatMap(({ field, codes }) => (codes === null ? [] : [[field.name, [...codes]]])),
    ),
    common: crosswalks([...fields.values()]),
    contract: {
      agency: identity.agency,
      cadence: period.cadence,
      dueDay: 28,
      window: period.pattern === null ? { kind: 'append' } : { kind: 'replace-period' },
      areas: null,
      contact: NOT_STATED,
    },
    retentionMonths: null,
  };
  const read = readDefinition(spec);
  const faults = 'faults' in read ? read.faults.map(({ at, message }) => `${at}: ${message}`) : [];
  return {
    definition: 'definition' in read ? read.definition : DatasetDefinitionSchema.parse(spec),
    notes: [
      ...faults,
      ...sample.notes,
      ...time.notes,
      ...place.notes,
      ...period.notes,
      ...fieldNotes(sample, columns, fields, used),
      ...keyNotes,
      ...identity.notes,
    ],
    columns: columns.map((column) => describe(column, time, place, fields.get(column.header))),
  };
}

/** Fields of the columns that state something; where none does, of all. */
function guessFields(columns: readonly ColumnFacts[]): ReadonlyMap<string, FieldGuess> {
  const guesses = new Map<string, FieldGuess>();
  const taken = new Set<string>();
  const stating = columns.filter(({ kind }) => kind !== 'empty');
  for (const column of stating.length > 0 ? stating : columns) {
    const guess = guessField(column, taken);
    taken.add(guess.field.name);
    guesses.set(column.header, guess);
  }
  return guesses;
}

/** Common fields of which a code list has the codes, at least half of its own. */
function crosswalks(fields: readonly FieldGuess[]): DatasetDefinitionSpec['common'] {
  const found = COMMON_FIELDS.flatMap(({ name, codes }) => {
    const known = new Map(codes.map(({ code }) => [code.toLowerCase(), code]));
    const [best] = fields
      .map(({ field, codes: own }) => ({
        field: field.name,
        own: own ?? [],
        map: (own ?? []).flatMap(({ code }) => {
          const to = known.get(code.toLowerCase());
          return to === undefined ? [] : [[code, to] as const];
        }),
      }))
      .filter(({ own, map }) => map.length > 0 && map.length * 2 >= own.length)
      .sort((a, b) => b.map.length - a.map.length);
    if (best === undefined) return [];
    return [
      [name, { from: 'field' as const, field: best.field, map: Object.fromEntries(best.map) }] as const,
    ];
  });
  return Object.fromEntries(found);
}

function identityOf({ fileName, agency, id }: ProposalRequest) {
  const words = fileName
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
    .split(' ')
    .filter((word) => word.length > 1)
    .slice(0, 4);
  const from = agency ?? id?.split('-')[0];
  const plain = (from ?? words[0] ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/^\d+/, '')
    .slice(0, 20);
  const own = plain.length < 2 ? 'agency' : plain;
  const kind = words.filter((word) => word !== own).join('-') || 'records';
  const proposed = id ?? `${own}-${kind}`.slice(0, 48).replace(/-+$/, '');
  return {
    id: proposed,
    agency: agency ?? own,
    title: labelFor(words.join(' ') || 'Records', 1),
    notes: [
      ...(id === undefined
        ? [`the id ${proposed} was made up from the name of the file: it can never be changed later`]
        : []),
      'title, description, licence, what one record is called, contact and contract are to be written by a person',
    ],
  };
}

function fieldNotes(
  sample: Sample,
  columns: readonly ColumnFacts[],
  fields: ReadonlyMap<string, FieldGuess>,
  used: ReadonlySet<string>,
): readonly string[] {
  const left = columns.filter(({ header }) => !used.has(header) && !fields.has(header));
  const empty = left.filter(({ header }) => header !== '');
  const guesses = [...fields.values()];
  const sensitive = guesses
    .filter(({ field }) => field.sensitivity !== 'open')
    .map(({ field }) => field.label);
  const codes = guesses.filter((guess) => guess.codes !== null).map(({ field }) => field.label);
  const list = (names: readonly string[]) => names.join(', ');
  return [
    ...(empty.length > 0
      ? [
          `empty in all ${sample.rows} rows, so left out: ${list(empty.map(({ header, place }) => labelFor(header, place)))}`,
        ]
      : []),
    ...(sensitive.length > 0 ? [`taken to be sensitive, please check: ${list(sensitive)}`] : []),
    ...(codes.length > 0
      ? [`code lists hold what is in these ${sample.rows} rows; other codes may follow: ${list(codes)}`]
      : []),
  ];
}

function describe(
  { header, kind, distinct, rows, filled }: ColumnFacts,
  time: TimeGuess,
  place: PlaceGuess,
  guess: FieldGuess | undefined,
): ProposedColumn {
  const other = time.columns.includes(header)
    ? 'time'
    : place.columns.includes(header)
      ? 'place'
      : 'left out';
  return {
    name: header,
    type: guess?.field.type ?? (other === 'time' ? time.time.kind : kind),
    role: guess?.field.role ?? other,
    distinct: distinct.size,
    empty: rows - filled,
    examples: [...distinct.keys()].slice(0, EXAMPLES).map((value) => value.slice(0, EXAMPLE_LENGTH)),
  };
}

function shown(fileName: string): string {
  return labelFor(fileName, 1);
}
