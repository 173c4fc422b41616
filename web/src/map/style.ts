import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { AreaSummary } from '../api/types.ts';
import type { MapTheme } from './colours.ts';
import { areaLayers, chosenLayers, drawnLayers, nameLayer, pointLayers } from './layers.ts';
import { AREAS, DRAWN, POINTS, type Scene } from './scene.ts';
import { veiled } from './veil.ts';

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

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

function areaSource({ tiles, shapes }: Scene, origin: string): SourceSpecification {
  if (tiles !== null)
    return { type: 'vector', url: `pmtiles://${origin}${tiles.url}`, promoteId: { [tiles.layer]: 'code' } };
  return { type: 'geojson', data: shapes ?? EMPTY, promoteId: 'code', tolerance: 0.3 };
}

type Look = {
  readonly colours: readonly string[];
  readonly theme: MapTheme;
  readonly names: boolean;
  readonly clusters: boolean;
  readonly origin: string;
};

/** Layers that are drawn once there are tiles: one step in each frame, because each makes a shader program of its own. */
export const STEPS: readonly (readonly string[])[] = [['casing', 'lines', 'outline'], ['names']];

/** The whole map: ground, patterns for what has no number, classes, lines, names. Colours come by feature state. */
export function mapStyle(
  scene: Scene,
  { colours, theme, names, clusters, origin }: Look,
): StyleSpecification {
  const { outline, labels, points } = scene;
  const layers: LayerSpecification[] = [
    { id: 'ground', type: 'background', paint: { 'background-color': theme.ground } },
    ...areaLayers(scene, colours, theme),
    ...(outline === null
      ? []
      : [
          veiled({
            id: 'outline',
            type: 'line' as const,
            source: 'outline',
            paint: { 'line-color': theme.line, 'line-width': 1.1 },
          }),
        ]),
    ...chosenLayers(scene, theme),
    ...drawnLayers(theme),
    nameLayer(theme, names),
    ...(points === null ? [] : pointLayers(theme)),
  ];
  return {
    version: 8,
    transition: { duration: 0, delay: 0 },
    sources: {
      [AREAS]: areaSource(scene, origin),
      [DRAWN]: { type: 'geojson', data: EMPTY },
      ...(outline === null ? {} : { outline: { type: 'geojson' as const, data: outline } }),
      ...(points === null
        ? {}
        : {
            [POINTS]: {
              type: 'geojson' as const,
              data: points,
              cluster: clusters,
              clusterRadius: 42,
              clusterMaxZoom: 14,
            },
          }),
      labels: { type: 'geojson', data: labelsOf(labels) },
    },
    layers,
  };
}
