import { CLASS_COUNT, colourOf } from './classes.ts';

/** The sequential ramp, light to dark, one colour for each of six classes. */
export const RAMP = ['#edf4fa', '#c9deee', '#97c1de', '#5c9bca', '#2a73ad', '#0a4680'] as const;
export const SUPPRESSED = '#d8cfe3';

export type Palette = 'blue' | 'green' | 'diverging' | 'safe';

/**
 * Colours for up to six and for seven classes. `green`: light to dark; `diverging`: brown, pale, blue-green, for change;
 * `safe`: cividis, which keeps its order for every kind of colour vision and in grey.
 */
const PALETTES: Readonly<
  Record<Palette, { readonly six: readonly string[]; readonly seven: readonly string[] }>
> = {
  blue: { six: RAMP, seven: ['#edf4fa', '#cfe2f0', '#a8cce4', '#78aed6', '#478fc3', '#216aa5', '#0a4680'] },
  green: {
    six: ['#eef7ee', '#cbe7cb', '#97cf9c', '#5bae6b', '#268645', '#00572a'],
    seven: ['#eef7ee', '#d3ebd3', '#aad8ad', '#7bc085', '#4aa25d', '#217f40', '#00572a'],
  },
  diverging: {
    six: ['#8c510a', '#d8b365', '#f6e8c3', '#c7eae5', '#5ab4ac', '#01665e'],
    seven: ['#8c510a', '#d8b365', '#f6e8c3', '#f5f5f5', '#c7eae5', '#5ab4ac', '#01665e'],
  },
  safe: {
    six: ['#fee838', '#c8b866', '#958f78', '#666970', '#31446b', '#00224e'],
    seven: ['#fee838', '#d2c060', '#a69d75', '#7d7c78', '#575d6d', '#2d416b', '#00224e'],
  },
};

/** Names that people choose by. */
export const PALETTE_NAMES: Readonly<Record<Palette, string>> = {
  blue: 'Blue, light to dark',
  green: 'Green, light to dark',
  diverging: 'Brown to green, for change',
  safe: 'Yellow to navy, safe for every colour vision',
};

/** One colour for each class, from the lowest. */
export function coloursOf(palette: Palette, classes: number): readonly string[] {
  const { six, seven } = PALETTES[palette];
  if (classes > CLASS_COUNT) return seven;
  return Array.from({ length: classes }, (_, index) => six[colourOf(index, classes)] ?? RAMP[2]);
}

/**
 * Three classes of one measure by three of another, a row for each class of the second, from the lowest: grey-white to
 * navy, by blue-green along the first and by magenta along the second.
 */
export const BIVARIATE = [
  '#f0f0f2',
  '#a9dcdc',
  '#52b9b9',
  '#dfb0d2',
  '#9fa8cb',
  '#5389b0',
  '#b8529a',
  '#80519b',
  '#333b7c',
] as const;

/** What the map is drawn with besides its classes, as the theme has it. */
export type MapTheme = {
  readonly ground: string;
  readonly line: string;
  readonly casing: string;
  readonly ink: string;
  readonly halo: string;
  readonly shape: string;
  readonly shapeFill: string;
};

export const LIGHT_THEME: MapTheme = {
  ground: '#e6ecf0',
  line: '#33475b',
  casing: '#ffffff',
  ink: '#0b0c0c',
  halo: '#ffffff',
  shape: '#b3430c',
  shapeFill: '#f47738',
};

export const MAP_GROUND = LIGHT_THEME.ground;
export const LINE = LIGHT_THEME.line;

const TOKENS: Readonly<Record<keyof MapTheme, string>> = {
  ground: '--map-ground',
  line: '--map-line',
  casing: '--map-casing',
  ink: '--map-ink',
  halo: '--map-halo',
  shape: '--map-shape',
  shapeFill: '--map-shape-fill',
};

/** The colours of the theme that the page is shown in, from its custom properties. */
export function mapTheme(): MapTheme {
  const look = getComputedStyle(document.documentElement);
  const theme = { ...LIGHT_THEME };
  for (const name of Object.keys(TOKENS) as (keyof MapTheme)[]) {
    const value = look.getPropertyValue(TOKENS[name]).trim();
    if (value !== '') theme[name] = value;
  }
  return theme;
}

/** Tells whenever the page changes its theme, until the function that comes back is called. */
export function onTheme(changed: () => void): () => void {
  const watcher = new MutationObserver(changed);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  const dark = globalThis.matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', changed);
  return () => {
    watcher.disconnect();
    dark.removeEventListener('change', changed);
  };
}
