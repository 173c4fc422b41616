import { cellToBoundary, cellToLatLng, isValidCell, latLngToCell, polygonToCells } from 'h3-js';
import type { Point, Series } from '../charts/series.ts';
import { type DrawnShape, shapeOf, shapeText } from '../state/shape.ts';
import { type Classing, classed, type DrawnMap } from './shape.ts';

/** Finer hexagons are too many to draw all over; of these only the ones that hold records are drawn. */
const FINEST_FILLED = 8;

/** The outline of a hexagon as a closed ring of [longitude, latitude]. */
function ringOfCell(cell: string): [number, number][] {
  return cellToBoundary(cell, true).map(([lon, lat]) => [lon, lat]);
}

/** A hexagon as a polygon that can be filtered by. */
export function shapeOfCell(cell: string): DrawnShape | null {
  return isValidCell(cell) ? shapeOf(ringOfCell(cell)) : null;
}

/** The hexagon whose outline a drawn polygon is; null when it is none of that resolution. */
export function cellOfShape(shape: DrawnShape | null, resolution: number): string | null {
  if (shape === null || shape.length < 5 || shape.length > 6) return null;
  const [lon, lat] = [0, 1].map(
    (axis) => shape.reduce((sum, corner) => sum + (corner[axis] ?? 0), 0) / shape.length,
  );
  const cell = latLngToCell(lat ?? 0, lon ?? 0, resolution);
  return shapeText(shapeOfCell(cell)) === shapeText(shape) ? cell : null;
}

/** Hexagons whose middle lies in an area, with whether that area was supplied. */
export function hexagonsOver(
  areas: GeoJSON.FeatureCollection,
  resolution: number,
  missing: ReadonlySet<string>,
): ReadonlyMap<string, boolean> {
  const cells = new Map<string, boolean>();
  if (resolution > FINEST_FILLED) return cells;
  for (const { geometry, properties } of areas.features) {
    const supplied = !missing.has(String(properties?.['code'] ?? ''));
    const polygons =
      geometry?.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry?.type === 'MultiPolygon'
          ? geometry.coordinates
          : [];
    for (const polygon of polygons)
      for (const cell of polygonToCells(polygon, resolution, true)) cells.set(cell, supplied);
  }
  return cells;
}

function nameOf(cell: string): string {
  const [lat, lon] = cellToLatLng(cell);
  return `Hexagon ${lat.toFixed(4)}, ${lon.toFixed(4)}`;
}

/**
 * Hexagons in classes: those of the answer, and of `ground` those that it does not name: zero where supplied, else not
 * supplied. Empty `ground` = only those of the answer can be told.
 */
export function drawnHexagons(
  series: Series,
  ground: ReadonlyMap<string, boolean>,
  classing: Classing,
): DrawnMap {
  const known = series.points.filter(
    (point): point is Point & { key: string } => point.key !== null && isValidCell(point.key),
  );
  const values = known.flatMap(({ value }) => (value === null ? [] : [value]));
  const named = new Set(known.map(({ key }) => key));
  const numbers = [
    ...known.map(({ key, value, mark }) => ({ code: key, label: nameOf(key), value, mark })),
    ...[...ground]
      .filter(([cell]) => !named.has(cell))
      .map(([cell, supplied]) => ({
        code: cell,
        label: nameOf(cell),
        value: supplied ? 0 : null,
        mark: supplied ? null : ('x' as const),
      })),
  ];
  return classed(series, numbers, values, classing);
}

/** Hexagons as shapes of a map. */
export function hexagonShapes(cells: readonly string[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: cells.map((cell) => ({
      type: 'Feature',
      properties: { code: cell },
      geometry: { type: 'Polygon', coordinates: [ringOfCell(cell)] },
    })),
  };
}
