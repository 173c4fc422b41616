import { boundaryRing } from '#core/geo/boundaries.ts';
import type { Coordinates } from '#core/geo/polygon.ts';
import { gridToDegrees } from '#core/geo/projection.ts';
import { doubleArea } from '#core/geo/ring.ts';
import type { Fault } from '#core/model/error.ts';
import type { Level, Vintage } from '#core/model/geography.ts';
import { areaColumns } from './field-pattern.ts';
import { boroughCode, LONDON_BOROUGHS } from './london-boroughs.ts';
import { type Reference, referenceOf } from './source-reference.ts';
import type { ShapedArea, SourceFeature, SourceLayer } from './tools.ts';

/** How to read codes and names; fields that are not given are found by their names. */
export type FieldChoice = {
  readonly level: Level;
  readonly vintage: Vintage;
  readonly codeField?: string;
  readonly nameField?: string;
};

/**
 * The areas of the layers of one level, by code, with positions in WGS84 degrees to seven decimals; and
 * everything that is wrong with them.
 */
export function areasOfLayers(
  layers: readonly SourceLayer[],
  choice: FieldChoice,
): { readonly areas: readonly ShapedArea[]; readonly faults: readonly Fault[] } {
  const areas: ShapedArea[] = [];
  const faults: Fault[] = [];
  const seen = new Map<string, string[]>();
  for (const layer of layers) {
    const fault = (message: string) => faults.push({ at: layer.file, message });
    if (layer.features.length === 0) fault('has no feature');
    const read = fieldReader(layer, choice);
    if ('fault' in read) {
      fault(read.fault);
      continue;
    }
    const reference = referenceOf(
      layer.reference,
      layer.features.flatMap((feature) => feature.geometry?.polygons ?? []),
    );
    if ('fault' in reference) {
      fault(reference.fault);
      continue;
    }
    layer.features.forEach((feature, index) => {
      const code = read.code(feature);
      if (code === null) {
        fault(read.missing(feature, index));
        return;
      }
      const files = seen.get(code);
      if (files !== undefined) {
        files.push(layer.file);
        return;
      }
      seen.set(code, [layer.file]);
      const shape = shapeOf(feature, reference.reference);
      if ('fault' in shape) fault(`${code} ${shape.fault}`);
      else areas.push({ code, name: read.name(feature) ?? code, polygons: shape.polygons });
    });
  }
  for (const [code, files] of seen) faults.push(...repeated(code, files));
  return { areas: areas.sort((a, b) => (a.code < b.code ? -1 : 1)), faults };
}

/** The fault of a code that features of these files have, a file for each feature; none when it is one. */
function repeated(code: string, files: readonly string[]): readonly Fault[] {
  const [first = '', ...more] = files;
  const [other] = more.filter((file) => file !== first);
  if (more.length === 0) return [];
  return [
    other === undefined
      ? { at: first, message: `has the code ${code} ${files.length} times` }
      : { at: other, message: `has the code ${code} that ${first} has as well` },
  ];
}

type FieldReader = {
  readonly code: (feature: SourceFeature) => string | null;
  readonly name: (feature: SourceFeature) => string | null;
  readonly missing: (feature: SourceFeature, index: number) => string;
};

function fieldReader(layer: SourceLayer, choice: FieldChoice): FieldReader | { readonly fault: string } {
  const columns = [...new Set(layer.features.flatMap((feature) => Object.keys(feature.properties)))];
  const listed = columns.length === 0 ? 'no fields' : columns.slice(0, 20).join(', ');
  for (const [option, field] of [
    ['code', choice.codeField],
    ['name', choice.nameField],
  ]) {
    if (field !== undefined && !columns.includes(field)) {
      return { fault: `has no field ${field} for the ${option}; it has ${listed}` };
    }
  }
  const names =
    choice.nameField === undefined
      ? areaColumns(columns, 'name', choice.level, choice.vintage)
      : [choice.nameField];
  const codes =
    choice.codeField === undefined
      ? areaColumns(columns, 'code', choice.level, choice.vintage)
      : [choice.codeField];
  const [nameField] = names;
  const [codeField] = codes;
  if (codes.length > 1)
    return { fault: `has several fields of codes (${codes.join(', ')}); say which with --code-field` };
  if (codeField !== undefined) {
    return {
      code: (feature) => textOf(feature.properties[codeField]),
      name: (feature) => (nameField === undefined ? null : textOf(feature.properties[nameField])),
      missing: (_feature, index) => `has no ${codeField} in feature ${index + 1}`,
    };
  }
  const nameOf = (feature: SourceFeature) =>
    nameField === undefined ? feature.id : textOf(feature.properties[nameField]);
  if (
    choice.level === 'borough' &&
    layer.features.some((feature) => boroughCode(nameOf(feature) ?? '') !== null)
  ) {
    const codeOf = (feature: SourceFeature) => boroughCode(nameOf(feature) ?? '');
    return {
      code: codeOf,
      name: (feature) => LONDON_BOROUGHS[codeOf(feature) ?? ''] ?? null,
      missing: (feature) =>
        `has ${nameOf(feature) ?? 'a feature without a name'}, which is no London borough`,
    };
  }
  return { fault: `has no field of codes of ${choice.level}; say which with --code-field. It has ${listed}` };
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? null : text;
}

function shapeOf(
  { geometry }: SourceFeature,
  reference: Reference,
): { readonly polygons: readonly Coordinates[] } | { readonly fault: string } {
  if (geometry === null) return { fault: 'has no geometry' };
  if (geometry.polygons.length === 0) {
    return geometry.type.endsWith('Polygon') || geometry.type === 'GeometryCollection'
      ? { fault: 'has an empty geometry' }
      : { fault: `is a ${geometry.type}; areas are polygons` };
  }
  if (geometry.polygons.some((polygon) => polygon.some((ring) => !isClosed(ring)))) {
    return { fault: 'has a ring that is not closed' };
  }
  const polygons = geometry.polygons
    .map((polygon) => roundedPolygon(polygon, reference))
    .filter((p) => p.length > 0);
  return polygons.length === 0 ? { fault: 'has an empty geometry' } : { polygons };
}

function isClosed(ring: Coordinates[number]): boolean {
  const [first, last] = [ring[0], ring.at(-1)];
  return first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1];
}

/** The polygon's rings in degrees to seven decimals, without those that rounding leaves no area; none without outline. */
function roundedPolygon(polygon: Coordinates, reference: Reference): Coordinates {
  const rings = polygon.map((ring) => {
    const degrees =
      reference === 'degrees'
        ? ring
        : ring.map(([easting = 0, northing = 0]) => gridToDegrees(easting, northing));
    const rounded = boundaryRing(degrees);
    return doubleArea(rounded) === 0 ? [] : positionsOf(rounded);
  });
  return (rings[0] ?? []).length === 0 ? [] : rings.filter((ring) => ring.length > 0);
}

function positionsOf(ring: Int32Array): readonly (readonly number[])[] {
  const positions: (readonly number[])[] = [];
  for (let i = 0; i + 1 < ring.length; i += 2)
    positions.push([(ring[i] ?? 0) / 1e7, (ring[i + 1] ?? 0) / 1e7]);
  return positions;
}
