import { dateOf, firstDay, lastDay, type Month, monthOfDay, yearOf } from './calendar.ts';
import type { FieldFilter, Key, Query, TimeFilter } from './query.ts';
import { unscale } from './reading.ts';
import { distance, hoursText, joined, lower, NAMED, reach, weekdaysText } from './spoken.ts';

/** A query in words, as the heading of its result: what and where, and below it when and by what. */
export type QueryParts = { readonly title: string; readonly subtitle: string };

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The query as one English sentence, without a full stop: `Robbery in 8 boroughs, May 2018 to June 2018, by month`. */
export function describeQuery(query: Query): string {
  const { title, subtitle } = describeParts(query);
  return subtitle === '' ? title : `${title}, ${subtitle}`;
}

/** The same in two parts. */
export function describeParts(query: Query): QueryParts {
  const subject = subjectOf(query);
  const measured = query.records === null ? measuredOf(query, subject.text) : `list of ${subject.text}`;
  const title = [measured, placeOf(query), ...subject.rest.map(filterText)]
    .filter((part) => part !== '')
    .join(' ');
  const by = joined(query.keys.map((key) => keyText(key)));
  const limit = query.limit === null ? '' : `the first ${query.limit.toLocaleString('en-GB')}`;
  const subtitle = [timeText(query.time), by === '' ? '' : `by ${by}`, limit]
    .filter((part) => part !== '')
    .join(', ');
  return { title: title.charAt(0).toUpperCase() + title.slice(1), subtitle };
}

function subjectOf({ fields, datasets }: Query): {
  readonly text: string;
  readonly rest: readonly FieldFilter[];
} {
  const named = fields.find(
    ({ type, test }) => type === 'category' && test.kind === 'in' && test.values.length <= NAMED,
  );
  const nouns = joined([...new Set(datasets.map(({ view }) => view.noun.many))]);
  if (named === undefined) return { text: nouns, rest: fields };
  const labels = joined(valuesOf(named).map((label, index) => (index === 0 ? label : lower(label))));
  const rest = fields.filter((field) => field !== named);
  return named.name === 'category'
    ? { text: labels, rest }
    : { text: `${nouns} (${lower(named.label)}: ${labels})`, rest };
}

function measuredOf({ measures }: Query, subject: string): string {
  const other = measures.filter((measure) => measure.kind !== 'count');
  if (other.length === 0) return subject;
  const labels = joined(other.map((measure) => lower(measure.label)));
  return other.length < measures.length ? `${subject} and their ${labels}` : `${labels} of ${subject}`;
}

function placeOf({ space, places }: Query): string {
  const parts: string[] = [];
  if (space.areas !== null) {
    const areas = space.areas.map(({ level, vintage, codes }) => {
      const byCode = places.at(level, vintage)?.byCode;
      if (codes.length <= NAMED) return joined(codes.map((code) => byCode?.get(code)?.name ?? code));
      return `${codes.length.toLocaleString('en-GB')} ${plural(level)}`;
    });
    parts.push(`in ${joined(areas)}`);
  }
  if (space.near !== null) {
    const { longitude, latitude } = space.near;
    parts.push(`${reach(space.near)} ${(latitude / 1e6).toFixed(5)}, ${(longitude / 1e6).toFixed(5)}`);
  }
  if (space.within !== null) parts.push('within a drawn area');
  return parts.join(', ');
}

function timeText({ from, to, hours, weekdays }: TimeFilter): string {
  const parts = [rangeText(from, to)];
  if (weekdays !== null) parts.push(`on ${weekdaysText(weekdays)}`);
  if (hours !== null) parts.push(`at ${joined(hoursText(hours))}`);
  return parts.filter((part) => part !== '').join(', ');
}

/** A period as people say it: whole years and months by name, else dates. */
function rangeText(from: number | null, to: number | null): string {
  if (from === null) return to === null ? '' : `up to ${endText(to)}`;
  if (to === null) return `from ${startText(from)}`;
  const first = monthOfDay(from);
  const last = monthOfDay(to);
  if (firstDay(first) !== from || lastDay(last) !== to)
    return from === to ? dayText(from) : `${dayText(from)} to ${dayText(to)}`;
  if (first % 100 === 1 && last % 100 === 12)
    return yearOf(first) === yearOf(last) ? `${yearOf(first)}` : `${yearOf(first)} to ${yearOf(last)}`;
  return first === last ? monthName(first) : `${monthName(first)} to ${monthName(last)}`;
}

function startText(day: number): string {
  const month = monthOfDay(day);
  return firstDay(month) === day ? monthName(month) : dayText(day);
}

function endText(day: number): string {
  const month = monthOfDay(day);
  return lastDay(month) === day ? monthName(month) : dayText(day);
}

function monthName(month: Month): string {
  return `${MONTHS[(month % 100) - 1] ?? ''} ${yearOf(month)}`;
}

function dayText(day: number): string {
  return `${Number(dateOf(day).slice(8))} ${monthName(monthOfDay(day))}`;
}

function filterText(filter: FieldFilter): string {
  const { label, test } = filter;
  const name = lower(label);
  switch (test.kind) {
    case 'known':
      return `where ${name} is known`;
    case 'unknown':
      return `where ${name} is unknown`;
    case 'in':
      return `where ${name} is ${listed(valuesOf(filter), 'or')}`;
    case 'notIn':
      return `where ${name} is not ${listed(valuesOf(filter), 'or')}`;
    case 'range': {
      const from = test.from === null ? null : unscale(test.from, filter.scale);
      const to = test.to === null ? null : unscale(test.to, filter.scale);
      if (from === null) return `where ${name} is at most ${to}`;
      return to === null ? `where ${name} is at least ${from}` : `where ${name} is ${from} to ${to}`;
    }
  }
}

function valuesOf({ test, codes, scale }: FieldFilter): readonly string[] {
  if (test.kind !== 'in' && test.kind !== 'notIn') return [];
  return test.values.map(({ value }) => {
    if (typeof value === 'string') return codes?.find(({ code }) => code === value)?.label ?? value;
    return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(unscale(Number(value), scale));
  });
}

function keyText(key: Key): string {
  if (key.kind === 'time') return key.unit === 'hour' ? 'hour of the day' : key.unit;
  if (key.kind === 'area')
    return key.level.length <= 4 && key.level !== 'ward' ? key.level.toUpperCase() : key.level;
  if (key.kind === 'cell') return `hexagon of resolution ${key.resolution}`;
  if (key.kind === 'ring') return `ring (${key.radii.map((radius) => distance(radius)).join(', ')})`;
  return lower(key.label);
}

function listed(labels: readonly string[], word: string): string {
  return labels.length > NAMED ? `one of ${labels.length}` : joined(labels, word);
}

function plural(level: string): string {
  return level.length <= 4 && level !== 'ward' ? `${level.toUpperCase()}s` : `${level}s`;
}
