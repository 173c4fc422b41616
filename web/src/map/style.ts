import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { AreaSummary, GeographySummary } from '../api/types.ts';
import { LINE, MAP_GROUND, RAMP, SUPPRESSED } from './colours.ts';
import { PATTERNS } from './pattern.ts';

export const AREAS = 'areas';

/** The colour of an area that nothing has been told of yet. */
const WAITING = 7;

/** Where the shapes of a level come from: tiles where there are some, else the one small file. */
export function sourceLayerOf(geography: GeographySummary): string | null {
  return geography.tilesUrl === null ? null : geography.level;
}

const colour: ExpressionSpecification = [
  'match',
  ['coalesce', ['feature-state', 'colour'], WAITING],
  0,
  RAMP[0],
  1,
  RAMP[1],
  2,
  RAMP[2],
  3,
  RAMP[3],
  4,
  RAMP[4],
  5,
  RAMP[5],
  6,
  SUPPRESSED,
  MAP_GROUND,
];

const opacity: ExpressionSpecification = [
  'case',
  ['<', ['coalesce', ['feature-state', 'colour'], WAITING], 0],
  0,
  ['boolean', ['feature-state', 'faded'], false],
  0.34,
  1,
];

const paper: ExpressionSpecification = [
  'case',
  ['<', ['coalesce', ['feature-state', 'colour'], WAITING], 0],
  0,
  1,
];

function patternLayer(name: string, code: number, from: object): LayerSpecification {
  return {
    id: name,
    type: 'fill',
    source: AREAS,
    ...from,
    paint: {
      'fill-pattern': name,
      'fill-opacity': ['case', ['==', ['coalesce', ['feature-state', 'colour'], WAITING], code], 1, 0],
    },
  };
}

function when(state: string, then: number, otherwise: number): ExpressionSpecification {
  return ['case', ['boolean', ['feature-state', state], false], then, otherwise];
}

function labelsOf(areas: readonly AreaSummary[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: areas.map((area) => ({
      type: 'Feature',
      properties: { name: area.name },
      geometry: { type: 'Point', coordinates: [...area.label] },
    })),
  };
}

type StyleParts = {
  readonly geography: GeographySummary;
  readonly shapes: GeoJSON.FeatureCollection | null;
  readonly outline: GeoJSON.FeatureCollection | null;
  readonly labels: readonly AreaSummary[];
  readonly origin: string;
};

/** The whole map: ground, patterns for what has no number, classes, lines, names. Colours come by feature state. */
export function mapStyle({ geography, shapes, outline, labels, origin }: StyleParts): StyleSpecification {
  const layer = sourceLayerOf(geography);
  const from = layer === null ? { source: AREAS } : { source: AREAS, 'source-layer': layer };
  const fine = geography.areaCount > 100;
  const layers: LayerSpecification[] = [
    { id: 'ground', type: 'background', paint: { 'background-color': MAP_GROUND } },
    ...PATTERNS.map(({ name, code }) => patternLayer(name, code, from)),
    { id: 'paper', type: 'fill', ...from, paint: { 'fill-color': '#ffffff', 'fill-opacity': paper } },
    { id: 'classes', type: 'fill', ...from, paint: { 'fill-color': colour, 'fill-opacity': opacity } },
    {
      id: 'casing',
      type: 'line',
      ...from,
      paint: { 'line-color': '#ffffff', 'line-width': fine ? 0.5 : 2.4 },
    },
    { id: 'lines', type: 'line', ...from, paint: { 'line-color': LINE, 'line-width': fine ? 0.15 : 0.9 } },
  ];
  if (outline !== null) {
    layers.push({
      id: 'outline',
      type: 'line',
      source: 'outline',
      paint: { 'line-color': LINE, 'line-width': 1.1 },
    });
  }
  layers.push(
    {
      id: 'chosen-casing',
      type: 'line',
      ...from,
      paint: { 'line-color': '#ffffff', 'line-width': 5, 'line-opacity': when('chosen', 1, 0) },
    },
    {
      id: 'chosen',
      type: 'line',
      ...from,
      paint: {
        'line-color': '#0b0c0c',
        'line-width': ['case', ['boolean', ['feature-state', 'chosen'], false], 2.6, 1.6],
        'line-opacity': ['max', when('chosen', 1, 0), when('hovered', 1, 0)],
      },
    },
    {
      id: 'names',
      type: 'symbol',
      source: 'labels',
      layout: {
        'text-field': ['get', 'name'],
        'text-font': ['Map Label'],
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 10.5, 9.5, 12, 12, 15],
        'text-max-width': 7,
        'text-padding': 1,
      },
      paint: { 'text-color': '#0b0c0c', 'text-halo-color': '#ffffff', 'text-halo-width': 1.5 },
    },
  );
  return {
    version: 8,
    sources: {
      [AREAS]:
        layer === null
          ? {
              type: 'geojson',
              data: shapes ?? { type: 'FeatureCollection', features: [] },
              promoteId: 'code',
              tolerance: 0.3,
            }
          : {
              type: 'vector',
              url: `pmtiles://${origin}${geography.tilesUrl ?? ''}`,
              promoteId: { [layer]: 'code' },
            },
      ...(outline === null ? {} : { outline: { type: 'geojson' as const, data: outline } }),
      labels: { type: 'geojson', data: labelsOf(labels) },
    },
    layers,
  };
}
