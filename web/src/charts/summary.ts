import type { Mark } from '#core/model/result.ts';
import { formatNumber, MARKS } from '../format/number.ts';
import { monthLabel } from '../state/month.ts';
import { type MonthPoint, type Point, ranked, type Series } from './series.ts';
import { WEEKDAYS } from './weekdays.ts';

function withNumber<Item extends { readonly value: number | null }>(items: readonly Item[]) {
  return items.flatMap((item) => (item.value === null ? [] : [{ ...item, value: item.value }]));
}

function listed(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** What bars show, in sentences: most, next, least, and what has no number. */
export function rankSummary({ points, type }: Series, measure: string): string {
  const known = withNumber(ranked(points).filter(({ key }) => key !== null));
  const words = ({ label, value }: { label: string; value: number }) =>
    `${label} ${formatNumber(value, type)}`;
  const [first, ...others] = known;
  if (first === undefined) return `${measure}: no group has a number.`;
  const next = others.slice(0, 2).map(words);
  const last = others.at(-1);
  const least = others.length > 2 && last !== undefined ? `, least ${words(last)}` : '';
  const marked = points.filter(({ value }) => value === null);
  const none =
    marked.length === 0
      ? ''
      : ` Without a number: ${listed(marked.map(({ label, mark }) => `${label} (${MARKS[mark ?? 'u'].short.toLowerCase()})`))}.`;
  const unknown = withNumber(points.filter(({ key }) => key === null))[0];
  const apart = unknown === undefined ? '' : ` ${words(unknown)}.`;
  const groups = `${known.length} ${known.length === 1 ? 'group' : 'groups'}`;
  return `${measure}, ${groups}: most ${[words(first), ...next].join(', then ')}${least}.${apart}${none}`;
}

/** What a line shows, in sentences: range, latest, and the months without a number. */
export function monthSummary(
  points: readonly MonthPoint[],
  type: Series['type'],
  measure: string,
  provisional: ReadonlySet<string> = new Set(),
): string {
  const known = withNumber(points);
  const sorted = [...known].sort((a, b) => a.value - b.value);
  const [least] = sorted;
  const most = sorted.at(-1);
  const latest = known.at(-1);
  if (least === undefined || most === undefined || latest === undefined)
    return `${measure}: no month has a number.`;
  const words = ({ month, value }: { month: string; value: number }) =>
    `${formatNumber(value, type)} in ${monthLabel(month)}`;
  const missing = points.filter(({ value }) => value === null).map(({ month }) => monthLabel(month));
  const gaps = missing.length === 0 ? '' : ` Without a number: ${listed(missing)}.`;
  const open = provisional.has(latest.month) ? ' (provisional)' : '';
  return `${measure}: from ${words(least)} to ${words(most)}; latest ${words(latest)}${open}.${gaps}`;
}

/** What a week shows: the hours with most and least, and whether hours are without a number. */
export function weekSummary(week: readonly (readonly (number | Mark)[])[], measure: string): string {
  const cells = week.flatMap((hours, day) =>
    hours.flatMap((value, hour) =>
      typeof value === 'number'
        ? [{ name: `${WEEKDAYS[day]} ${String(hour).padStart(2, '0')}:00`, value }]
        : [],
    ),
  );
  const sorted = [...cells].sort((a, b) => b.value - a.value);
  const [most] = sorted;
  const least = sorted.at(-1);
  if (most === undefined || least === undefined) return `${measure}: no hour has a number.`;
  const left = 168 - cells.length;
  return `${measure} by hour and day: most ${formatNumber(most.value)} at ${most.name}, least ${formatNumber(least.value)} at ${least.name}.${left === 0 ? '' : ` ${left} hours without a number.`}`;
}

/** Only what stands in a point, for a table or a sentence. */
export function pointText(point: Pick<Point, 'value' | 'mark'>, type: Series['type']): string {
  return point.value === null ? MARKS[point.mark ?? 'u'].short : formatNumber(point.value, type);
}
