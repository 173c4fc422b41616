import { H3_RESOLUTIONS } from '#core/model/geography.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import type { ViewField } from '#core/view/field.ts';
import type { Key, Measure, RecordField, Sort, SpaceFilter } from './query.ts';
import { rateFault } from './rate.ts';
import type { Resolving } from './resolve.ts';
import { ringFault } from './ring.ts';

type Output = {
  readonly records: readonly RecordField[] | null;
  readonly keys: readonly Key[];
  readonly measures: readonly Measure[];
  readonly sort: readonly Sort[];
};
type KeySpec = NonNullable<ParsedQuerySpec['groupBy']>[number];
type MeasureSpec = NonNullable<ParsedQuerySpec['measures']>[number];

const UNIT_LABELS = {
  year: 'Year',
  quarter: 'Quarter',
  month: 'Month',
  week: 'Week from',
  day: 'Date',
  weekday: 'Weekday',
  hour: 'Hour',
} as const;
const COUNT: MeasureSpec = { measure: 'count' };

/** What a spec wants back; what is wrong with it is noted as faults. */
export function resolveOutput(resolving: Resolving, where: { readonly space: SpaceFilter }): Output {
  const { spec, fault } = resolving;
  if (spec.records !== undefined && spec.measures !== undefined)
    fault('records', 'cannot stand beside measures; ask for the one or the other');
  if (spec.records !== undefined && spec.groupBy !== undefined)
    fault('records', 'cannot stand beside groupBy; ask for the one or the other');
  const records = spec.records === undefined ? null : resolveRecords(spec.records.fields, resolving);
  const keys =
    records === null
      ? (spec.groupBy ?? []).flatMap((key, index) => resolveKey(key, index, resolving, where.space) ?? [])
      : [];
  const measures =
    records === null
      ? (spec.measures ?? [COUNT]).flatMap(
          (measure, index) => resolveMeasure(measure, index, resolving, keys, where.space) ?? [],
        )
      : [];
  noteRepeats(keys, [], 'groupBy', resolving);
  noteRepeats(measures, keys, 'measures', resolving);
  const names = new Set([...(records ?? []), ...keys, ...measures].map((item) => item.name));
  const sort = (spec.sort ?? []).flatMap((item, index): readonly Sort[] => {
    if (names.has(item.by)) return [{ by: item.by, descending: item.order === 'desc' }];
    const offered = [...names].join(', ');
    fault(`sort[${index}].by`, `there is no column "${item.by}" in the result; its columns are ${offered}`);
    return [];
  });
  return { records, keys, measures, sort };
}

type Named = { readonly name: string };

function noteRepeats(
  items: readonly Named[],
  before: readonly Named[],
  at: string,
  { fault }: Resolving,
): void {
  const seen = new Set(before.map(({ name }) => name));
  for (const [index, { name }] of items.entries()) {
    if (seen.has(name)) fault(`${at}[${index}]`, `gives a second column "${name}"; take one out`);
    seen.add(name);
  }
}

function resolveRecords(names: readonly string[], resolving: Resolving): readonly RecordField[] {
  const { places, views, fault, fieldOf } = resolving;
  const united = views.length > 1;
  const fields = names.flatMap((name, index): readonly RecordField[] => {
    const at = `records.fields[${index}]`;
    if (names.indexOf(name) < index) {
      fault(at, `names "${name}" a second time`);
      return [];
    }
    if (name === 'dataset') return [DATASET_FIELD];
    const [view] = views;
    const own = view !== undefined && !united && view.field(name) !== null;
    const standard = own ? null : (view?.standard(name) ?? null);
    if (standard !== null && views.every((one) => one.standard(name) !== null)) {
      const { label, type, reading, sqlType } = standard;
      return [{ name, label, type, sqlType, reading, scale: 0, codes: null, area: null }];
    }
    const set = own ? null : places.at(name);
    if (set !== null) {
      const { level, vintage } = set.geography;
      const area = { level, vintage };
      return [
        {
          name,
          label: capitalise(level),
          type: 'area',
          sqlType: 'VARCHAR',
          reading: 'plain',
          scale: 0,
          codes: null,
          area,
        },
      ];
    }
    const field = fieldOf(name, at, 'output');
    return field === null ? [] : [recordField(field)];
  });
  return united && !names.includes('dataset') ? [DATASET_FIELD, ...fields] : fields;
}

const DATASET_FIELD: RecordField = {
  name: 'dataset',
  label: 'Dataset',
  type: 'text',
  sqlType: 'VARCHAR',
  reading: 'plain',
  scale: 0,
  codes: null,
  area: null,
};

function recordField({ name, label, type, scale, codes, sqlType }: ViewField): RecordField {
  const column = {
    text: 'text',
    category: 'text',
    integer: 'integer',
    decimal: 'number',
    boolean: 'boolean',
  } as const;
  return { name, label, type: column[type], sqlType, reading: 'plain', scale, codes, area: null };
}

