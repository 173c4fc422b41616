import { toMicroDegrees } from '#core/geo/micro-degree.ts';
import { polygonFaults, ringsOf } from '#core/geo/polygon.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { integer, text } from '#core/sql/build.ts';
import { isEncodable } from '#core/sql/literal.ts';
import type { Literal } from '#core/sql/tree.ts';
import type { ViewField } from '#core/view/field.ts';
import { dayOf } from './calendar.ts';
import type { AreaSet, FieldFilter, FieldTest, SpaceFilter, TimeFilter } from './query.ts';
import type { Resolving } from './resolve.ts';
import { shapePlace } from './shape-place.ts';

type Where = {
  readonly time: TimeFilter;
  readonly space: SpaceFilter;
  readonly fields: readonly FieldFilter[];
};
type FieldSpec = NonNullable<NonNullable<ParsedQuerySpec['where']>['fields']>[number];
const UNKNOWN_SHOWN = 5;

/** The filters of a spec; what is wrong with them is noted as faults. */
export function resolveWhere(resolving: Resolving): Where {
  return {
    time: resolveTime(resolving),
    space: resolveSpace(resolving),
    fields: (resolving.spec.where?.fields ?? []).flatMap((field, index) =>
      resolveField(field, index, resolving),
    ),
  };
}

function resolveTime({ spec, fault }: Resolving): TimeFilter {
  const time = spec.where?.time ?? {};
  const from = time.from === undefined ? null : dayOf(time.from);
  const to = time.to === undefined ? null : dayOf(time.to);
  if (from !== null && to !== null && from > to)
    fault('where.time', `ends before it starts: from ${time.from} to ${time.to}`);
  return {
    from,
    to,
    hours: time.hours === undefined ? null : [...new Set(time.hours)].sort((a, b) => a - b),
    weekdays: time.weekdays === undefined ? null : [...new Set(time.weekdays)].sort((a, b) => a - b),
  };
}

function resolveSpace(resolving: Resolving): SpaceFilter {
  const space = resolving.spec.where?.space;
  const polygon = space?.within?.coordinates;
  if (polygon !== undefined)
    for (const { at, message } of polygonFaults(polygon, 'where.space.within.coordinates'))
      resolving.fault(at, message);
  const near = space?.near;
  for (const [name, shape] of [
    ['within', polygon],
    ['near', near],
  ] as const)
    if (
      shape !== undefined &&
      resolving.views.some((view) => shapePlace(view, resolving.context.places) === null)
    )
      resolving.fault(
        `where.space.${name}`,
        'cannot be used: your profile shows neither places nor areas of these records; take it out',
      );
  const beyond = near?.beyond;
  if (near !== undefined && beyond !== undefined && beyond >= near.metres)
    resolving.fault(
      'where.space.near.beyond',
      `leaves no ring: use less than the radius of ${near.metres} metres`,
    );
  return {
    areas: space?.areas === undefined ? null : resolveAreas(space.areas, resolving),
    within: polygon === undefined ? null : ringsOf(polygon),
    near:
      near === undefined
        ? null
        : {
            longitude: toMicroDegrees(near.lon),
            latitude: toMicroDegrees(near.lat),
            metres: near.metres,
            ...(beyond === undefined ? {} : { beyond }),
          },
  };
}

function resolveAreas(codes: readonly string[], { places, fault }: Resolving): readonly AreaSet[] {
  const byLevel = new Map<string, { vintage: string; codes: Set<string> }>();
  const unknown: string[] = [];
  for (const code of codes) {
    const found = places.find(code);
    if (found === null) {
      unknown.push(code);
      continue;
    }
    const { level, vintage } = found.geography;
    const set = byLevel.get(level) ?? { vintage, codes: new Set<string>() };
    byLevel.set(level, set);
    set.codes.add(code);
  }
  if (unknown.length > 0) {
    const shown = unknown.slice(0, UNKNOWN_SHOWN).map((code) => `"${code}"`);
    const more = unknown.length > UNKNOWN_SHOWN ? ` and ${unknown.length - UNKNOWN_SHOWN} more` : '';
    fault(
      'where.space.areas',
      `there ${unknown.length === 1 ? 'is no area' : 'are no areas'} ${shown.join(', ')}${more}`,
      'AREA_NOT_FOUND',
    );
  }
  return [...byLevel].map(([level, set]) => ({ level, vintage: set.vintage, codes: [...set.codes].sort() }));
}

