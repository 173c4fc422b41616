import type { Exploration } from './exploration.ts';

/** What the map is made of: areas of a level, hexagons, the records themselves, or areas by two measures at once. */
export type MapLayer = 'areas' | 'cells' | 'points' | 'two';
export type MapMethod = 'quantile' | 'equal' | 'natural' | 'own';
export type MapPalette = 'blue' | 'green' | 'diverging' | 'safe';

/**
 * Breaks of classes that stay in this tab: one set for each measure of the map. Each begins with the least and ends with the
 * largest number that it was made for. `key` says what for; null = somebody typed them, without the two ends.
 */
export type KeptBreaks = { readonly key: string; readonly sets: readonly (readonly number[])[] };

/** How the map looks. */
export type Look = {
  readonly layer: MapLayer;
  /** Of hexagons. */
  readonly resolution: number;
  readonly method: MapMethod;
  readonly classes: number;
  readonly palette: MapPalette;
  readonly labels: boolean;
  /** Breaks that somebody typed, for the method `own`. */
  readonly own: readonly number[];
  readonly kept: KeptBreaks | null;
  /** Title and notes of the graphic; empty = the usual title, no notes. */
  readonly title: string;
  readonly notes: string;
};

export const PLAIN_LOOK: Look = {
  layer: 'areas',
  resolution: 8,
  method: 'quantile',
  classes: 6,
  palette: 'blue',
  labels: true,
  own: [],
  kept: null,
  title: '',
  notes: '',
};

const METHODS: readonly MapMethod[] = ['quantile', 'equal', 'natural', 'own'];
const PALETTES: readonly MapPalette[] = ['blue', 'green', 'diverging', 'safe'];
const LAYERS: Readonly<Record<MapLayer, string>> = {
  areas: 'areas',
  cells: 'hex',
  points: 'points',
  two: 'two',
};
const MOST_TITLE = 120;
const MOST_NOTES = 400;

/** Puts a look into the parameters of an address: `look=hex8,natural,5,green,plain`. Only what is not usual. */
export function putLook(put: (name: string, value: string) => void, look: Look): void {
  const words = [
    look.layer === 'areas' ? '' : `${LAYERS[look.layer]}${look.layer === 'cells' ? look.resolution : ''}`,
    look.method === PLAIN_LOOK.method ? '' : look.method,
    look.classes === PLAIN_LOOK.classes ? '' : String(look.classes),
    look.palette === PLAIN_LOOK.palette ? '' : look.palette,
    look.labels ? '' : 'plain',
  ];
  put('look', words.filter((word) => word !== '').join(','));
  put('own', look.own.join(','));
  put('title', look.title);
  put('notes', look.notes);
}

/** The look that an address names; what cannot be read is left out. It names no kept breaks: see `kept-text.ts`. */
export function lookFrom(params: URLSearchParams): Look {
  const words = (params.get('look') ?? '').split(',');
  const hexagons = words.map((word) => /^hex(\d{1,2})$/.exec(word)?.[1]).find((found) => found !== undefined);
  const resolution = Number(hexagons ?? PLAIN_LOOK.resolution);
  const classes = words.map(Number).find((count) => Number.isInteger(count) && count >= 3 && count <= 7);
  const layer: MapLayer = hexagons !== undefined ? 'cells' : words.includes('points') ? 'points' : 'areas';
  const own = ascending(params.get('own'), 6);
  const method = METHODS.find((name) => words.includes(name)) ?? PLAIN_LOOK.method;
  return {
    layer: words.includes('two') ? 'two' : layer,
    resolution: resolution >= 7 && resolution <= 11 ? resolution : PLAIN_LOOK.resolution,
    method: method === 'own' && own.length === 0 ? PLAIN_LOOK.method : method,
    classes: classes ?? PLAIN_LOOK.classes,
    palette: PALETTES.find((name) => words.includes(name)) ?? PLAIN_LOOK.palette,
    labels: !words.includes('plain'),
    own,
    kept: null,
    title: (params.get('title') ?? '').slice(0, MOST_TITLE),
    notes: (params.get('notes') ?? '').slice(0, MOST_NOTES),
  };
}

function ascending(text: string | null, most: number): readonly number[] {
  if (text === null || text === '') return [];
  const numbers = text.split(',').map((part) => (part === '' ? Number.NaN : Number(part)));
  const fine = numbers.every(
    (value, index) => Number.isFinite(value) && (index === 0 || value >= (numbers[index - 1] ?? 0)),
  );
  return fine && numbers.length <= most ? numbers : [];
}

/** Kept breaks as a text, empty for none: `1abc:0,4,10_0,2.5`. */
export function keptText(kept: KeptBreaks | null): string {
  return kept === null ? '' : `${kept.key}:${kept.sets.map((set) => set.join(',')).join('_')}`;
}

/** See `keptText`; null for what cannot be read. */
export function keptFrom(text: string | null): KeptBreaks | null {
  const [, key, rest] = /^([0-9a-z]{1,8}):(.+)$/.exec(text ?? '') ?? [];
  if (key === undefined || rest === undefined) return null;
  const sets = rest.split('_').map((part) => ascending(part, 8));
  return sets.length <= 2 && sets.every((set) => set.length >= 2) ? { key, sets } : null;
}

/** A short name of what breaks are made for: datasets, measure, level and how the classes are cut. */
function breaksKey({ datasets, measure, level, look }: Exploration): string {
  const { layer, resolution, method, classes } = look;
  const text = JSON.stringify([
    [...datasets].sort(),
    measure,
    level,
    layer,
    layer === 'cells' && resolution,
    method,
    classes,
  ]);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash.toString(36);
}

/** The breaks that stay for what a state shows; null = they are made from its own answer. */
export function keptBreaks(state: Exploration): KeptBreaks['sets'] | null {
  const { kept } = state.look;
  return kept !== null && kept.key === breaksKey(state) ? kept.sets : null;
}

const drawn = new Map<string, KeptBreaks['sets']>();

/** Notes the breaks that the map has just been drawn with. */
export function noteBreaks(state: Exploration, sets: KeptBreaks['sets']): void {
  drawn.set(breaksKey(state), sets);
}

function filtersOf(state: Exploration): string {
  const { from, to, relative, hours, weekdays, areas, fields, tests, near, shape } = state;
  return JSON.stringify([from, to, relative, hours, weekdays, areas, fields, tests, near, shape]);
}

/**
 * The state that follows another, with the breaks that the map was drawn with when only filters have changed: the same
 * colour goes on meaning the same numbers until somebody rescales.
 */
export function withKeptBreaks(before: Exploration, next: Exploration): Exploration {
  const key = breaksKey(next);
  const sets = drawn.get(key);
  if (sets === undefined || key !== breaksKey(before) || next.look.kept?.key === key) return next;
  if (filtersOf(before) === filtersOf(next)) return next;
  return { ...next, look: { ...next.look, kept: { key, sets } } };
}
