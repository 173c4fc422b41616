import type { GeoJSONSource } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { Near } from '../state/exploration.ts';
import { type DrawnShape, ringOf, shapeText } from '../state/shape.ts';
import { circleRings, withHoleOf } from './circle.ts';
import { mapTheme } from './colours.ts';
import { DRAWN } from './scene.ts';
import type { Tool } from './tools.tsx';
import type { MadeMap } from './use-map.ts';

/** What is drawn on the map, and how to change it; null where the profile allows no shapes. */
export type Drawn = {
  readonly shape: DrawnShape | null;
  readonly near: Near | null;
  readonly onShape: (shape: DrawnShape | null) => void;
  readonly onNear: (near: Near | null) => void;
};

function drawnFeatures(drawn: Drawn | null): GeoJSON.FeatureCollection {
  const polygon = (...rings: [number, number][][]): GeoJSON.Feature => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Polygon', coordinates: rings },
  });
  return {
    type: 'FeatureCollection',
    features: [
      ...(drawn?.shape ? [polygon(ringOf(drawn.shape))] : []),
      ...(drawn?.near ? [polygon(...circleRings(drawn.near))] : []),
    ],
  };
}

/** Shows what is drawn, and lets it be drawn and changed while a tool is taken up; comes back with what went wrong. */
export function useDrawing(
  { map, styled }: MadeMap,
  tool: Tool,
  setTool: (tool: Tool) => void,
  drawn: Drawn | null,
): string | null {
  const latest = useRef(drawn);
  latest.current = drawn;
  const [fault, setFault] = useState<string | null>(null);
  const own = useRef('');
  const text = `${shapeText(drawn?.shape ?? null)} ${JSON.stringify(drawn?.near ?? null)}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text says all that is drawn
  useEffect(() => {
    if (!styled) return;
    const shown = tool === 'edit' ? null : latest.current;
    map.current?.getSource<GeoJSONSource>(DRAWN)?.setData(drawnFeatures(shown));
  }, [text, styled, tool, map]);

  const session = useRef(0);
  if (tool === 'edit' && text !== own.current) {
    own.current = text;
    session.current += 1;
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawing begins anew for a tool, and when the shape was changed elsewhere
  useEffect(() => {
    const current = map.current;
    if (tool === 'choose' || current === null || !styled) return;
    let stop: (() => void) | null = null;
    let over = false;
    setFault(null);
    const leave = (event: KeyboardEvent) => event.key === 'Escape' && setTool('choose');
    globalThis.addEventListener('keydown', leave);
    void import('./drawing.ts')
      .then(({ startDrawing }) => {
        if (over) return;
        stop = startDrawing({
          map: current,
          tool,
          theme: mapTheme(),
          shape: latest.current?.shape ?? null,
          near: latest.current?.near ?? null,
          onDrawn: (drawing) => {
            if (drawing.kind === 'polygon' && drawing.shape === null)
              return setFault('That is no polygon: it has fewer than 3 or more than 499 corners.');
            const before = latest.current;
            const shape = drawing.kind === 'polygon' ? drawing.shape : (before?.shape ?? null);
            const held = before?.near ?? null;
            const near =
              drawing.kind === 'circle' ? withHoleOf(drawing.near, tool === 'edit' ? held : null) : held;
            own.current = `${shapeText(shape)} ${JSON.stringify(near)}`;
            if (drawing.kind === 'polygon') before?.onShape(shape);
            else before?.onNear(near);
            if (tool !== 'edit') setTool('choose');
          },
        });
      })
      .catch(() => setFault('The drawing tools could not be loaded. Try again.'));
    return () => {
      over = true;
      globalThis.removeEventListener('keydown', leave);
      stop?.();
    };
  }, [tool, styled, session.current, map]);
  return fault;
}
