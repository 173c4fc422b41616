export const CLASS_COUNT = 6;

/** Rounds to two digits that count, never below 1 for whole numbers. */
function rounded(value: number, integers: boolean): number {
  if (value === 0) return integers ? 1 : 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const near = Number((Math.round(value / step) * step).toPrecision(6));
  return integers ? Math.max(1, Math.round(near)) : near;
}

/**
 * Lower ends of the second to the last of at most six classes, ascending: sixths of the values in order, rounded
 * so that people can read them. Fewer when the values do not differ enough; none when there is nothing to tell apart.
 */
export function breaksOf(values: readonly number[]): readonly number[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const least = sorted[0];
  const most = sorted.at(-1);
  if (least === undefined || most === undefined || least === most) return [];
  const integers = sorted.every(Number.isInteger);
  const breaks: number[] = [];
  for (let part = 1; part < CLASS_COUNT; part += 1) {
    const at = sorted[Math.min(sorted.length - 1, Math.floor((part * sorted.length) / CLASS_COUNT))] ?? most;
    const edge = rounded(at, integers);
    if (edge > least && edge <= most && edge > (breaks.at(-1) ?? Number.NEGATIVE_INFINITY)) breaks.push(edge);
  }
  return breaks;
}

/** The class of a value: how many breaks it has reached. */
export function classOf(value: number, breaks: readonly number[]): number {
  return breaks.filter((edge) => value >= edge).length;
}

/** Which of the ramp's six colours a class is drawn in: the whole ramp is used, however few classes there are. */
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
