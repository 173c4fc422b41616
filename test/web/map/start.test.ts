import type { LayerSpecification } from 'maplibre-gl';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LIGHT_THEME, RAMP } from '#web/map/colours.ts';
import { neededFor } from '#web/map/layers.ts';
import { PATTERNS } from '#web/map/pattern.ts';
import type { Scene } from '#web/map/scene.ts';
import type { DrawnArea } from '#web/map/shape.ts';
import { mapStyle, STEPS } from '#web/map/style.ts';
import { lift } from '#web/map/veil.ts';
import { whenCalm } from '#web/map/when-calm.ts';

const NOTHING: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const COARSE: Scene = {
  key: 'borough 2024',
  tiles: null,
  shapes: NOTHING,
  fine: false,
  outline: null,
  labels: [],
  points: null,
};
const SCENES: readonly (readonly [string, Scene])[] = [
  ['the coarsest areas', COARSE],
  [
    'small areas',
    { ...COARSE, tiles: { url: '/lsoa.pmtiles', layer: 'lsoa' }, fine: true, outline: NOTHING },
  ],
  ['records', { ...COARSE, points: NOTHING, outline: NOTHING }],
];

const area = (code: string, mark: DrawnArea['mark']): DrawnArea => ({
  key: code,
  code,
  label: code,
  value: mark === null ? 1 : null,
  mark,
  words: '',
  class: mark === null ? 0 : null,
});
const ALL_MARKS = (['x', 'c', 'h', 'u', null] as const).map((mark, index) => area(`a${index}`, mark));

function layersOf(scene: Scene): readonly LayerSpecification[] {
  return mapStyle(scene, {
    colours: RAMP,
    theme: LIGHT_THEME,
    names: true,
    clusters: true,
    origin: 'http://localhost',
  }).layers;
}

function paintOf(layer: LayerSpecification | undefined): Record<string, unknown> {
  return { ...(layer?.paint as Record<string, unknown> | undefined) };
}

function isVeiled(layer: LayerSpecification): boolean {
  const paint = paintOf(layer);
  return ['fill-layer-opacity', 'line-layer-opacity', 'text-opacity'].some((name) => paint[name] === 0);
}

/** A map that only keeps what its layers are painted with. */
function painted(scene: Scene) {
  const paints = new Map(
    layersOf(scene).map((layer) => [layer.id, { type: layer.type, paint: paintOf(layer) }]),
  );
  return {
    getLayer: (id: string) => paints.get(id),
    setPaintProperty: (id: string, name: string, value: unknown) => {
      const layer = paints.get(id);
      if (layer === undefined) throw new Error(`there is no layer ${id}`);
      layer.paint[name] = value;
    },
    veiled: () =>
      [...paints]
        .filter(([, { paint }]) =>
          ['fill-layer-opacity', 'line-layer-opacity', 'text-opacity'].some((name) => paint[name] === 0),
        )
        .map(([id]) => id),
  };
}

describe('the layers that a map starts with', () => {
  it.each(SCENES)('are of %s: the ground, one kind of fill, what is drawn and records', (_, scene) => {
    const open = layersOf(scene)
      .filter((layer) => !isVeiled(layer))
      .map(({ id }) => id);
    const shown = scene.points === null ? ['classes'] : ['paper', 'clusters', 'cluster-counts', 'points'];
    expect(open.toSorted()).toEqual(
      ['ground', 'drawn-casing', 'drawn-fill', 'drawn-line', ...shown].toSorted(),
    );
  });

  it.each(SCENES)('are of %s all drawn after the steps, but for what no area needs', (_, scene) => {
    const map = painted(scene);
    for (const step of STEPS) lift(map, step);
    const waiting = map.veiled();
    lift(map, neededFor(ALL_MARKS, new Set(['a4'])));
    expect(map.veiled()).toEqual([]);
    const onDemand = ['hatch', 'dots', 'grid', 'paper', 'chosen-casing', 'chosen'];
    expect(waiting.every((id) => onDemand.includes(id))).toBe(true);
  });

  it('fill without smooth edges, which would be a program more for each fill', () => {
    for (const [, scene] of SCENES)
      for (const layer of layersOf(scene))
        if (layer.type === 'fill')
          expect([layer.id, layer.paint?.['fill-antialias']]).toEqual([layer.id, false]);
  });
});

describe('layers that some area needs', () => {
  it('are the pattern of each mark that has one, and of no other', () => {
    for (const { mark, name } of PATTERNS)
      expect(neededFor([area('a', mark), area('b', null)], new Set())).toEqual([name]);
    expect(neededFor([area('a', 'u'), area('b', null)], new Set())).toEqual([]);
  });

  it('are outlines and paper where something is chosen', () => {
    expect(neededFor([area('a', null)], new Set(['a']))).toEqual(['paper', 'chosen-casing', 'chosen']);
  });
});

describe('whenCalm(act, latestMs)', () => {
  const frames: (() => void)[] = [];
  const idle: (() => void)[] = [];
  const next = (queue: (() => void)[]) => queue.shift()?.();

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    frames.length = 0;
    idle.length = 0;
    vi.stubGlobal('requestAnimationFrame', (then: () => void) => frames.push(then));
    vi.stubGlobal('requestIdleCallback', (then: () => void) => idle.push(then));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('calls back once, when the page was painted and nothing more urgent is left', () => {
    const act = vi.fn();
    whenCalm(act, 500);
    next(frames);
    expect(idle).toHaveLength(0);
    next(frames);
    expect(act).not.toHaveBeenCalled();
    next(idle);
    expect(act).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('waits no longer than it may where there are no frames or there is always more to do', () => {
    const act = vi.fn();
    whenCalm(act, 500);
    vi.advanceTimersByTime(499);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledTimes(1);
    next(frames);
    next(frames);
    next(idle);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('never calls back once it was called off', () => {
    const act = vi.fn();
    whenCalm(act, 500)();
    vi.advanceTimersByTime(1_000);
    next(frames);
    next(frames);
    next(idle);
    expect(act).not.toHaveBeenCalled();
  });

  it('does without idle times where the browser tells of none', () => {
    vi.stubGlobal('requestIdleCallback', undefined);
    const act = vi.fn();
    whenCalm(act, 500);
    next(frames);
    next(frames);
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledTimes(1);
  });
});
