import type { Mark } from '#core/model/result.ts';
import type { MapTheme } from './colours.ts';

/** The colour of an area whose number is not known; the marks with a pattern of their own are below zero. */
export const SUPPRESSED_CODE = 20;

type Pattern = {
  readonly mark: Mark;
  readonly name: string;
  readonly code: number;
  /** Whether the pattern is dark at a place of its 16 by 16 pixels. */
  readonly dark: (x: number, y: number) => boolean;
};

function isNear(x: number, y: number): boolean {
  return ((x % 8) - 3.5) ** 2 + ((y % 8) - 3.5) ** 2 < 3.4;
}

/** How areas without a number are drawn: lines where nothing was supplied, dots where it is too small, a grid where hidden. */
export const PATTERNS: readonly Pattern[] = [
  { mark: 'x', name: 'hatch', code: -1, dark: (x, y) => (x + y) % 8 < 2 },
  { mark: 'c', name: 'dots', code: -2, dark: isNear },
  { mark: 'h', name: 'grid', code: -3, dark: (x, y) => x % 8 < 1 || y % 8 < 1 },
];

/** The colour that says to the map's style why an area has no number. */
export function colourOfMark(mark: Mark): number {
  return PATTERNS.find((pattern) => pattern.mark === mark)?.code ?? SUPPRESSED_CODE;
}

const SIZE = 16;

type Image = { readonly width: number; readonly height: number; readonly data: Uint8Array };

function channels(hex: string): readonly [number, number, number, number] {
  const at = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16);
  return [at(1), at(3), at(5), 255];
}

/** The patterns as pictures, in two colours written `#rrggbb`. */
export function patterns({
  patternInk,
  patternPaper,
}: Pick<MapTheme, 'patternInk' | 'patternPaper'>): readonly (readonly [string, Image])[] {
  const [ink, paper] = [channels(patternInk), channels(patternPaper)];
  return PATTERNS.map(({ name, dark }) => {
    const data = new Uint8Array(SIZE * SIZE * 4);
    for (let y = 0; y < SIZE; y += 1)
      for (let x = 0; x < SIZE; x += 1) data.set(dark(x, y) ? ink : paper, (y * SIZE + x) * 4);
    return [name, { width: SIZE, height: SIZE, data }];
  });
}
