import type { TableAccess } from '#core/access/engine-access.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { type Facts, rowRuleAdmits } from '#core/access/row-rule-admits.ts';
import { hiddenFields, type RuleNames, rowRuleWords } from '#core/access/row-rule-words.ts';
import { COMMON_FIELDS } from '#core/datasets/common-fields.ts';
import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import { areaColumn, type H3Resolution, type Level, type Vintage } from '#core/model/geography.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Manifest } from '#core/model/manifest.ts';
import type { Expression, SqlType } from '#core/sql/tree.ts';
import { commonField, storedField, type ViewField } from './field.ts';
import { type Lookups, lookupField } from './lookup.ts';
import { STANDARD_FIELDS, type StandardField } from './standard.ts';
import { columnType, rollupAccess, ruleOf, tableAccess } from './table.ts';

declare const brand: unique symbol;

/** The coarsest and finest time that records of a dataset can have. */
export type TimeRange = {
  readonly finest: DatasetDefinition['timePrecision'];
  readonly coarsest: 'day' | 'month' | 'year';
};

/** What one profile shows of one dataset: the only way to name a field of it. Made by `viewFor` only. */
export type DatasetView = {
  readonly [brand]: true;
  readonly dataset: DatasetId;
  readonly title: string;
  readonly noun: DatasetDefinition['noun'];
  readonly licence: string;
  readonly time: TimeRange;
  /** Whether every record has its hour and weekday. */
  readonly knowsHours: boolean;
  /** How the profile shows it: records or counts, from which minimum, rounded to what, with downloads or without. */
  readonly access: DatasetAccess;
  /** What an engine is to let read of the records files, which have columns for these geographies. */
  readonly table: (geography: Manifest['geography']) => TableAccess;
  /** The same of the roll-ups of those files; null = nothing of them. */
  readonly rollup: (geography: Manifest['geography']) => TableAccess | null;
  /** What every record must meet to be seen, in files with columns for these geographies; null = nothing. */
  readonly rule: (geography: Manifest['geography']) => Expression | null;
  /** Whether the row rule can let any of these records through; false is certain. */
  readonly admits: (facts: Facts) => boolean;
  /** The row rule in words that name no hidden field, with the names of areas by column and code; null = every record. */
  readonly ruleWords: (area: RuleNames['area']) => string | null;
  /** Type of a column of the records file or of a roll-up, shown or not. */
  readonly columnType: (name: string) => SqlType;
  /** Fields in the definition's order, then those of lookups; a hidden field is not there. */
  readonly fields: readonly ViewField[];
  /** The dataset's own field, or null. */
  readonly field: (name: string) => ViewField | null;
  /** The common field as this dataset fills it, or one that all records have; else null. */
  readonly common: (name: string) => ViewField | null;
  /** A field that all records have, or null. */
  readonly standard: (name: string) => StandardField | null;
  /** Name of the column of an area level's codes; null for a level that the profile hides. */
  readonly area: (level: Level, vintage: Vintage) => string | null;
  /** Whether areas of a level are shown. */
  readonly showsLevel: (level: Level) => boolean;
  /** The finest cells that are shown: 11 with exact places, null for none. */
  readonly finestCell: H3Resolution | null;
};

/**
 * The view of a dataset under a profile. Fields that the profile hides, and internal ones, are simply missing. The last
 * months of a row rule are counted from `month` (yyyymm); `lookups` are the tables that the definition joins.
 */
export function viewFor(
  definition: DatasetDefinition,
  access: DatasetAccess,
  month: number,
  lookups: Lookups = new Map(),
): DatasetView {
  const shown = new Set(access.fields);
  const { exact, cell, levels } = access.precision;
  const stored = definition.fields.flatMap((field) =>
    shown.has(field.name) ? offered(field, definition) : [],
  );
  const joined = definition.lookups.filter(({ name }) => shown.has(name));
  const fields = [...stored, ...joined.flatMap((one) => lookupField(one, definition, lookups) ?? [])];
  const readable = [
    ...stored,
    ...definition.fields.filter(({ name }) => joined.some(({ on }) => on === name)),
  ];
  const readableNames = readable.map(({ name }) => name);
  const shows = (level: Level) => exact || levels.includes(level);
  const byName = new Map(fields.map((field) => [field.name, field]));
  const common = new Map<string, ViewField>();
  for (const [name, source] of Object.entries(definition.common)) {
    const shape = COMMON_FIELDS.find((field) => field.name === name) ?? { name, label: name, codes: [] };
    const from = source.from === 'field' ? (byName.get(source.field) ?? null) : null;
    const field = commonField({ name, label: shape.label, codes: shape.codes }, source, from);
    if (field !== null) common.set(name, field);
  }
  for (const field of EVERYWHERE) common.set(field.name, field);
  const standard = new Map(
    STANDARD_FIELDS.filter(
      ({ place }) => place === null || exact || (typeof place === 'number' && place <= (cell ?? 0)),
    ).map((field) => [field.name, field]),
  );
  const view: Omit<DatasetView, typeof brand> = {
    dataset: definition.id,
    title: definition.title,
    noun: definition.noun,
    licence: definition.licence,
    time: { finest: definition.timePrecision, coarsest: coarsest(definition) },
    knowsHours: definition.layouts.every((layout) => layout.time.kind === 'instant'),
    access,
    table: (geography) => tableAccess(access, definition.fields, readableNames, geography, month),
    rollup: (geography) => rollupAccess(access, definition.fields, readableNames, geography, month),
    rule: (geography) => ruleOf(access, definition.fields, geography, month),
    admits: (facts) => access.rowRule === null || rowRuleAdmits(access.rowRule, month, facts),
    ruleWords: (area) =>
      access.rowRule === null
        ? null
        : rowRuleWords(access.rowRule, { definition, area, hides: hiddenFields(definition, access) }),
    columnType: (name) => columnType(name, definition.fields),
    fields,
    field: (name) => byName.get(name) ?? null,
    common: (name) => common.get(name) ?? null,
    standard: (name) => standard.get(name) ?? null,
    area: (level, vintage) => (shows(level) ? areaColumn(level, vintage) : null),
    showsLevel: shows,
    finestCell: exact ? 11 : cell,
  };
  return view as DatasetView;
}

const EVERYWHERE: readonly ViewField[] = [
  storedField(
    { name: 'location_quality', label: 'Quality of place', type: 'category', role: 'dimension', hidden: [] },
    null,
  ),
  storedField(
    { name: 'time_precision', label: 'Precision of time', type: 'category', role: 'dimension', hidden: [] },
    null,
  ),
];

function offered(field: Field, definition: DatasetDefinition): readonly ViewField[] {
  const { role } = field;
  if (role === 'internal') return [];
  const codes = field.codeList === undefined ? null : (definition.codeLists[field.codeList] ?? null);
  return [storedField({ ...field, role }, codes)];
}

function coarsest(definition: DatasetDefinition): TimeRange['coarsest'] {
  const kinds = definition.layouts.map((layout) => layout.time.kind);
  if (kinds.includes('delivery-year')) return 'year';
  return kinds.includes('month') ? 'month' : 'day';
}
