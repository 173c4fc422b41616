import type { SourceLayout } from '#core/model/dataset.ts';
import { type ColumnFacts, shareOf } from './column.ts';

type TimeSource = SourceLayout['time'];

/** Where the time of records is taken from, with the columns that it uses and the first and last month found. */
export type TimeGuess = {
  readonly time: TimeSource;
  readonly columns: readonly string[];
  readonly precision: 'minute' | 'day' | 'month' | 'year';
  /** Null when rows have no date. */
  readonly months: { readonly first: string; readonly last: string } | null;
  readonly notes: readonly string[];
};

const YEAR = '(?:19|20|21)\\d{2}';
const MONTH_TEXT = `${YEAR}-(?:0[1-9]|1[0-2])`;
const DAY_TEXT = `${MONTH_TEXT}-(?:0[1-9]|[12]\\d|3[01])`;
const CLOCK_TEXT = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?';
const MONTH = new RegExp(`^${MONTH_TEXT}$`);
const DAY = new RegExp(`^${DAY_TEXT}$`);
const CLOCK = new RegExp(`^${CLOCK_TEXT}$`);
const INSTANT = new RegExp(`^${DAY_TEXT}[T ]${CLOCK_TEXT}(?:Z|[+-](?:0\\d|1[0-4]):?[0-5]\\d)$`);
/** Dates in forms that deliveries are not read in. */
const OTHER_FORMS: readonly (readonly [form: string, pattern: RegExp])[] = [
  ['a day and time without the offset from UTC', new RegExp(`^${DAY_TEXT}[T ]${CLOCK_TEXT}$`)],
  ['days as in 31/12/2024', /^\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}.*)?$/],
  [
    'days as in 31-12-2024 or 31-Dec-2024',
    /^\d{1,2}[-. ](?:\d{1,2}|[A-Za-z]{3,9})[-. ]\d{2,4}(?:[ T]\d{1,2}:\d{2}.*)?$/,
  ],
  ['days as in 20241231', /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/],
];

const MOST = 0.95;
const ENOUGH_FILLED = 0.8;
const LIKELY = /\b(occurr?e?d?|incident|event|offence|crime|call|attend|arriv|happen|date|month|time)/;
const UNLIKELY = /\b(report|record|creat|updat|modif|extract|publish|load|clos|due|outcome|end|complet)/;
const BIRTH = /\b(birth|dob|born)\b/;

type Candidate = {
  readonly column: ColumnFacts;
  readonly kind: 'instant' | 'day' | 'month';
  readonly score: number;
};

/** Guesses which column says when, the finest of the likely ones; without any, the year is that of the delivery. */
export function guessTime(columns: readonly ColumnFacts[]): TimeGuess {
  const candidates = columns
    .filter(({ words, filled, rows }) => !BIRTH.test(words) && filled >= rows * ENOUGH_FILLED)
    .flatMap(candidateOf)
    .sort((a, b) => b.score - a.score);
  const [best] = candidates;
  const others = candidates.slice(1).map(({ column }) => `“${column.header}”`);
  const more = others.length > 0 ? [`other dates (${others.join(', ')}) are kept as text`] : [];
  if (best === undefined) return withoutTime(columns);
  const { header } = best.column;
  const months = monthsOf(best.column, best.kind === 'instant');
  if (best.kind === 'month') {
    const time: TimeSource = { kind: 'month', column: header };
    return { time, columns: [header], precision: 'month', months, notes: more };
  }
  if (best.kind === 'instant') {
    const time: TimeSource = { kind: 'instant', column: header };
    return { time, columns: [header], precision: 'minute', months, notes: more };
  }
  const clock = columns.find(
    (column) => column.filled > 0 && shareOf(column, (value) => CLOCK.test(value)) >= MOST,
  );
  const time: TimeSource = {
    kind: 'local',
    date: header,
    ...(clock === undefined ? {} : { time: clock.header }),
  };
  return {
    time,
    columns: clock === undefined ? [header] : [header, clock.header],
    precision: clock === undefined ? 'day' : 'minute',
    months,
    notes: more,
  };
}

function candidateOf(column: ColumnFacts): readonly Candidate[] {
  const name = (LIKELY.test(column.words) ? 2 : 0) - (UNLIKELY.test(column.words) ? 3 : 0);
  const is = (pattern: RegExp) => shareOf(column, (value) => pattern.test(value)) >= MOST;
  if (is(INSTANT)) return [{ column, kind: 'instant', score: name + 0.3 }];
  if (is(DAY)) return [{ column, kind: 'day', score: name + 0.2 }];
  return is(MONTH) ? [{ column, kind: 'month', score: name + 0.1 }] : [];
}

function withoutTime(columns: readonly ColumnFacts[]): TimeGuess {
  const unread = columns.flatMap((column) => {
    const form = OTHER_FORMS.find(([, pattern]) => shareOf(column, (value) => pattern.test(value)) >= MOST);
    return form === undefined || BIRTH.test(column.words) ? [] : [`“${column.header}” holds ${form[0]}`];
  });
  const read = 'dates are read as 2024-12-31, 2024-12-31T23:10:00Z or 2024-12';
  const note =
    unread.length === 0
      ? `no column of dates was found (${read}): every delivery is of one year, which its name or its manifest says`
      : `${unread.join('; ')}, which is not read (${read}): ask the supplier for one of these; until then every delivery is of one year`;
  return { time: { kind: 'delivery-year' }, columns: [], precision: 'year', months: null, notes: [note] };
}

function monthsOf(column: ColumnFacts, isInstant: boolean): TimeGuess['months'] {
  const months = [...column.distinct.keys()]
    .map((value) => (isInstant ? localMonth(value) : value.slice(0, 7)))
    .filter((month) => MONTH.test(month))
    .sort();
  const [first] = months;
  const last = months.at(-1);
  return first === undefined || last === undefined ? null : { first, last };
}

const LONDON = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
});

function localMonth(instant: string): string {
  const time = Date.parse(instant.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(time) ? '' : LONDON.format(time);
}
