/** As many things as a sentence names; of more it gives the number. */
export const NAMED = 3;

/** Weekdays in a sentence; Monday comes first. */
export const WEEKDAYS = [
  'Mondays',
  'Tuesdays',
  'Wednesdays',
  'Thursdays',
  'Fridays',
  'Saturdays',
  'Sundays',
] as const;

/** `a, b and c`; empty for none. */
export function joined(parts: readonly string[], word = 'and'): string {
  const last = parts.at(-1);
  return last === undefined || parts.length === 1
    ? (last ?? '')
    : `${parts.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** The weekdays (Monday = 1) of a sentence. */
export function weekdaysText(weekdays: readonly number[]): string {
  return joined(weekdays.map((day) => WEEKDAYS[day - 1] ?? ''));
}

/** Hours in runs, the end being the last minute: `22:00 to 01:59` for 22, 23, 0 and 1. */
export function hoursText(hours: readonly number[]): readonly string[] {
  const set = new Set(hours);
  if (set.size === 24) return ['any known hour'];
  const clock = (hour: number) => String(hour).padStart(2, '0');
  return hours
    .filter((hour) => !set.has((hour + 23) % 24))
    .map((start) => {
      let end = start;
      while (set.has((end + 1) % 24)) end = (end + 1) % 24;
      return `${clock(start)}:00 to ${clock(end)}:59`;
    });
}

/** A distance in metres as people say it. */
export function distance(metres: number): string {
  return metres >= 1_000 ? `${Number((metres / 1_000).toFixed(2))} km` : `${Number(metres.toFixed(1))} m`;
}

/** How far from where, as people say it: `within 500 m of`, `250 m to 500 m from`. */
export function reach({ metres, beyond }: { readonly metres: number; readonly beyond?: number }): string {
  return beyond === undefined
    ? `within ${distance(metres)} of`
    : `${distance(beyond)} to ${distance(metres)} from`;
}

/** A label inside a sentence: `Crime type` → `crime type`, but `LSOA` stays. */
export function lower(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
