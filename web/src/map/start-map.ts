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
import { currentTheme } from '../theme/theme.ts';
import { forTheme, mapTheme } from './colours.ts';
import { patterns } from './pattern.ts';
import type { Scene } from './scene.ts';
import type { Bounds } from './shape.ts';
import { mapStyle, STEPS } from './style.ts';
import { lift } from './veil.ts';

setWorkerUrl(workerUrl);
addProtocol('pmtiles', new Protocol().tile);

const PADDING = { left: 24, right: 24, top: 14, bottom: 14 };
/** Room for the tools at the left, where there is any. */
const TOOLS_WIDTH = 52;
const NARROW = 560;

/** What a map starts with. */
export type Beginning = {
  readonly scene: Scene;
  readonly colours: readonly string[];
  readonly names: boolean;
  readonly clusters: boolean;
  readonly bounds: Bounds | null;
  /** Whether tools stand at its left. */
  readonly tools: boolean;
  readonly label: string;
};

/** Shows all of the bounds, beside the tools. */
export function showBounds(map: MapLibre, { bounds, tools }: Pick<Beginning, 'bounds' | 'tools'>): void {
  if (bounds === null) return;
  const beside = tools && map.getContainer().clientWidth > NARROW ? TOOLS_WIDTH : 0;
  map.fitBounds(new LngLatBounds([...bounds[0]], [...bounds[1]]), {
    padding: { ...PADDING, left: PADDING.left + beside },
    animate: false,
  });
}

/**
 * A map in the theme of the page. Its first tiles are drawn with the classes only; then come the layers of `STEPS`, and
 * `onWhole` says that it can be looked at. Throws where the browser has no WebGL.
 */
export function startMap(container: HTMLElement, beginning: Beginning, onWhole: () => void): MapLibre {
  const { scene, colours, names, clusters, label } = beginning;
  const [theme, isDark] = [mapTheme(), currentTheme() === 'dark'];
  const map = new MapLibre({
    container,
    style: mapStyle(scene, {
      colours: colours.map((colour) => forTheme(colour, isDark)),
      names,
      clusters,
      theme,
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
  showBounds(map, beginning);
  for (const [name, image] of patterns(theme)) map.addImage(name, image, { pixelRatio: 2 });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ maxWidth: 80 }), 'bottom-right');
  map.getCanvas().setAttribute('aria-label', label);
  map.once('load', () => liftInSteps(map, STEPS, onWhole));
  return map;
}

function liftInSteps(map: MapLibre, [next, ...rest]: typeof STEPS, onWhole: () => void): void {
  if (next === undefined) {
    onWhole();
    return;
  }
  map.once('render', () => liftInSteps(map, rest, onWhole));
  lift(map, next);
  map.triggerRepaint();
}
