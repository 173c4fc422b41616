import {
  addProtocol,
  type GeoJSONSource,
  LngLatBounds,
  type MapGeoJSONFeature,
  Map as MapLibre,
  type MapMouseEvent,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { Protocol } from 'pmtiles';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { noteCentre } from './centre.ts';
import { mapTheme } from './colours.ts';
import { patterns } from './pattern.ts';
import { AREAS, POINTS, type Scene } from './scene.ts';
import type { Bounds } from './shape.ts';
import { mapStyle } from './style.ts';

setWorkerUrl(workerUrl);
addProtocol('pmtiles', new Protocol().tile);

const PADDING = { left: 24, right: 24, top: 14, bottom: 14 };
/** Room for the tools at the left, where there is any. */
const TOOLS_WIDTH = 52;
const NARROW = 560;

/** What lies under the pointer: an area by its code, or a record or heap of them by its words. */
export type Pointed = {
  readonly code: string | null;
  readonly words: string | null;
  readonly x: number;
  readonly y: number;
};

type Options = {
  readonly scene: Scene;
  readonly colours: readonly string[];
  readonly names: boolean;
  readonly clusters: boolean;
  readonly bounds: Bounds | null;
  /** Whether tools stand at its left. */
  readonly tools: boolean;
  readonly label: string;
  /** Whether clicks choose areas now. */
  readonly choosing: RefObject<boolean>;
  readonly onToggle: (code: string) => void;
};

export type MadeMap = {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly map: RefObject<MapLibre | null>;
  /** Whether the style has been read, and colours can be told. */
  readonly styled: boolean;
  readonly ready: boolean;
  readonly pointed: Pointed | null;
  /** Shows all of the bounds, now and whenever its size changes, until somebody moves it. */
  readonly showAll: () => void;
};

function paddingOf(map: MapLibre, tools: boolean): typeof PADDING {
  return tools && map.getContainer().clientWidth > NARROW
    ? { ...PADDING, left: PADDING.left + TOOLS_WIDTH }
    : PADDING;
}

/** A map made once for its scene; whoever shows another scene makes another map. */
export function useMap(options: Options): MadeMap {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibre | null>(null);
  const latest = useRef(options);
  latest.current = options;
  const [styled, setStyled] = useState(false);
  const [ready, setReady] = useState(false);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const moved = useRef(false);
  const showAll = useCallback(() => {
    const { bounds, tools } = latest.current;
    moved.current = false;
    if (map.current !== null && bounds !== null)
      map.current.fitBounds(new LngLatBounds([...bounds[0]], [...bounds[1]]), {
        padding: paddingOf(map.current, tools),
        animate: false,
      });
  }, []);
  useEffect(() => {
    if (box.current === null) return;
    const { scene, colours, names, clusters, label } = latest.current;
    const made = new MapLibre({
      container: box.current,
      style: mapStyle(scene, {
        colours,
        names,
        clusters,
        theme: mapTheme(),
        origin: globalThis.location.origin,
      }),
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      fadeDuration: 0,
      minZoom: 5,
      maxZoom: 17,
    });
    map.current = made;
    showAll();
    made.on('movestart', ({ originalEvent }) => {
      if (originalEvent !== undefined) moved.current = true;
    });
    made.on('resize', () => {
      if (!moved.current) showAll();
    });
    for (const [name, image] of patterns(mapTheme())) made.addImage(name, image, { pixelRatio: 2 });
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    made.addControl(new ScaleControl({ maxWidth: 80 }), 'bottom-right');
    made.getCanvas().setAttribute('aria-label', label);
    made.on('style.load', () => setStyled(true));
    made.on('load', () => setReady(true));
    noteCentre(() => {
      const { lng, lat } = made.getCenter();
      return [lng, lat];
    });
    listen(made, scene, latest, setPointed);
    return () => {
      noteCentre(null);
      map.current = null;
      made.remove();
    };
  }, [showAll]);
  useEffect(() => {
    map.current?.getCanvas().setAttribute('aria-label', options.label);
  }, [options.label]);
  return { box, map, styled, ready, pointed, showAll };
}

type Feature = Pick<MapGeoJSONFeature, 'id' | 'properties' | 'geometry'>;
type Layered = MapMouseEvent & { features?: readonly Feature[] };

function listen(
  map: MapLibre,
  scene: Scene,
  latest: RefObject<Options>,
  point: (pointed: Pointed | null) => void,
): void {
  const where = scene.tiles === null ? { source: AREAS } : { source: AREAS, sourceLayer: scene.tiles.layer };
  let last: string | null = null;
  const hover = (code: string | null) => {
    if (last !== null && last !== code) map.setFeatureState({ ...where, id: last }, { hovered: false });
    if (code !== null && code !== last) map.setFeatureState({ ...where, id: code }, { hovered: true });
    last = code;
  };
  const cursor = (name: string) => {
    if (latest.current.choosing.current) map.getCanvas().style.cursor = name;
  };
  const leave = () => {
    cursor('');
    hover(null);
    point(null);
  };
  if (scene.points === null) {
    map.on('mousemove', 'classes', (event: Layered) => {
      const code = event.features?.[0]?.id;
      if (typeof code !== 'string') return;
      cursor('pointer');
      hover(code);
      point({ code, words: null, x: event.point.x, y: event.point.y });
    });
    map.on('mouseleave', 'classes', leave);
    map.on('click', 'classes', (event: Layered) => {
      const code = event.features?.[0]?.id;
      if (typeof code === 'string' && latest.current.choosing.current) latest.current.onToggle(code);
    });
    return;
  }
  for (const layer of ['clusters', 'points'])
    map.on('mousemove', layer, (event: Layered) => {
      const found = event.features?.[0]?.properties;
      cursor('pointer');
      const heap = found?.['point_count'];
      const words = heap === undefined ? String(found?.['words'] ?? '') : `${heap} records; click to zoom in`;
      point({ code: null, words, x: event.point.x, y: event.point.y });
    });
  for (const layer of ['clusters', 'points']) map.on('mouseleave', layer, leave);
  map.on('click', 'clusters', (event: Layered) => {
    const heap = event.features?.[0];
    if (heap === undefined || heap.geometry.type !== 'Point') return;
    const [lon = 0, lat = 0] = heap.geometry.coordinates;
    void map
      .getSource<GeoJSONSource>(POINTS)
      ?.getClusterExpansionZoom(Number(heap.properties['cluster_id']))
      .then((zoom) => map.easeTo({ center: [lon, lat], zoom }, { originalEvent: event.originalEvent }));
  });
}