function resolveKey(spec: KeySpec, index: number, resolving: Resolving, { near }: SpaceFilter): Key | null {
  const at = `groupBy[${index}]`;
  if ('ring' in spec) {
    const fault = ringFault(spec.ring, near);
    if (fault !== null) resolving.fault(`${at}.ring`, fault);
    if (fault !== null || near === null) return null;
    const { longitude, latitude } = near;
    return { kind: 'ring', centre: { longitude, latitude }, radii: spec.ring, name: 'ring', label: 'Ring' };
  }
  if ('time' in spec)
    return { kind: 'time', unit: spec.time, name: spec.time, label: UNIT_LABELS[spec.time] };
  if ('dataset' in spec) return { kind: 'dataset', name: 'dataset', label: 'Dataset' };
  if ('cell' in spec) {
    const resolution = H3_RESOLUTIONS.find((one) => one === spec.cell);
    if (resolution === undefined) return null;
    const shown = cellsShown(resolving);
    if (!shown.includes(resolution)) {
      const offered = shown.length === 0 ? 'there are none' : `the resolutions are ${shown.join(', ')}`;
      resolving.fault(`${at}.cell`, `there are no cells of resolution ${resolution}; ${offered}`);
      return null;
    }
    return { kind: 'cell', resolution, name: `cell_${resolution}`, label: `Cell (resolution ${resolution})` };
  }
  if ('area' in spec) {
    const set = resolving.places.at(spec.area, spec.vintage);
    if (set !== null) {
      const { level, vintage, title } = set.geography;
      return { kind: 'area', level, vintage, title, name: level, label: capitalise(level) };
    }
    const wanted =
      spec.vintage === undefined ? `level "${spec.area}"` : `level "${spec.area}" of ${spec.vintage}`;
    const { levels } = resolving.places;
    const offered = levels.length === 0 ? 'there are none' : `the levels are ${levels.join(', ')}`;
    resolving.fault(`${at}.area`, `there is no ${wanted}; ${offered}`);
    return null;
  }
  const field = resolving.fieldOf(spec.field, `${at}.field`, 'both');
  if (field === null) return null;
  if (field.role === 'text' || field.role === 'measure' || field.role === 'key') {
    resolving.fault(`${at}.field`, `the field "${field.name}" is a ${field.role} and cannot be grouped by`);
    return null;
  }
  const { name, label, type, scale, sqlType, codes } = field;
  return { kind: 'field', name, label, type, scale, sqlType, codes };
}

/** The resolutions of cells that every view shows. */
function cellsShown({ views }: Resolving): readonly number[] {
  const finest = Math.min(...views.map(({ finestCell }) => finestCell ?? 0));
  return H3_RESOLUTIONS.filter((resolution) => resolution <= finest);
}

function resolveMeasure(
  spec: MeasureSpec,
  index: number,
  resolving: Resolving,
  keys: readonly Key[],
  space: SpaceFilter,
): Measure | null {
  const at = `measures[${index}]`;
  switch (spec.measure) {
    case 'count':
      return { kind: 'count', name: 'count', label: 'Count' };
    case 'rate':
    case 'denominator': {
      const denominator = resolving.context.denominators.get(spec.denominator);
      if (denominator === undefined) {
        resolving.fault(
          `${at}.denominator`,
          `there is no reference table "${spec.denominator}" yet; take the ${spec.measure} out, or have the table brought in`,
        );
        return null;
      }
      const fault = rateFault(keys, space, denominator, resolving.context.places);
      if (fault !== null) resolving.fault(at, fault);
      const of = denominator.name.replaceAll('_', ' ');
      if (spec.measure === 'denominator')
        return { kind: 'denominator', name: 'denominator', label: capitalised(of), denominator };
      const label = `Rate per ${spec.per.toLocaleString('en-GB')} ${of}${spec.annualised ? ' a year' : ''}`;
      return { kind: 'rate', name: 'rate', label, per: spec.per, annualised: spec.annualised, denominator };
    }
    default: {
      const field = resolving.fieldOf(spec.field, `${at}.field`, 'both');
      if (field === null) return null;
      const numeric = field.type === 'integer' || field.type === 'decimal';
      if (spec.measure !== 'distinct' && (!numeric || field.role === 'key'))
        resolving.fault(
          `${at}.field`,
          `the field "${field.name}" is not a number to add up; use distinct or count`,
        );
      if (spec.measure === 'distinct' && field.role === 'text')
        resolving.fault(`${at}.field`, `the field "${field.name}" is only shown and cannot be counted`);
      const words = { sum: 'Sum of', average: 'Average', distinct: 'Distinct' }[spec.measure];
      const label = `${words} ${field.label.charAt(0).toLowerCase()}${field.label.slice(1)}`;
      const { scale, unit } = field;
      return {
        kind: spec.measure,
        field: field.name,
        name: `${spec.measure}_${field.name}`,
        label,
        scale,
        unit,
      };
    }
  }
}

function capitalise(word: string): string {
  return word.length <= 4 && word !== 'ward' ? word.toUpperCase() : capitalised(word);
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
