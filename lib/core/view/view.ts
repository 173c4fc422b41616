import type { TableAccess } from '#core/access/engine-access.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { COMMON_FIELDS } from '#core/datasets/common-fields.ts';
import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import { areaColumn, type Level, type Vintage } from '#core/model/geography.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { RECORD_COLUMNS } from '#core/model/record.ts';
import { commonField, storedField, type ViewField } from './field.ts';
import { STANDARD_FIELDS, type StandardField } from './standard.ts';

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
  /** Fields in the definition's order; a hidden field is not there. */
  readonly fields: readonly ViewField[];
  /** The dataset's own field, or null. */
  readonly field: (name: string) => ViewField | null;
  /** The common field as this dataset fills it, or one that all records have; else null. */
  readonly common: (name: string) => ViewField | null;
  /** A field that all records have, or null. */
  readonly standard: (name: string) => StandardField | null;
  /** Name of the column of an area level's codes; null for a level that the profile hides. */
  readonly area: (level: Level, vintage: Vintage) => string | null;
};

/** The view of a dataset under a profile. Fields that the profile hides, and internal ones, are simply missing. */
export function viewFor(definition: DatasetDefinition, access: DatasetAccess): DatasetView {
  const shown = new Set(access.fields);
  const { exact, cell, levels } = access.precision;
  const fields = definition.fields.flatMap((field) =>
    shown.has(field.name) ? offered(field, definition) : [],
  );
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
    table: (geography) => ({ columns: columnsShown(fields, access, geography), rowFilter: null }),
    fields,
    field: (name) => byName.get(name) ?? null,
    common: (name) => common.get(name) ?? null,
    standard: (name) => standard.get(name) ?? null,
    area: (level, vintage) => (exact || levels.includes(level) ? areaColumn(level, vintage) : null),
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

/** Columns of the places that each resolution or the coordinates alone may show; all others are always readable. */
function columnsShown(
  fields: readonly ViewField[],
  { precision }: DatasetAccess,
  geography: Manifest['geography'],
): readonly string[] {
  const { exact, cell, levels } = precision;
  const standard = Object.keys(RECORD_COLUMNS).filter((name) => {
    const resolution = /^h3_(\d+)$/.exec(name)?.[1];
    if (resolution !== undefined) return exact || Number(resolution) <= (cell ?? 0);
    if (name.startsWith('snapped_')) return exact || cell === 9;
    return exact || (name !== 'longitude' && name !== 'latitude');
  });
  const areas = Object.entries(geography).flatMap(([level, vintages]) =>
    exact || levels.includes(level) ? Object.keys(vintages).map((vintage) => areaColumn(level, vintage)) : [],
  );
  return [...standard, ...fields.map(({ name }) => name), ...areas];
}
