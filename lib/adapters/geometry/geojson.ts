import type { ShapedArea } from '#app/geography/tools.ts';
import type { Coordinates } from '#core/geo/polygon.ts';

/** A feature as parsers give it, before anything is known of it. */
export type RawFeature = {
  readonly id?: unknown;
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly geometry?: RawGeometry | null;
};

/** A geometry as parsers give it. */
export type RawGeometry = {
  readonly type: string;
  readonly coordinates?: unknown;
  readonly geometries?: readonly RawGeometry[];
};

/** The polygons of a geometry; null when any part of it is something else. */
export function polygonsOf(geometry: RawGeometry): readonly Coordinates[] | null {
  if (geometry.type === 'Polygon') return [geometry.coordinates as Coordinates];
  if (geometry.type === 'MultiPolygon') return geometry.coordinates as readonly Coordinates[];
  if (geometry.type !== 'GeometryCollection') return null;
  const parts = (geometry.geometries ?? []).map(polygonsOf);
  return parts.every((part) => part !== null) ? parts.flat() : null;
}

/** Areas as one GeoJSON text with the properties `code` and `name` and whatever `extra` adds. */
export function collectionText(
  areas: readonly ShapedArea[],
  extra: (area: ShapedArea) => Readonly<Record<string, string>> = () => ({}),
): string {
  return JSON.stringify({
    type: 'FeatureCollection',
    features: areas.map((area) => ({
      type: 'Feature',
      properties: { code: area.code, name: area.name, ...extra(area) },
      geometry: { type: 'MultiPolygon', coordinates: area.polygons },
    })),
  });
}

/** Features of a GeoJSON text that mapshaper made. */
export function featuresOf(body: Uint8Array | string | undefined): readonly RawFeature[] {
  const parsed = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as {
    features?: readonly RawFeature[];
    geometries?: readonly RawGeometry[];
  };
  return parsed.features ?? (parsed.geometries ?? []).map((geometry) => ({ geometry }));
}
