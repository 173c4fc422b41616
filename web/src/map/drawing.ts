import type { Map as MapLibre } from 'maplibre-gl';
import {
  TerraDraw,
  TerraDrawCircleMode,
  TerraDrawPolygonMode,
  TerraDrawRectangleMode,
  TerraDrawSelectMode,
} from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import type { Near } from '../state/exploration.ts';
import { type DrawnShape, ringOf, shapeOf } from '../state/shape.ts';
import { circleOf, circleRing } from './circle.ts';
import type { MapTheme } from './colours.ts';

export type DrawingTool = 'polygon' | 'circle' | 'rectangle' | 'edit';

/** What has been drawn or changed; null where a drawing is no shape that can be asked. */
export type Drawing =
  | { readonly kind: 'polygon'; readonly shape: DrawnShape | null }
  | { readonly kind: 'circle'; readonly near: Near };

type Session = {
  readonly map: MapLibre;
  readonly tool: DrawingTool;
  readonly theme: MapTheme;
  readonly shape: DrawnShape | null;
  readonly near: Near | null;
  readonly onDrawn: (drawing: Drawing) => void;
};

/** Corners of a circle while it is changed; four of them give its edge to the north, east, south and west. */
const HANDLES = 24;
const DRAG = { draggable: true, midpoints: true, deletable: true } as const;

function hex(colour: string): `#${string}` {
  return colour.startsWith('#') ? (colour as `#${string}`) : '#b3430c';
}

function modesOf(theme: MapTheme) {
  const [line, fill] = [hex(theme.shape), hex(theme.shapeFill)];
  const styles = { fillColor: fill, fillOpacity: 0.12, outlineColor: line, outlineWidth: 2.5 } as const;
  return [
    new TerraDrawPolygonMode({ styles: { ...styles, closingPointColor: line, closingPointWidth: 6 } }),
    new TerraDrawCircleMode({ styles, projection: 'globe' }),
    new TerraDrawRectangleMode({ styles }),
    new TerraDrawSelectMode({
      pointerDistance: 18,
      flags: {
        polygon: { feature: { draggable: true, coordinates: DRAG } },
        circle: { feature: { draggable: true, coordinates: { resizable: 'center' } } },
      },
      styles: {
        selectedPolygonColor: fill,
        selectedPolygonFillOpacity: 0.12,
        selectedPolygonOutlineColor: line,
        selectedPolygonOutlineWidth: 2.5,
        selectionPointColor: '#ffffff',
        selectionPointOutlineColor: line,
        selectionPointOutlineWidth: 2.5,
        selectionPointWidth: 7,
        midPointColor: line,
        midPointWidth: 4,
      },
    }),
  ];
}

/** Lets the pointer draw or change shapes on a map, until the function that comes back is called. */
export function startDrawing({ map, tool, theme, shape, near, onDrawn }: Session): () => void {
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 7 }),
    modes: modesOf(theme),
  });
  draw.start();
  draw.on('finish', (id) => {
    const feature = draw.getSnapshotFeature(id);
    if (feature?.geometry.type !== 'Polygon') return;
    const ring = feature.geometry.coordinates[0] ?? [];
    if (feature.properties['mode'] === 'circle') onDrawn({ kind: 'circle', near: circleOf(ring) });
    else onDrawn({ kind: 'polygon', shape: shapeOf(ring) });
  });
  if (tool !== 'edit') {
    draw.setMode(tool);
    return () => draw.stop();
  }
  const feature = (mode: 'polygon' | 'circle', ring: [number, number][], properties: object = {}) => ({
    type: 'Feature' as const,
    properties: { mode, ...properties },
    geometry: {
      type: 'Polygon' as const,
      coordinates: [ring.map(([lon, lat]) => [Number(lon.toFixed(7)), Number(lat.toFixed(7))])],
    },
  });
  const added = draw.addFeatures([
    ...(shape === null ? [] : [feature('polygon', ringOf(shape))]),
    ...(near === null
      ? []
      : [feature('circle', circleRing(near, HANDLES), { radiusKilometers: near.metres / 1_000 })]),
  ]);
  const first = added.find(({ valid }) => valid)?.id;
  draw.setMode('select');
  if (first !== undefined) draw.selectFeature(first);
  return () => draw.stop();
}
