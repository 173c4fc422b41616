import { geographyKey } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import type { GeometryOf } from '#core/files/geojson.ts';
import { cellRing } from '#core/geo/cell.ts';
import { AppError } from '#core/model/error.ts';
import type { Level, Vintage } from '#core/model/geography.ts';
import type { Query, RecordField } from '#core/query/query.ts';

/** What the rows of a file have as their place, and the query with the fields that it needs. */
export type FilePlace = { readonly query: Query } & (
  | { readonly kind: 'area'; readonly column: string; readonly level: Level; readonly vintage: Vintage }
  | { readonly kind: 'cell'; readonly column: string }
  | { readonly kind: 'point' }
);

/** Most bytes of shapes in a file: beyond, the shapes are better had once, beside a table. */
const MOST_SHAPE_BYTES = 300_000_000;

/**
 * The place that rows of an answer have in a file of shapes: of groups their area or cell, of records their point where
 * the profile shows it, else a cell that is listed. Fails with SPEC_INVALID, saying what to ask, where they have none.
 */
export function placeForFile(query: Query): FilePlace {
  if (query.records !== null) return placeOfRecords(query, query.records);
  for (const key of query.keys) {
    if (key.kind === 'area')
      return { query, kind: 'area', column: key.name, level: key.level, vintage: key.vintage };
    if (key.kind === 'cell') return { query, kind: 'cell', column: key.name };
  }
  throw noPlace('group by a level of areas or by cells');
}

function placeOfRecords(query: Query, fields: readonly RecordField[]): FilePlace {
  const [first] = query.datasets;
  const shown = query.datasets.every(({ view }) => view.standard('longitude') !== null);
  if (first !== undefined && shown) {
    const added = (['longitude', 'latitude'] as const).flatMap((name): readonly RecordField[] => {
      const standard = first.view.standard(name);
      if (standard === null || fields.some((field) => field.name === name)) return [];
      const { label, type, reading, sqlType } = standard;
      return [{ name, label, type, sqlType, reading, scale: 0, codes: null, area: null }];
    });
    return { query: { ...query, records: [...fields, ...added] }, kind: 'point' };
  }
  const cell = fields.find(({ reading }) => reading === 'cell');
  if (cell !== undefined) return { query, kind: 'cell', column: cell.name };
  throw noPlace('your profile shows no coordinates of these records: list their cell, or group by areas');
}

function noPlace(message: string): AppError {
  return new AppError('SPEC_INVALID', `GeoJSON needs a place for each row: ${message}`, {
    details: { faults: [{ at: 'format', message }] },
  });
}

/** The shapes of the rows of a file. Fails with TOO_LARGE when they would be repeated too often. */
export async function geometryFor(
  platform: Pick<Platform, 'objects'>,
  query: Query,
  place: FilePlace,
): Promise<GeometryOf> {
  if (place.kind === 'point') return pointOf;
  const { column } = place;
  const shapeOf = place.kind === 'cell' ? cellShape() : await areaShapes(platform, place);
  let bytes = 0;
  return (page, row) => {
    const code = page.find(({ name }) => name === column)?.values[row] ?? null;
    const shape = typeof code === 'string' ? shapeOf(code) : null;
    bytes += shape?.length ?? 0;
    if (bytes > MOST_SHAPE_BYTES)
      throw new AppError(
        'TOO_LARGE',
        `the shapes of these ${query.keys.length > 1 ? 'groups' : 'areas'} are too many for a file: use CSV, or group by less`,
      );
    return shape ?? 'null';
  };
}

const pointOf: GeometryOf = (page, row) => {
  const value = (name: string) => page.find((column) => column.name === name)?.values[row];
  const [longitude, latitude] = [value('longitude'), value('latitude')];
  return typeof longitude === 'number' && typeof latitude === 'number'
    ? `{"type":"Point","coordinates":[${longitude},${latitude}]}`
    : 'null';
};

function cellShape(): (code: string) => string {
  const shapes = new Map<string, string>();
  return (code) => {
    const shape = shapes.get(code) ?? JSON.stringify({ type: 'Polygon', coordinates: [cellRing(code)] });
    shapes.set(code, shape);
    return shape;
  };
}

async function areaShapes(
  { objects }: Pick<Platform, 'objects'>,
  { level, vintage }: { readonly level: Level; readonly vintage: Vintage },
): Promise<(code: string) => string | null> {
  const body = await objects.get(geographyKey(level, vintage, 'display.geojson'));
  if (body === null) throw new AppError('UNAVAILABLE', `the boundaries of ${level} ${vintage} are not there`);
  const { features } = JSON.parse(new TextDecoder().decode(body)) as {
    readonly features: readonly {
      readonly properties: { readonly code: string };
      readonly geometry: unknown;
    }[];
  };
  const shapes = new Map(
    features.map(({ properties, geometry }) => [properties.code, JSON.stringify(geometry)]),
  );
  return (code) => shapes.get(code) ?? null;
}
