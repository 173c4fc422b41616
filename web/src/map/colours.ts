import { CLASS_COUNT, colourOf } from './classes.ts';

/** The sequential ramp, light to dark, one colour for each of six classes. */
export const RAMP = ['#edf4fa', '#c9deee', '#97c1de', '#5c9bca', '#2a73ad', '#0a4680'] as const;

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

/** The sequential palettes in a dark theme, where more is lighter; the others are the same in both. */
const DARK: Readonly<
  Partial<Record<Palette, { readonly six: readonly string[]; readonly seven: readonly string[] }>>
> = {
  blue: {
    six: ['#1f2f40', '#26476a', '#306595', '#4b8bc2', '#82b5e2', '#d3e8fa'],
    seven: ['#1f2f40', '#264361', '#2c5a87', '#3b77ac', '#5b98cd', '#8dbde6', '#d3e8fa'],
  },
  green: {
    six: ['#1d3326', '#1f4d34', '#2b6f49', '#4a9a68', '#86c79b', '#d9f2df'],
    seven: ['#1d3326', '#1f4730', '#276142', '#378058', '#5ba276', '#90cca4', '#d9f2df'],
  },
};

const inDark: ReadonlyMap<string, string> = new Map(
  (['blue', 'green'] as const).flatMap((palette) =>
    (['six', 'seven'] as const).flatMap((count) =>
      PALETTES[palette][count].map(
        (colour, index) => [colour, DARK[palette]?.[count][index] ?? colour] as const,
      ),
    ),
  ),
);

/** The colour of a class as a theme shows it. */
export function forTheme(colour: string, isDark: boolean): string {
  return isDark ? (inDark.get(colour) ?? colour) : colour;
}

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
  /** Under patterns and under areas that are faded. */
  readonly paper: string;
  readonly line: string;
  readonly casing: string;
  readonly ink: string;
  readonly halo: string;
  readonly shape: string;
  readonly shapeFill: string;
  readonly unknown: string;
  readonly patternPaper: string;
  readonly patternInk: string;
  /** A record. */
  readonly point: string;
};

export const LIGHT_THEME: MapTheme = {
  ground: '#e6ecf0',
  paper: '#ffffff',
  line: '#33475b',
  casing: '#ffffff',
  ink: '#0b0c0c',
  halo: '#ffffff',
  shape: '#b3430c',
  shapeFill: '#f47738',
  unknown: '#d8cfe3',
  patternPaper: '#ffffff',
  patternInk: '#707c86',
  point: '#0b4a83',
};

export const SUPPRESSED = LIGHT_THEME.unknown;
/** Several records close together, and how many, in either theme. */
export const HEAP = '#2a73ad';
export const HEAP_INK = '#ffffff';

const TOKENS: Readonly<Record<keyof MapTheme, string>> = {
  ground: '--map-ground',
  paper: '--map-paper',
  line: '--map-line',
  casing: '--map-casing',
  ink: '--map-ink',
  halo: '--map-halo',
  shape: '--map-shape',
  shapeFill: '--map-shape-fill',
  unknown: '--unknown',
  patternPaper: '--pattern-paper',
  patternInk: '--pattern-ink',
  point: '--bar-on',
};

/** The colours of the theme that the page is shown in, from its custom properties. */
export function mapTheme(): MapTheme {
  const look = getComputedStyle(document.documentElement);
  const names = Object.keys(TOKENS) as (keyof MapTheme)[];
  return Object.fromEntries(
    names.map((name) => [name, longHex(look.getPropertyValue(TOKENS[name]).trim()) || LIGHT_THEME[name]]),
  ) as MapTheme;
}

/** `#fff` → `#ffffff`. */
function longHex(colour: string): string {
  return /^#[0-9a-f]{3}$/i.test(colour) ? `#${colour.slice(1).replaceAll(/./g, '$&$&')}` : colour;
}
