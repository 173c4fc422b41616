const DAY = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const HOUR_MS = 3_600_000;
let last = { hour: Number.NaN, day: '' };

/** The day of an instant in London, `yyyy-mm-dd`: the days on which grants and profiles end are counted in it. */
export function localDay(at: Date): string {
  const hour = Math.floor(at.getTime() / HOUR_MS);
  if (hour !== last.hour) last = { hour, day: dayOf(at) };
  return last.day;
}

function dayOf(at: Date): string {
  const part = new Map(DAY.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.get('year') ?? ''}-${part.get('month') ?? ''}-${part.get('day') ?? ''}`;
}

/** The month of an instant in London, as records store it: yyyymm. */
export function localMonth(at: Date): number {
  return Number(localDay(at).slice(0, 7).replace('-', ''));
}