function resolveField(spec: FieldSpec, index: number, resolving: Resolving): readonly FieldFilter[] {
  const at = `where.fields[${index}]`;
  const field = resolving.fieldOf(spec.field, `${at}.field`, 'query');
  if (field === null) return [];
  const { name, label, type, scale, codes, role } = field;
  const test = resolveTest(spec, field, at, resolving.fault);
  if (role === 'text') {
    resolving.fault(`${at}.field`, `the field "${name}" is only shown and cannot be filtered by`);
    return [];
  }
  return test === null ? [] : [{ name, label, type, scale, codes, test }];
}

function resolveTest(
  spec: FieldSpec,
  field: ViewField,
  at: string,
  fault: Resolving['fault'],
): FieldTest | null {
  if ('is' in spec) return { kind: spec.is };
  if ('in' in spec || 'notIn' in spec) {
    const kind = 'in' in spec ? 'in' : 'notIn';
    const values = 'in' in spec ? spec.in : spec.notIn;
    const literals = values.map((value, index) => literalOf(value, field, `${at}.${kind}[${index}]`, fault));
    const seen = new Map(literals.flatMap((literal) => (literal === null ? [] : [[literal.value, literal]])));
    return { kind, values: [...seen.values()] };
  }
  if (field.type !== 'integer' && field.type !== 'decimal') {
    fault(at, `the field "${field.name}" has no order; use in, notIn or is`);
    return null;
  }
  if (spec.from === undefined && spec.to === undefined) {
    fault(at, 'says nothing about the field; use in, notIn, is, from or to');
    return null;
  }
  const bound = (value: number | undefined, round: (value: number) => number, end: string) => {
    if (value === undefined) return null;
    const scaled = round(scaledBy(value, field.scale));
    if (isExact(scaled, field.scale)) return scaled;
    fault(`${at}.${end}`, 'is too large a number');
    return null;
  };
  const from = bound(spec.from, Math.ceil, 'from');
  const to = bound(spec.to, Math.floor, 'to');
  if (spec.from !== undefined && spec.to !== undefined && spec.from > spec.to)
    fault(at, `ends before it starts: from ${spec.from} to ${spec.to}`);
  return { kind: 'range', from, to };
}

/** The number times a power of ten, by its shortest decimal text: multiplied, 1.1 would not be whole. */
function scaledBy(value: number, scale: number): number {
  const [digits, exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + scale}`);
}

/** Whether no two numbers that could have been written come to the same: a decimal keeps 15 digits, a whole number 2^53. */
function isExact(scaled: number, scale: number): boolean {
  return Number.isSafeInteger(scaled) && (scale === 0 || Math.abs(scaled) < 10 ** 15);
}

function literalOf(
  value: string | number | boolean,
  field: ViewField,
  at: string,
  fault: Resolving['fault'],
): Literal | null {
  switch (field.type) {
    case 'text':
    case 'category':
      if (typeof value !== 'string')
        fault(at, `the field "${field.name}" holds text; put the value in quotes`);
      else if (!isEncodable(value)) fault(at, 'holds a character that no record can hold');
      else return text(value);
      return null;
    case 'boolean':
      if (typeof value === 'boolean') return { node: 'boolean', value };
      fault(at, `the field "${field.name}" holds true or false`);
      return null;
    case 'integer':
    case 'decimal': {
      const scaled = typeof value === 'number' ? scaledBy(value, field.scale) : Number.NaN;
      if (isExact(scaled, field.scale)) return integer(scaled);
      const digits = field.scale === 0 ? 'whole numbers' : `numbers of at most ${field.scale} decimals`;
      fault(at, `the field "${field.name}" holds ${digits}`);
      return null;
    }
  }
}
