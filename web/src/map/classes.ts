import { naturalStarts } from './natural-breaks.ts';

export const CLASS_COUNT = 6;
export const FEWEST_CLASSES = 3;
export const MOST_CLASSES = 7;

/** `quantile`: as many areas in each class; `equal`: classes as wide as each other; `natural`: Jenks. */
export type BreakMethod = 'quantile' | 'equal' | 'natural';

/** Rounds to two digits that count, never below 1 for whole numbers above 0. */
function rounded(value: number, integers: boolean): number {
  if (value === 0) return integers ? 1 : 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const near = Number((Math.round(value / step) * step).toPrecision(6));
  if (!integers) return near + 0;
  return value > 0 ? Math.max(1, Math.round(near)) : Math.round(near) + 0;
}

/** The number with the fewest digits above one and not above another, so that no value changes its class. */
export function roundBetween(below: number, upTo: number): number {
  const size = Math.max(Math.abs(below), Math.abs(upTo));
  if (!(upTo > below) || size === 0) return upTo;
  for (let power = Math.ceil(Math.log10(size)); power > -12; power -= 1) {
    const step = 10 ** power;
    const near = Number((Math.floor(upTo / step) * step).toPrecision(12)) + 0;
    if (near > below && near <= upTo) return near;
  }
  return upTo;
}

/** Where values stop being like the others: three times the middle half above or below it (Tukey's outer fences). */
function fences(sorted: readonly number[]): readonly [number, number] {
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const reach = 3 * (at(0.75) - at(0.25));
  const inside = sorted.filter((value) => value >= at(0.25) - reach && value <= at(0.75) + reach);
  return [inside[0] ?? 0, inside.at(-1) ?? 0];
}

function edgesOf(sorted: readonly number[], method: BreakMethod, count: number): readonly number[] {
  const integers = sorted.every(Number.isInteger);
  const parts = Array.from({ length: count - 1 }, (_, index) => index + 1);
  if (method === 'natural')
    return naturalStarts(sorted, count).map((start) =>
      roundBetween(sorted.findLast((value) => value < start) ?? start, start),
    );
  if (method === 'equal') {
    const [least, most] = fences(sorted);
    return parts.map((part) => rounded(least + (part * (most - least)) / count, integers));
  }
  return parts.map((part) =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor((part * sorted.length) / count))] ?? 0, integers),
  );
}

/**
 * Lower ends of the second to the last of at most `count` classes, ascending, rounded so that people can read them.
 * Fewer when the values do not differ enough; none when there is nothing to tell apart. Classes of equal width reach
 * as far as values that are like the others; one that is far off falls into the first or last class.
 */
export function breaksOf(
  values: readonly number[],
  method: BreakMethod = 'quantile',
  count: number = CLASS_COUNT,
): readonly number[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const least = sorted[0];
  const most = sorted.at(-1);
  if (least === undefined || most === undefined || least === most) return [];
  const breaks: number[] = [];
  for (const edge of edgesOf(sorted, method, count))
    if (edge > least && edge <= most && edge > (breaks.at(-1) ?? Number.NEGATIVE_INFINITY)) breaks.push(edge);
  return breaks;
}

/** The class of a value: how many breaks it has reached. */
export function classOf(value: number, breaks: readonly number[]): number {
  let reached = 0;
  for (const edge of breaks) if (value >= edge) reached += 1;
  return reached;
}

/** Which of a ramp's six colours a class is drawn in: the whole ramp is used, however few classes there are. */
export function colourOf(index: number, classes: number): number {
  if (classes <= 1) return 2;
  return Math.round((index * (CLASS_COUNT - 1)) / (classes - 1));
}

/** `Under 50`, `50 to 70`, …, `150 or more`; the upper end belongs to the next class. */
export function classLabels(breaks: readonly number[], format: (value: number) => string): readonly string[] {
  const first = breaks[0];
  const last = breaks.at(-1);
  if (first === undefined || last === undefined) return ['All areas'];
  const between = breaks
    .slice(1)
    .map((edge, index) => `${format(breaks[index] ?? first)} to ${format(edge)}`);
  return [`Under ${format(first)}`, ...between, `${format(last)} or more`];
}

/** Ascending breaks that somebody typed, or what is wrong with them, in words. */
export function ownBreaks(text: string): { readonly breaks: readonly number[] } | { readonly fault: string } {
  const parts = text
    .replaceAll(/(\d),(?=\d{3}(\D|$))/g, '$1')
    .split(/[\s;,]+/)
    .filter((part) => part !== '');
  const breaks = parts.map(Number);
  if (breaks.length < FEWEST_CLASSES - 1 || breaks.length > MOST_CLASSES - 1)
    return { fault: 'Write 2 to 6 numbers with a space between them, as in 20 40 60.' };
  if (!breaks.every(Number.isFinite)) return { fault: 'Write numbers only, as in 20 40 60.' };
  if (breaks.some((edge, index) => index > 0 && edge <= (breaks[index - 1] ?? 0)))
    return { fault: 'Write each number larger than the one before it.' };
  return { breaks };
}
