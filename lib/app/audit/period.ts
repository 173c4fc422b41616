import { AppError } from '#core/model/error.ts';

/** How far back is looked when nothing says from when. */
export const DEFAULT_DAYS = 31;
const DAY_MS = 24 * 60 * 60_000;
const MOST_DAYS = 3_660;

/** Two instants, both included. */
export type Period = { readonly from: string; readonly to: string };

/**
 * The time that two days or instants (`yyyy-mm-dd` of UTC, or ISO) name, both included. Fails with SPEC_INVALID when they
 * are none, or in the wrong order.
 */
export function periodOf(
  now: Date,
  from: string | undefined,
  to: string | undefined,
  days = DEFAULT_DAYS,
): Period {
  const end = to === undefined ? now.toISOString() : instantOf('to', to, DAY_MS - 1);
  const begin =
    from === undefined ? new Date(Date.parse(end) - days * DAY_MS).toISOString() : instantOf('from', from, 0);
  if (begin > end) throw wrong('from', 'is after the end: exchange the two');
  if (Date.parse(end) - Date.parse(begin) > MOST_DAYS * DAY_MS)
    throw wrong('from', `is more than ${MOST_DAYS} days before the end: look at less at once`);
  return { from: begin, to: end };
}

function instantOf(at: string, text: string, intoDayMs: number): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/^\d{4}-\d{2}-\d{2}/.test(text))
    throw wrong(at, 'use a day, as in 2026-03-01, or an instant, as in 2026-03-01T12:00:00Z');
  return new Date(time + (isDay ? intoDayMs : 0)).toISOString();
}

function wrong(at: string, message: string): AppError {
  return new AppError('SPEC_INVALID', 'the time cannot be used', { details: { faults: [{ at, message }] } });
}
