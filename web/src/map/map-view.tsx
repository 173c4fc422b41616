import 'maplibre-gl/dist/maplibre-gl.css';
import {
  addProtocol,
  LngLatBounds,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { Protocol } from 'pmtiles';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { AreaSummary, GeographySummary } from '../api/types.ts';
import { colourOfMark, patterns } from './pattern.ts';
import type { Bounds, DrawnArea } from './shape.ts';
import { AREAS, mapStyle, sourceLayerOf } from './style.ts';

setWorkerUrl(workerUrl);
addProtocol('pmtiles', new Protocol().tile);

export type MapPicture = { readonly take: () => Promise<string> };

type Props = {
  readonly geography: GeographySummary;
  readonly shapes: GeoJSON.FeatureCollection | null;
  readonly outline: GeoJSON.FeatureCollection | null;
  readonly labels: readonly AreaSummary[];
  readonly bounds: Bounds | null;
  readonly areas: readonly DrawnArea[];
  readonly chosen: ReadonlySet<string>;
  readonly label: string;
  readonly picture: RefObject<MapPicture | null>;
  readonly onToggle: (code: string) => void;
};

type Pointed = { readonly code: string; readonly x: number; readonly y: number };

const PADDING = { left: 24, right: 24, top: 14, bottom: 14 };

function stateOf(area: DrawnArea, chosen: ReadonlySet<string>): Record<string, unknown> {
  const isChosen = chosen.has(area.code);
  const colour = area.colour ?? colourOfMark(area.mark ?? 'u');
  return { colour, chosen: isChosen, faded: chosen.size > 0 && !isChosen };
}

export function MapView({
  geography,
  shapes,
  outline,
  labels,
  bounds,
  areas,
  chosen,
  label,
  picture,
  onToggle,
}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibre | null>(null);
  const toggle = useRef(onToggle);
  toggle.current = onToggle;
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [styled, setStyled] = useState(false);
  const [ready, setReady] = useState(false);
  const sourceLayer = sourceLayerOf(geography);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once for a level; its card remounts it
  useEffect(() => {
    if (box.current === null) return;
    const made = new MapLibre({
      container: box.current,
      style: mapStyle({ geography, shapes, outline, labels, origin: globalThis.location.origin }),
      ...(bounds === null
        ? {}
        : {
            bounds: new LngLatBounds([...bounds[0]], [...bounds[1]]),
            fitBoundsOptions: { padding: PADDING },
          }),
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      fadeDuration: 0,
      minZoom: 5,
      maxZoom: 15,
    });
    map.current = made;
    for (const [name, image] of patterns()) made.addImage(name, image, { pixelRatio: 2 });
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    made.addControl(new ScaleControl({ maxWidth: 80 }), 'bottom-right');
    made.getCanvas().setAttribute('aria-label', label);
    made.on('style.load', () => setStyled(true));
    made.on('load', () => setReady(true));
    let last: string | null = null;
    const hover = (code: string | null) => {
      const where = { source: AREAS, ...(sourceLayer === null ? {} : { sourceLayer }) };
      if (last !== null && last !== code) made.setFeatureState({ ...where, id: last }, { hovered: false });
      if (code !== null && code !== last) made.setFeatureState({ ...where, id: code }, { hovered: true });
      last = code;
    };
    made.on('mousemove', 'classes', (event) => {
      const code = event.features?.[0]?.id;
      made.getCanvas().style.cursor = 'pointer';
      if (typeof code !== 'string') return;
      hover(code);
      setPointed({ code, x: event.point.x, y: event.point.y });
    });
    made.on('mouseleave', 'classes', () => {
      made.getCanvas().style.cursor = '';
      hover(null);
      setPointed(null);
    });
    made.on('click', 'classes', (event) => {
      const code = event.features?.[0]?.id;
      if (typeof code === 'string') toggle.current(code);
    });
    picture.current = {
      take: () =>
        new Promise((resolve) => {
          made.once('render', () => resolve(made.getCanvas().toDataURL('image/png')));
          made.triggerRepaint();
        }),
    };
    return () => {
      picture.current = null;
      map.current = null;
      made.remove();
    };
  }, []);

  useEffect(() => {
    const made = map.current;
    if (made === null || !styled) return;
    const where = { source: AREAS, ...(sourceLayer === null ? {} : { sourceLayer }) };
    for (const area of areas) made.setFeatureState({ ...where, id: area.code }, stateOf(area, chosen));
  }, [areas, chosen, styled, sourceLayer]);

  useEffect(() => {
    map.current?.getCanvas().setAttribute('aria-label', label);
  }, [label]);

  const under = pointed === null ? undefined : areas.find((area) => area.code === pointed.code);
  return (
    <div className="map-wrap" data-ready={ready}>
      <div className="map" ref={box} />
      {bounds !== null && (
        <button
          type="button"
          className="icon-button map-fit"
          onClick={() =>
            map.current?.fitBounds([[...bounds[0]], [...bounds[1]]], { padding: PADDING, animate: false })
          }
        >
          Fit
        </button>
      )}
      {under !== undefined && pointed !== null && <Tooltip area={under} at={pointed} />}
    </div>
  );
}

function Tooltip({ area, at }: { readonly area: DrawnArea; readonly at: Pointed }) {
  return (
    <div
      className="tooltip"
      style={{ transform: `translate(${at.x + 14}px, ${at.y + 14}px)` }}
      aria-hidden="true"
    >
      <b>{area.label}</b>
      <span>{area.words}</span>
    </div>
  );
}
