import type { Coverage } from '#core/model/coverage.ts';
import type { SourceLayout } from '#core/model/dataset.ts';
import { integer, text } from './literal.ts';

/** Columns of time that every parsed row gets, as SQL over the raw values. */
export type TimeSql = {
  readonly utcMinute: string;
  /** First and last local day as DATE. */
  readonly from: string;
  readonly to: string;
  readonly hasMonth: string;
  /** Local TIMESTAMP when the minute is known, else NULL. */
  readonly local: string;
  readonly precision: string;
  /** Source columns without which there is no time. */
  readonly required: readonly string[];
  /** Source columns and when their values cannot be read. */
  readonly invalid: readonly { readonly column: string; readonly when: string }[];
  /** Source column to blame for a time that is in the future or outside the period. */
  readonly column: string;
};

const YEAR = '(19|20|21)\\d{2}';
const MONTH = `${YEAR}-(0[1-9]|1[0-2])`;
const DAY = `${MONTH}-(0[1-9]|[12]\\d|3[01])`;
const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?';
const OFFSET = '(Z|[+-](0\\d|1[0-4]):?[0-5]\\d)';
const ZONE = "'Europe/London'";

/** How a layout states time, as SQL; `value` gives the SQL of a source column's cleaned value. */
export function timeSql(
  source: SourceLayout['time'],
  value: (column: string) => string,
  coverage: Pick<Coverage, 'from'> | null,
): TimeSql {
  switch (source.kind) {
    case 'month': {
      const first = `TRY_CAST(${value(source.column)} || '-01' AS DATE)`;
      const valid = matches(value(source.column), MONTH);
      return wholeDays(source.column, `CASE WHEN ${valid} THEN ${first} END`, 'month', not(valid), true);
    }
    case 'instant': {
      const raw = value(source.column);
      const valid = matches(raw, `${DAY}[T ]${CLOCK}${OFFSET}`);
      const withSeconds = `CASE WHEN substr(${raw}, 17, 1) = ':' THEN ${raw} ELSE substr(${raw}, 1, 16) || ':00' || substr(${raw}, 17) END`;
      const instant = `CASE WHEN ${valid} THEN TRY_CAST(${withSeconds} AS TIMESTAMPTZ) END`;
      return minutes(source.column, instant, `timezone(${ZONE}, ${instant})`, [
        { column: source.column, when: `${raw} IS NOT NULL AND (${instant}) IS NULL` },
      ]);
    }
    case 'local':
      return localTime(source, value);
    case 'delivery-year': {
      const year = coverage === null ? 'NULL::DATE' : `DATE ${text(`${coverage.from.slice(0, 4)}-01-01`)}`;
      return {
        ...wholeDays('', year, 'year', 'false', false),
        to: `(${year} + INTERVAL 1 YEAR - INTERVAL 1 DAY)::DATE`,
        required: [],
        invalid: [],
      };
    }
  }
}

function localTime(
  source: Extract<SourceLayout['time'], { kind: 'local' }>,
  value: (column: string) => string,
): TimeSql {
  const raw = value(source.date);
  const day = `CASE WHEN ${matches(raw, DAY)} THEN TRY_CAST(${raw} AS DATE) END`;
  const badDay = { column: source.date, when: `${raw} IS NOT NULL AND (${day}) IS NULL` };
  if (source.time === undefined) {
    return { ...wholeDays(source.date, day, 'day', 'false', true), to: day, invalid: [badDay] };
  }
  const clock = value(source.time);
  const readable = matches(clock, CLOCK);
  const padded = `CASE WHEN length(${clock}) = 5 THEN ${clock} || ':00' ELSE ${clock} END`;
  const local = `CASE WHEN ${readable} THEN (${day}) + TRY_CAST(${padded} AS TIME) END`;
  const known = minutes(source.date, `timezone(${ZONE}, ${local})`, local, [
    badDay,
    { column: source.time, when: `${clock} IS NOT NULL AND NOT ${readable}` },
  ]);
  return {
    ...known,
    from: day,
    to: day,
    precision: `CASE WHEN ${clock} IS NULL THEN 'day' ELSE 'minute' END`,
  };
}

function wholeDays(
  column: string,
  from: string,
  precision: string,
  isInvalid: string,
  hasMonth: boolean,
): TimeSql {
  return {
    utcMinute: 'NULL::INTEGER',
    from,
    to: `last_day(${from})`,
    hasMonth: String(hasMonth),
    local: 'NULL::TIMESTAMP',
    precision: text(precision),
    required: [column],
    invalid: [{ column, when: isInvalid }],
    column,
  };
}

function minutes(column: string, instant: string, local: string, invalid: TimeSql['invalid']): TimeSql {
  return {
    utcMinute: `CAST(epoch_us(date_trunc('minute', ${instant})) // 60000000 AS INTEGER)`,
    from: `CAST(${local} AS DATE)`,
    to: `CAST(${local} AS DATE)`,
    hasMonth: 'true',
    local,
    precision: text('minute'),
    required: [column],
    invalid,
    column,
  };
}

/** Days since 1970 of a DATE. */
export function dayNumber(date: string): string {
  return `CAST(date_diff('day', DATE '1970-01-01', ${date}) AS INTEGER)`;
}

/** When a row's time lies after an instant; a month or a year counts from its first day. */
export function isFuture(now: Date): string {
  const minute = Math.floor(now.getTime() / 60_000);
  const today = `CAST(timezone(${ZONE}, TIMESTAMPTZ ${text(now.toISOString())}) AS DATE)`;
  return `coalesce(utc_minute > ${integer(minute)}, from_date > ${today})`;
}

function matches(value: string, pattern: string): string {
  return `regexp_full_match(${value}, ${text(pattern)})`;
}

function not(condition: string): string {
  return `NOT ${condition}`;
}
