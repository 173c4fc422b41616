import { type DrawnShape, MOST_CORNERS, shapeOf } from './shape.ts';

type Read = { readonly shape: DrawnShape } | { readonly fault: string };

const FAULT =
  'Paste one polygon as GeoJSON or as WKT, as in POLYGON((-0.12 51.50, -0.10 51.50, -0.11 51.52, -0.12 51.50)).';
const HOLES = 'A polygon with holes or of several parts cannot be used. Paste one outline.';

/** A polygon that somebody pasted as GeoJSON or WKT, or what is wrong with it, in words. */
export function shapeFromText(text: string): Read {
  const trimmed = text.trim();
  const rings = trimmed.startsWith('{') ? ringsOfJson(trimmed) : ringsOfWkt(trimmed);
  if (rings === null) return { fault: FAULT };
  const [ring, ...others] = rings;
  if (ring === undefined) return { fault: FAULT };
  if (others.length > 0) return { fault: HOLES };
  if (ring.length > MOST_CORNERS + 1)
    return { fault: `That polygon has ${ring.length} points; at most ${MOST_CORNERS} can be used.` };
  const shape = shapeOf(ring);
  return shape === null
    ? { fault: 'Those points make no polygon: give at least 3 different ones, longitude first.' }
    : { shape };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The rings of the first polygon of a GeoJSON value, whatever it is wrapped in. */
function ringsOfJson(text: string): readonly (readonly number[])[][] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  for (let depth = 0; depth < 3 && isRecord(value); depth += 1) {
    if (value['type'] === 'Polygon') return positionsOf([value['coordinates']]);
    if (value['type'] === 'MultiPolygon' && Array.isArray(value['coordinates']))
      return positionsOf(value['coordinates']);
    const features = value['features'];
    value = Array.isArray(features) ? features[0] : value['geometry'];
  }
  return null;
}

function positionsOf(polygons: readonly unknown[]): readonly (readonly number[])[][] | null {
  const rings = polygons.flatMap((polygon) => (Array.isArray(polygon) ? polygon : [null]));
  const fine = rings.every(
    (ring) =>
      Array.isArray(ring) &&
      ring.every((at) => Array.isArray(at) && typeof at[0] === 'number' && typeof at[1] === 'number'),
  );
  return fine ? (rings as (readonly number[])[][]) : null;
}

function ringsOfWkt(text: string): readonly (readonly number[])[][] | null {
  const [, body] = /^(?:SRID=4326;)?\s*(?:MULTI)?POLYGON\s*(?:Z\s*)?(\(.+\))$/is.exec(text) ?? [];
  if (body === undefined) return null;
  const rings = [...body.matchAll(/\(([^()]+)\)/g)].map(([, ring = '']) =>
    ring.split(',').map((at) => at.trim().split(/\s+/).map(Number)),
  );
  return rings.every((ring) => ring.every((at) => at.length >= 2 && at.every(Number.isFinite)))
    ? rings
    : null;
}
