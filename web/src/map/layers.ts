import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { HEAP, HEAP_INK, type MapTheme, SUPPRESSED } from './colours.ts';
import { PATTERNS, SUPPRESSED_CODE } from './pattern.ts';
import { AREAS, DRAWN, POINTS, type Scene } from './scene.ts';
import type { DrawnArea } from './shape.ts';
import { veiled } from './veil.ts';

/** The colour of an area that nothing has been told of yet. */
const WAITING = 21;
const MOST_COLOURS = 9;
const THIN: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 9, 0.25, 13, 0.9];

const state: ExpressionSpecification = ['coalesce', ['feature-state', 'colour'], WAITING];

/** The fill of classes: the colour of each place in the list of colours. */
export function classFill(colours: readonly string[], theme: MapTheme): ExpressionSpecification {
  const pairs = Array.from({ length: MOST_COLOURS }, (_, index) => [index, colours[index] ?? SUPPRESSED]);
  const [first = [], ...rest] = pairs;
  const [code = 0, colour = SUPPRESSED] = first;
  return [
    'match',
    state,
    Number(code),
    String(colour),
    ...rest.flat(),
    SUPPRESSED_CODE,
    theme.unknown,
    theme.ground,
  ] as ExpressionSpecification;
}

const opacity: ExpressionSpecification = [
  'case',
  ['<', state, 0],
  0,
  ['boolean', ['feature-state', 'faded'], false],
  0.34,
  1,
];

const paper: ExpressionSpecification = ['case', ['<', state, 0], 0, 1];

function patternLayer(name: string, code: number, from: object): LayerSpecification {
  return veiled({
    id: name,
    type: 'fill',
    source: AREAS,
    ...from,
    paint: {
      'fill-pattern': name,
      'fill-opacity': ['case', ['==', state, code], 1, 0],
      'fill-antialias': false,
    },
  });
}

function when(name: string, then: number, otherwise: number): ExpressionSpecification {
  return ['case', ['boolean', ['feature-state', name], false], then, otherwise];
}

/** Layers that are drawn only where some area needs them: a pattern for its mark, what is chosen and what it stands out from. */
export function neededFor(areas: readonly DrawnArea[], chosen: ReadonlySet<string>): readonly string[] {
  const marks = new Set(areas.flatMap((area) => (area.class === null ? [area.mark ?? 'u'] : [])));
  return [
    ...PATTERNS.filter(({ mark }) => marks.has(mark)).map(({ name }) => name),
    ...(chosen.size > 0 ? ['paper', 'chosen-casing', 'chosen'] : []),
  ];
}

/** The areas, filled without smooth edges, since lines lie on all of them. */
export function areaLayers(
  { fine, tiles, points }: Scene,
  colours: readonly string[],
  theme: MapTheme,
): LayerSpecification[] {
  const from = tiles === null ? { source: AREAS } : { source: AREAS, 'source-layer': tiles.layer };
  if (points !== null)
    return [
      { id: 'paper', type: 'fill', ...from, paint: { 'fill-color': theme.paper, 'fill-antialias': false } },
      veiled({
        id: 'lines',
        type: 'line',
        ...from,
        paint: { 'line-color': theme.line, 'line-width': 0.9 },
      }),
    ];
  return [
    ...PATTERNS.map(({ name, code }) => patternLayer(name, code, from)),
    veiled({
      id: 'paper',
      type: 'fill',
      ...from,
      paint: { 'fill-color': theme.paper, 'fill-opacity': paper, 'fill-antialias': false },
    }),
    {
      id: 'classes',
      type: 'fill',
      ...from,
      paint: {
        'fill-color': classFill(colours, theme),
        'fill-opacity': opacity,
        'fill-antialias': false,
      },
    },
    veiled({
      id: 'casing',
      type: 'line',
      ...from,
      paint: { 'line-color': theme.casing, 'line-width': fine ? 0.8 : 2.4 },
    }),
    veiled({
      id: 'lines',
      type: 'line',
      ...from,
      paint: { 'line-color': theme.line, 'line-width': fine ? THIN : 0.9 },
    }),
  ];
}

/** Names of the coarsest areas. */
export function nameLayer(theme: MapTheme, names: boolean): LayerSpecification {
  return veiled({
    id: 'names',
    type: 'symbol',
    source: 'labels',
    layout: {
      'text-field': ['get', 'name'],
      'text-font': ['Map Label'],
      'text-size': ['interpolate', ['linear'], ['zoom'], 8, 10.5, 9.5, 12, 12, 15],
      'text-max-width': 7,
      'text-padding': 1,
      visibility: names ? 'visible' : 'none',
    },
    paint: { 'text-color': theme.ink, 'text-halo-color': theme.halo, 'text-halo-width': 1.5 },
  });
}

export function chosenLayers({ tiles }: Scene, theme: MapTheme): LayerSpecification[] {
  const from = tiles === null ? { source: AREAS } : { source: AREAS, 'source-layer': tiles.layer };
  return [
    veiled({
      id: 'chosen-casing',
      type: 'line',
      ...from,
      paint: { 'line-color': theme.casing, 'line-width': 5, 'line-opacity': when('chosen', 1, 0) },
    }),
    veiled({
      id: 'chosen',
      type: 'line',
      ...from,
      paint: {
        'line-color': theme.ink,
        'line-width': ['case', ['boolean', ['feature-state', 'chosen'], false], 2.6, 1.6],
        'line-opacity': ['max', when('chosen', 1, 0), when('hovered', 1, 0)],
      },
    }),
  ];
}

export function drawnLayers(theme: MapTheme): LayerSpecification[] {
  return [
    {
      id: 'drawn-fill',
      type: 'fill',
      source: DRAWN,
      paint: { 'fill-color': theme.shapeFill, 'fill-opacity': 0.12, 'fill-antialias': false },
    },
    {
      id: 'drawn-casing',
      type: 'line',
      source: DRAWN,
      paint: { 'line-color': theme.casing, 'line-width': 5 },
    },
    {
      id: 'drawn-line',
      type: 'line',
      source: DRAWN,
      paint: { 'line-color': theme.shape, 'line-width': 2.5 },
    },
  ];
}

const clustered: ExpressionSpecification = ['has', 'point_count'];

export function pointLayers(theme: MapTheme): LayerSpecification[] {
  return [
    {
      id: 'clusters',
      type: 'circle',
      source: POINTS,
      filter: clustered,
      paint: {
        'circle-color': HEAP,
        'circle-radius': ['step', ['get', 'point_count'], 11, 10, 14, 100, 18, 1_000, 23],
        'circle-stroke-color': theme.casing,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'cluster-counts',
      type: 'symbol',
      source: POINTS,
      filter: clustered,
      layout: {
        'text-field': ['get', 'point_count_abbreviated'],
        'text-font': ['Map Label'],
        'text-size': 11,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': HEAP_INK },
    },
    {
      id: 'points',
      type: 'circle',
      source: POINTS,
      filter: ['!', clustered],
      paint: {
        'circle-color': theme.point,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 3.5, 14, 6],
        'circle-stroke-color': theme.casing,
        'circle-stroke-width': 1.2,
      },
    },
  ];
}
