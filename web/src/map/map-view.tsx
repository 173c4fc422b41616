import 'maplibre-gl/dist/maplibre-gl.css';
import type { GeoJSONSource } from 'maplibre-gl';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTheme } from '../theme/theme.ts';
import { forTheme, mapTheme } from './colours.ts';
import { classFill, neededFor } from './layers.ts';
import { patterns } from './pattern.ts';
import { recolour } from './recolour.ts';
import { AREAS, POINTS, type Scene } from './scene.ts';
import type { Bounds, DrawnArea } from './shape.ts';
import { MapTools, TOOL_HINTS, type Tool } from './tools.tsx';
import { type Drawn, useDrawing } from './use-drawing.ts';
import { type Pointed, UNDRAWN, useMap } from './use-map.ts';
import { lift } from './veil.ts';

/** Pixels of a picture for one of the page, so that it can be printed. */
const PICTURE_RATIO = 2;

/** The picture of the map as it is shown now: a PNG, with how wide and high it is on the page. */
export type MapPicture = {
  readonly take: () => Promise<{ readonly href: string; readonly width: number; readonly height: number }>;
};

type Props = {
  readonly scene: Scene;
  readonly colours: readonly string[];
  readonly names: boolean;
  readonly clusters: boolean;
  readonly bounds: Bounds | null;
  readonly areas: readonly DrawnArea[];
  readonly chosen: ReadonlySet<string>;
  readonly label: string;
  readonly picture: RefObject<MapPicture | null>;
  readonly drawn: Drawn | null;
  readonly onToggle: (code: string) => void;
};

/** The click that ends a shape comes a moment after the shape is there; it chooses no area. */
const AFTER_DRAWING_MS = 300;

export function MapView(props: Props) {
  const { scene, colours, names, bounds, areas, chosen, picture, drawn } = props;
  const [tool, setTool] = useState<Tool>('choose');
  const choosing = useRef(true);
  const made = useMap({ ...props, tools: drawn !== null, choosing });
  const { box, map, painted, styled, ready, pointed, showAll } = made;
  const themed = useTheme();
  const sourceLayer = scene.tiles?.layer ?? null;
  const fault = useDrawing(made, tool, setTool, drawn);

  useEffect(() => {
    choosing.current = false;
    if (tool !== 'choose') return;
    const soon = setTimeout(() => {
      choosing.current = true;
    }, AFTER_DRAWING_MS);
    return () => clearTimeout(soon);
  }, [tool]);

  useEffect(() => {
    if (map.current === null || !styled) return;
    const start = performance.now();
    recolour(map.current, sourceLayer, areas, chosen);
    performance.measure('map recoloured', { start });
    lift(map.current, neededFor(areas, chosen));
  }, [areas, chosen, styled, sourceLayer, map]);

  useEffect(() => {
    const current = map.current;
    if (current === null || !styled) return;
    const theme = mapTheme();
    type Paint = typeof current.setPaintProperty;
    const paint = (layer: string, property: Parameters<Paint>[1], value: Parameters<Paint>[2]) =>
      current.getLayer(layer) !== undefined && current.setPaintProperty(layer, property, value);
    const shown = colours.map((colour) => forTheme(colour, themed === 'dark'));
    paint('classes', 'fill-color', classFill(shown, theme));
    if (painted.current === themed) return;
    painted.current = themed;
    for (const [name, image] of patterns(theme)) current.updateImage(name, image);
    paint('ground', 'background-color', theme.ground);
    for (const layer of ['lines', 'outline']) paint(layer, 'line-color', theme.line);
    for (const layer of ['casing', 'chosen-casing', 'drawn-casing']) paint(layer, 'line-color', theme.casing);
    paint('paper', 'fill-color', theme.paper);
    paint('chosen', 'line-color', theme.ink);
    paint('points', 'circle-color', theme.point);
    paint('drawn-line', 'line-color', theme.shape);
    paint('names', 'text-color', theme.ink);
    paint('names', 'text-halo-color', theme.halo);
  }, [colours, styled, themed, map, painted]);

  useEffect(() => {
    if (styled) map.current?.setLayoutProperty('names', 'visibility', names ? 'visible' : 'none');
  }, [names, styled, map]);

  const first = useRef(scene);
  useEffect(() => {
    if (!styled || first.current === scene) return;
    first.current = scene;
    const source = (id: string) => map.current?.getSource<GeoJSONSource>(id);
    if (scene.tiles === null && scene.shapes !== null) source(AREAS)?.setData(scene.shapes);
    if (scene.points !== null) source(POINTS)?.setData(scene.points);
  }, [scene, styled, map]);

  useEffect(() => {
    picture.current = {
      take: () =>
        new Promise((resolve, reject) => {
          const current = map.current;
          if (current === null) return reject(new Error('there is no map to take a picture of'));
          const { clientWidth: width, clientHeight: height } = current.getContainer();
          const ratio = current.getPixelRatio();
          current.setPixelRatio(Math.max(PICTURE_RATIO, ratio));
          current.once('idle', () => {
            current.once('render', () => {
              const href = current.getCanvas().toDataURL('image/png');
              current.setPixelRatio(ratio);
              resolve({ href, width, height });
            });
            current.triggerRepaint();
          });
          current.triggerRepaint();
        }),
    };
    return () => {
      picture.current = null;
    };
  }, [picture, map]);

  const under = pointed?.code == null ? undefined : areas.find((area) => area.code === pointed.code);
  const isThere = made.fault !== UNDRAWN;
  const isDrawn = drawn !== null && (drawn.shape !== null || drawn.near !== null);
  return (
    <div className="map-wrap" data-ready={ready} data-tool={tool}>
      <div className="map" ref={box} />
      {isThere && drawn !== null && (
        <MapTools
          tool={tool}
          drawn={isDrawn}
          onTool={(next) => setTool(next === tool ? 'choose' : next)}
          onDelete={() => {
            setTool('choose');
            if (drawn.shape !== null) drawn.onShape(null);
            else drawn.onNear(null);
          }}
        />
      )}
      {isThere && bounds !== null && (
        <button type="button" className="icon-button map-fit" onClick={showAll}>
          Fit
        </button>
      )}
      <p className="map-hint" role="status">
        {fault ?? (TOOL_HINTS[tool] || made.fault)}
      </p>
      {tool === 'choose' && pointed !== null && (
        <Tooltip
          title={under?.label ?? null}
          words={under?.words ?? pointed.words}
          at={pointed}
          width={box.current?.clientWidth ?? 0}
        />
      )}
    </div>
  );
}

type TipProps = {
  readonly title: string | null;
  readonly words: string | null;
  readonly at: Pointed;
  readonly width: number;
};

/** Beside the pointer, on the side where there is room. */
function Tooltip({ title, words, at, width }: TipProps) {
  const left = at.x > width * 0.6;
  const shift = left
    ? `translate(calc(${at.x - 14}px - 100%), ${at.y + 14}px)`
    : `translate(${at.x + 14}px, ${at.y + 14}px)`;
  return (
    <div className="tooltip" style={{ transform: shift }} aria-hidden="true">
      {title !== null && <b>{title}</b>}
      {words !== null && <span>{words}</span>}
    </div>
  );
}
