import type { GeoJSONSource, MapGeoJSONFeature, Map as MapLibre, MapMouseEvent } from 'maplibre-gl';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { currentTheme, type Theme } from '../theme/theme.ts';
import { noteCentre } from './centre.ts';
import { AREAS, POINTS, type Scene } from './scene.ts';
import { type Beginning, showBounds, startMap } from './start-map.ts';
import { lift } from './veil.ts';
import { whenCalm } from './when-calm.ts';

/** The map starts when the page has nothing more urgent to do, so that numbers and charts come before it. */
const LATEST_START_MS = 500;

/** Where there is no map, and there will be none. */
export const UNDRAWN =
  'This browser cannot draw the map: it needs WebGL 2. The same numbers are under Show as table.';
const INCOMPLETE = 'Parts of the map could not be fetched. Reload the page to try again.';

/** What lies under the pointer: an area by its code, or a record or heap of them by its words. */
export type Pointed = {
  readonly code: string | null;
  readonly words: string | null;
  readonly x: number;
  readonly y: number;
};

type Options = Beginning & {
  /** Whether clicks choose areas now. */
  readonly choosing: RefObject<boolean>;
  readonly onToggle: (code: string) => void;
};

export type MadeMap = {
  readonly box: RefObject<HTMLDivElement | null>;
  /** Null until it has started. */
  readonly map: RefObject<MapLibre | null>;
  /** The theme that it was painted in last. */
  readonly painted: RefObject<Theme>;
  /** Whether the style has been read, and colours can be told. */
  readonly styled: boolean;
  /** Whether it can be looked at: all of it, or what there is of it after a fault. */
  readonly ready: boolean;
  /** What went wrong, in words. */
  readonly fault: string | null;
  readonly pointed: Pointed | null;
  /** Shows all of the bounds, now and whenever its size changes, until somebody moves it. */
  readonly showAll: () => void;
};

/** A map made once for its scene; whoever shows another scene makes another map. */
export function useMap(options: Options): MadeMap {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibre | null>(null);
  const painted = useRef<Theme>('light');
  const latest = useRef(options);
  latest.current = options;
  const [styled, setStyled] = useState(false);
  const [ready, setReady] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const moved = useRef(false);
  const showAll = useCallback(() => {
    moved.current = false;
    if (map.current !== null) showBounds(map.current, latest.current);
  }, []);
  useEffect(() => {
    const container = box.current;
    if (container === null) return;
    const fail = (words: string, error: unknown) => {
      console.error(error);
      setFault(words);
      setReady(true);
    };
    const start = () => {
      const made = startMap(container, latest.current, () => setReady(true));
      map.current = made;
      painted.current = currentTheme();
      made.on('movestart', ({ originalEvent }) => {
        if (originalEvent !== undefined) moved.current = true;
      });
      made.on('resize', () => {
        if (!moved.current) showAll();
      });
      made.on('error', ({ error }) => fail(INCOMPLETE, error));
      made.on('style.load', () => setStyled(true));
      noteCentre(() => {
        const { lng, lat } = made.getCenter();
        return [lng, lat];
      });
      listen(made, latest.current.scene, latest, setPointed);
    };
    const callOff = whenCalm(() => {
      try {
        start();
      } catch (error) {
        fail(UNDRAWN, error);
      }
    }, LATEST_START_MS);
    return () => {
      callOff();
      noteCentre(null);
      map.current?.remove();
      map.current = null;
    };
  }, [showAll]);
  useEffect(() => {
    map.current?.getCanvas().setAttribute('aria-label', options.label);
  }, [options.label]);
  return { box, map, painted, styled, ready, fault, pointed, showAll };
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
    if (code !== null && code !== last) {
      lift(map, ['chosen']);
      map.setFeatureState({ ...where, id: code }, { hovered: true });
    }
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
