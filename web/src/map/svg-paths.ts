import { type GeoProjection, geoMercator, geoPath } from 'd3-geo';
import type { AreaSummary } from '../api/types.ts';
import { SUPPRESSED } from './colours.ts';
import { colourOfMark, SUPPRESSED_CODE } from './pattern.ts';
import type { DrawnArea, DrawnMap } from './shape.ts';

/** One area as it is drawn on paper: `d` in the units of the drawing, `fill` a colour or the name of a pattern. */
export type PaperArea = {
  readonly code: string;
  readonly label: string;
  readonly words: string;
  readonly d: string;
  readonly fill: string;
  /** Whether `fill` is the name of a pattern: `hatch` not supplied, `dots` suppressed, `grid` hidden. */
  readonly isPattern: boolean;
};

export type PaperLabel = { readonly name: string; readonly x: number; readonly y: number };

const PATTERN_NAMES: ReadonlyMap<number, string> = new Map([
  [-1, 'hatch'],
  [-2, 'dots'],
  [-3, 'grid'],
]);
const MARGIN = 8;
/** Names nearer than this to one drawn already are left out, so that they do not lie on each other. */
const LABEL_ROOM = { x: 46, y: 13 };

function codeOf(feature: GeoJSON.Feature): string {
  return String(feature.properties?.['code'] ?? feature.id ?? '');
}

function fillOf(
  area: DrawnArea,
  colours: readonly string[],
): { readonly fill: string; readonly isPattern: boolean } {
  if (area.class !== null) return { fill: colours[area.class] ?? SUPPRESSED, isPattern: false };
  const code = colourOfMark(area.mark ?? 'u');
  const pattern = PATTERN_NAMES.get(code);
  return code === SUPPRESSED_CODE || pattern === undefined
    ? { fill: SUPPRESSED, isPattern: false }
    : { fill: pattern, isPattern: true };
}

/** The projection that fits shapes into a box of a size. */
export function fitted(shapes: GeoJSON.FeatureCollection, width: number, height: number): GeoProjection {
  return geoMercator().fitExtent(
    [
      [MARGIN, MARGIN],
      [width - MARGIN, height - MARGIN],
    ],
    clockwise(shapes),
  );
}

/** d3-geo reads rings the other way round than GeoJSON: an outline that runs counterclockwise is the rest of the world. */
export function clockwise(shapes: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection {
  const area = (ring: readonly GeoJSON.Position[]) =>
    ring.reduce((sum, [x = 0, y = 0], index) => {
      const [nextX = 0, nextY = 0] = ring[(index + 1) % ring.length] ?? [];
      return sum + x * nextY - nextX * y;
    }, 0);
  const turned = (rings: GeoJSON.Position[][]) =>
    rings.map((ring, index) => (area(ring) > 0 === (index === 0) ? [...ring].reverse() : ring));
  return {
    ...shapes,
    features: shapes.features.map((feature) => {
      const { geometry } = feature;
      if (geometry?.type === 'Polygon')
        return { ...feature, geometry: { ...geometry, coordinates: turned(geometry.coordinates) } };
      if (geometry?.type === 'MultiPolygon')
        return { ...feature, geometry: { ...geometry, coordinates: geometry.coordinates.map(turned) } };
      return feature;
    }),
  };
}

/** Every shape that the map has an area for, as a path. */
export function paperAreas(
  shapes: GeoJSON.FeatureCollection,
  drawn: Pick<DrawnMap, 'areas' | 'colours'>,
  projection: GeoProjection,
): readonly PaperArea[] {
  const byCode = new Map(drawn.areas.map((area) => [area.code, area]));
  const path = geoPath(projection).digits(1);
  return clockwise(shapes).features.flatMap((feature) => {
    const area = byCode.get(codeOf(feature));
    const d = path(feature);
    if (area === undefined || d === null) return [];
    return [{ code: area.code, label: area.label, words: area.words, d, ...fillOf(area, drawn.colours) }];
  });
}

/** Where names stand, largest gap first come first served; one that would lie on another is left out. */
export function paperLabels(
  labels: readonly AreaSummary[],
  projection: GeoProjection,
): readonly PaperLabel[] {
  const placed: PaperLabel[] = [];
  for (const { name, label } of labels) {
    const at = projection([label[0], label[1]]);
    if (at === null) continue;
    const [x, y] = [Math.round(at[0]), Math.round(at[1])];
    const clash = placed.some(
      (other) => Math.abs(other.x - x) < LABEL_ROOM.x && Math.abs(other.y - y) < LABEL_ROOM.y,
    );
    if (!clash) placed.push({ name, x, y });
  }
  return placed;
}
