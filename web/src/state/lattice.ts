import type { Choice } from './catalogue.ts';
import type { Exploration } from './exploration.ts';
import { addMonths, type Month, monthIndex, monthLabel, monthRange, periodLabel } from './month.ts';

/** Periods that counts are given for: everything, 12 months in a row, a quarter or a month. */
export type StretchKind = 'all' | 'year' | 'quarter' | 'month';

type Period = { readonly from: Month | null; readonly to: Month | null };
type Bounds = { readonly from: Month; readonly to: Month };

const ALL: Period = { from: null, to: null };
const LENGTHS = { year: 12, quarter: 3, month: 1 } as const;

function quarterStart(month: Month): Month {
  return addMonths(month, -(monthIndex(month) % 3));
}

function stretch(from: Month, months: number): Period {
  return { from, to: addMonths(from, months - 1) };
}

/** The kind of a period that counts are given for; null when they are not given for it. */
export function stretchOf({ from, to }: Period): StretchKind | null {
  if (from === null && to === null) return 'all';
  if (from === null || to === null) return null;
  const months = monthIndex(to) - monthIndex(from) + 1;
  if (months === 12) return 'year';
  if (months === 1) return 'month';
  return months === 3 && quarterStart(from) === from ? 'quarter' : null;
}

/** The period that counts are given for which is nearest to the one asked for, and not shorter where it can be. */
export function nearestStretch(bounds: Bounds, asked: Period): Period {
  const from = asked.from ?? bounds.from;
  const to = asked.to ?? bounds.to;
  if ((asked.from === null && asked.to === null) || (from <= bounds.from && to >= bounds.to)) return ALL;
  const whole = { from, to };
  if (stretchOf(whole) !== null) return whole;
  const months = monthIndex(to) - monthIndex(from) + 1;
  if (months > 4) return stretch(addMonths(to, -11) < bounds.from ? bounds.from : addMonths(to, -11), 12);
  return stretch(quarterStart(addMonths(from, Math.floor(months / 2))), 3);
}

/** The periods of a kind within the bounds, latest first, with what people read. */
export function stretchesOf(
  bounds: Bounds,
  kind: Exclude<StretchKind, 'all'>,
): readonly { readonly from: Month; readonly to: Month; readonly label: string }[] {
  const length = LENGTHS[kind];
  const starts = monthRange(bounds.from, addMonths(bounds.to, 1 - length)).filter(
    (month) => kind !== 'quarter' || quarterStart(month) === month,
  );
  return [...starts].reverse().map((from) => {
    const to = addMonths(from, length - 1);
    return { from, to, label: kind === 'month' ? monthLabel(from) : periodLabel(from, to) };
  });
}

/**
 * The state as counts can be given for it: one period of the lattice, one area, one code of each field, no hours, no
 * shape. A profile that shows records changes nothing.
 */
export function admissible(choice: Choice, state: Exploration): Exploration {
  if (choice.access.kind !== 'counts') return withinLevels(choice, state);
  const period = choice.bounds === null ? ALL : nearestStretch(choice.bounds, state);
  const known = new Set([choice.category, ...choice.others].map((field) => field?.name));
  const isAsAsked = period.from === state.from && period.to === state.to;
  return {
    ...withinLevels(choice, state),
    ...period,
    relative: isAsAsked ? state.relative : null,
    measure: 'field' in state.measure ? { kind: 'count' } : state.measure,
    hours: [],
    weekdays: [],
    areas: state.areas.slice(-1),
    fields: Object.fromEntries(
      Object.entries(state.fields)
        .filter(([name]) => known.has(name))
        .map(([name, values]) => [name, values.slice(-1)]),
    ),
    tests: {},
    near: null,
    shape: null,
  };
}

function withinLevels(choice: Choice, state: Exploration): Exploration {
  const { levels } = choice.access;
  return levels === null || state.level === null || levels.includes(state.level)
    ? state
    : { ...state, level: null };
}

/** What of a state counts could not be given for, in words; none when nothing was left out. */
export function leftOut(choice: Choice, asked: Exploration): readonly string[] {
  if (choice.access.kind !== 'counts') return [];
  const given = admissible(choice, asked);
  const lines: string[] = [];
  if (given.from !== asked.from || given.to !== asked.to) {
    const whole = choice.bounds !== null && asked.from === null && asked.to === choice.bounds.to;
    if (!whole && !(given.from === null && given.to === null))
      lines.push('the period (12 months, a quarter or a month)');
  }
  if (asked.areas.length > 1) lines.push('more than one area');
  if (Object.values(asked.fields).some((values) => values.length > 1))
    lines.push('more than one value of a field');
  if (Object.keys(asked.tests).length > 0) lines.push('exclusions and ranges of a field');
  if (asked.hours.length > 0 || asked.weekdays.length > 0) lines.push('hours and days of the week');
  if (asked.near !== null) lines.push('the circle');
  if (asked.shape !== null) lines.push('the polygon');
  return lines;
}
