import { describe, expect, it } from 'vitest';
import { daysOf, monthsBetween, utcText, weekdayOf } from '#core/synth/calendar.ts';

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'short',
});
const londonTime = (instant: string): string => CLOCK.format(new Date(instant));
const localText = (date: string, minute: number): string =>
  `${date} ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

describe('utcText(day, minute)', () => {
  it('is the instant at which clocks in London show that minute, on every day of twelve years', () => {
    for (let day = dayOf('2015-01-01'); day < dayOf('2027-01-01'); day += 1) {
      const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
      for (const minute of [0, 59, 120, 719, 1_439])
        expect(londonTime(utcText(day, minute))).toBe(localText(date, minute));
    }
  });

  it('stays on the same day in the hour that does not exist and in the one that comes twice', () => {
    expect(londonTime(utcText(dayOf('2024-03-31'), 90))).toBe('2024-03-31 00:30');
    expect(utcText(dayOf('2024-10-27'), 90)).toBe('2024-10-27T00:30:00+00:00');
    expect(londonTime(utcText(dayOf('2024-10-27'), 90))).toBe('2024-10-27 01:30');
  });
});

describe('daysOf(month)', () => {
  it('lists the days of a month', () => {
    expect(daysOf('2024-02')).toHaveLength(29);
    expect(daysOf('2024-02')[0]).toBe(dayOf('2024-02-01'));
  });

  it('knows their weekdays, Monday first', () => {
    expect(weekdayOf(dayOf('2024-01-01'))).toBe(0);
    expect(weekdayOf(dayOf('2024-01-07'))).toBe(6);
  });
});

describe('monthsBetween(from, to)', () => {
  it('crosses the year', () => {
    expect(monthsBetween('2023-11', '2024-02')).toEqual(['2023-11', '2023-12', '2024-01', '2024-02']);
    expect(monthsBetween('2024-02', '2023-11')).toEqual([]);
  });
});
