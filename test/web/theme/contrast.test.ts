import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Tokens = ReadonlyMap<string, string>;

const TEXT = 4.5;
const GRAPHIC = 3;

const css = readFileSync('web/src/styles/tokens.css', 'utf8');

function tokensIn(selector: string): Tokens {
  const from = css.indexOf(`${selector} {`);
  const block = css.slice(from, css.indexOf('}', from));
  return new Map(
    [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value.trim()]),
  );
}

const light = tokensIn('[data-theme="light"]');
const ownOfDark = tokensIn(':root[data-theme="dark"]');
const THEMES: readonly (readonly [string, Tokens])[] = [
  ['light', light],
  ['dark', new Map([...light, ...ownOfDark])],
];

function channels(hex: string): readonly [number, number, number] {
  const full = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const at = (place: number) => Number.parseInt(full.slice(place, place + 2), 16) / 255;
  return [at(0), at(2), at(4)];
}

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [red, green, blue] = channels(hex).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(tokens: Tokens, one: string, other: string): number {
  const [a, b] = [one, other].map((name) => {
    const value = tokens.get(name) ?? '';
    if (!/^#([\da-f]{3}|[\da-f]{6})$/i.test(value)) throw new Error(`${name} is no colour: "${value}"`);
    return luminance(value);
  }) as [number, number];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const SURFACES = ['--card', '--page', '--blue-tint'];

/** What is written on what. */
const TEXTS: readonly (readonly [string, readonly string[]])[] = [
  ['--ink', [...SURFACES, '--gap', '--focus-tint', '--grey-tint', '--green-tint']],
  ['--ink-2', [...SURFACES, '--gap', '--grey-tint']],
  ['--ink-3', SURFACES],
  ['--blue', SURFACES],
  ['--blue-dark', SURFACES],
  ['--error', ['--card', '--page']],
  ['--on-blue', ['--blue']],
  ['--on-go', ['--go', '--go-hover']],
  ['--on-error', ['--error', '--danger-hover']],
  ['--on-navy', ['--navy', '--navy-hover']],
  ['--navy-text', ['--navy', '--navy-hover']],
  ['--blue-ink', ['--blue-soft']],
  ['--green-ink', ['--green-tint']],
  ['--yellow-ink', ['--yellow-tint']],
  ['--red-ink', ['--red-tint', '--card']],
  ['--up-ink', ['--up-tint']],
  ['--down-ink', ['--down-tint']],
  ['--map-ink', ['--map-halo']],
];

/** Edges and marks that must be seen, and against what. */
const GRAPHICS: readonly (readonly [string, readonly string[]])[] = [
  ['--control', ['--card', '--page']],
  ['--blue', ['--card', '--page']],
  ['--go', ['--card', '--page']],
  ['--error', ['--card', '--page']],
  ['--focus', ['--focus-ring']],
  ['--accent', ['--navy']],
  ['--bar', ['--card']],
  ['--bar-on', ['--card', '--bar-off']],
  ['--map-line', ['--ramp-1', '--ramp-2', '--map-ground', '--map-paper']],
  ['--map-ink', ['--map-casing']],
  ['--pattern-ink', ['--pattern-paper']],
  ['--map-shape', ['--map-ground', '--map-paper']],
  ['--yellow-edge', ['--card']],
  ['--green-edge', ['--card']],
  ...['1', '2', '3', '4', '5', '6'].map((number) => [`--series-${number}`, ['--card']] as const),
];

function short(pairs: typeof TEXTS, least: number): readonly string[] {
  return THEMES.flatMap(([theme, tokens]) =>
    pairs.flatMap(([front, backs]) =>
      backs
        .filter((back) => contrast(tokens, front, back) < least)
        .map((back) => `${theme} ${front} on ${back}`),
    ),
  );
}

describe('the colours of both themes', () => {
  it(`give every text at least ${TEXT}:1 against what it is written on`, () => {
    expect(short(TEXTS, TEXT)).toEqual([]);
  });

  it(`give edges of controls, the focus and marks at least ${GRAPHIC}:1`, () => {
    expect(short(GRAPHICS, GRAPHIC)).toEqual([]);
  });

  it('let more stand out more: each class is farther from the ground than the one before', () => {
    for (const [theme, tokens] of THEMES) {
      const steps = [1, 2, 3, 4, 5, 6].map((step) => contrast(tokens, `--ramp-${step}`, '--map-paper'));
      for (const [index, step] of steps.entries())
        expect([theme, index, step > (steps[index - 1] ?? 1)]).toEqual([theme, index, true]);
    }
  });

  it('are each named in the light theme first', () => {
    expect([...ownOfDark.keys()].filter((name) => !light.has(name))).toEqual([]);
  });

  it('are the only colours that styles and components write', () => {
    const found: string[] = [];
    for (const entry of readdirSync('web/src', { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(css|tsx)$/.test(entry.name) || entry.name === 'tokens.css') continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      const written = text.match(/#[\da-f]{3}\b(?!-)|#[\da-f]{6}\b|\brgba?\(|\bhsla?\(/gi) ?? [];
      found.push(...written.map((colour) => `${entry.parentPath}/${entry.name}: ${colour}`));
    }
    expect(found.filter((line) => !line.includes('web/src/map/'))).toEqual([]);
  });
});
