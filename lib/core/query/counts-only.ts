import type { Level, Vintage } from '#core/model/geography.ts';
import type { Cell } from '#core/model/result.ts';
import type { DatasetView } from '#core/view/view.ts';
import { firstDay, lastDay, type Month, monthOfDay, quarterOf, yearOf } from './calendar.ts';
import type { Places } from './places.ts';
import {
  type FieldFilter,
  isCountOnly,
  type Key,
  type Query,
  type TimeFilter,
  type TimeUnit,
} from './query.ts';
import type { Resolving } from './resolve.ts';
import { type ShapePlace, shapePlace } from './shape-place.ts';

/** A resolved query before it is bound to publications. */
type Asked = Pick<Query, 'time' | 'space' | 'fields' | 'records' | 'keys' | 'measures'>;

const TIME_UNITS: readonly TimeUnit[] = ['month', 'quarter', 'year'];
const WHOLE = 'whole months make up one month, one quarter, one year or 12 months in a row';

/**
 * Notes what a profile that gives counts only does not let be asked. Every cell of an answer lies in a fixed lattice:
 * a month, quarter, year, 12 months or all; an area or cell; a listed code or all of each field. So the answers that a
 * record takes part in are bounded in number, and no choice of filters makes another.
 */
export function noteCountsOnly(resolving: Resolving, asked: Asked): void {
  const { views, fault } = resolving;
  const counted = views.filter(({ access }) => access.kind === 'counts');
  const [first] = counted;
  if (first === undefined) return;
  const note = (at: string, message: string) =>
    fault(at, `your profile gives only counts of ${first.title}: ${message}`);
  if (asked.records !== null) note('records', 'ask for groups and counts instead of a list');
  if (views.length > 1 && !asked.keys.some(({ kind }) => kind === 'dataset'))
    note('datasets', 'group by dataset, or ask one dataset at a time');
  for (const [index, measure] of asked.measures.entries())
    if (!isCountOnly(measure) && counted.length === views.length)
      note(`measures[${index}]`, `${measure.kind} cannot be given; use count or rate`);
  noteKeys(asked.keys, note);
  noteTime(asked, note);
  notePlace(asked, counted, resolving.context.places, note);
  noteFields(asked, note);
}

type Note = (at: string, message: string) => void;

function noteKeys(keys: readonly Key[], note: Note): void {
  const places = keys.filter(isPlaceKey);
  for (const [index, key] of keys.entries()) {
    const at = `groupBy[${index}]`;
    if (key.kind === 'time' && !TIME_UNITS.includes(key.unit))
      note(`${at}.time`, `they go by month, quarter or year, not by ${key.unit}`);
    if (key.kind === 'ring') note(`${at}.ring`, 'rings cannot be asked; ask for the areas around instead');
    if (key.kind === 'field' && !isListed(key))
      note(`${at}.field`, `"${key.name}" has no list of codes and cannot be grouped by`);
    if (isPlaceKey(key) && key !== places[0])
      note(at, 'they go by one level of areas or one size of cells at a time; take one out');
  }
}

function isPlaceKey(key: Key): boolean {
  return key.kind === 'area' || key.kind === 'cell';
}

function isListed({ type, codes }: Pick<FieldFilter, 'type' | 'codes'>): boolean {
  return type === 'boolean' || (type === 'category' && codes !== null);
}

function noteTime({ time, keys }: Asked, note: Note): void {
  const { from, to, hours, weekdays } = time;
  if (hours !== null) note('where.time.hours', 'hours cannot be asked');
  if (weekdays !== null) note('where.time.weekdays', 'weekdays cannot be asked');
  const [start, end] = [startOf(time), endOf(time)];
  if (from !== null && start === null) note('where.time.from', 'start on the first day of a month');
  if (to !== null && end === null) note('where.time.to', 'end on the last day of a month');
  if ((from !== null && start === null) || (to !== null && end === null)) return;
  const unit = TIME_UNITS.find((one) => keys.some((key) => key.kind === 'time' && key.unit === one));
  if (unit === undefined) {
    if (!isWholeTime(time))
      note('where.time', `${WHOLE}: ask for one of these, for all time, or group by month`);
    return;
  }
  if (start !== null && !startsUnit(start, unit))
    note('where.time.from', `start with a whole ${unit}, or group by month`);
  if (end !== null && !endsUnit(end, unit))
    note('where.time.to', `end with a whole ${unit}, or group by month`);
}

/** The month that a range starts with; null when it starts within one, or is open. */
function startOf({ from }: TimeFilter): Month | null {
  const month = from === null ? null : monthOfDay(from);
  return month !== null && firstDay(month) === from ? month : null;
}

function endOf({ to }: TimeFilter): Month | null {
  const month = to === null ? null : monthOfDay(to);
  return month !== null && lastDay(month) === to ? month : null;
}

function startsUnit(month: Month, unit: TimeUnit): boolean {
  const inYear = month % 100;
  return unit === 'month' || (unit === 'quarter' ? inYear % 3 === 1 : inYear === 1);
}

function endsUnit(month: Month, unit: TimeUnit): boolean {
  const inYear = month % 100;
  return unit === 'month' || (unit === 'quarter' ? inYear % 3 === 0 : inYear === 12);
}

/** Whether a range is a cell of the lattice: all time, or a month, a quarter, a year, or 12 months in a row. */
function isWholeTime(time: TimeFilter): boolean {
  if (time.hours !== null || time.weekdays !== null) return false;
  if (time.from === null && time.to === null) return true;
  const [start, end] = [startOf(time), endOf(time)];
  if (start === null || end === null) return false;
  const months = (yearOf(end) - yearOf(start)) * 12 + (end % 100) - (start % 100) + 1;
  return months === 1 || months === 12 || (months === 3 && quarterOf(start) === quarterOf(end));
}

function notePlace(
  { space, keys }: Asked,
  counted: readonly DatasetView[],
  places: Places,
  note: Note,
): void {
  const { areas } = space;
  const [set] = areas ?? [];
  if ((areas?.length ?? 0) > 1) note('where.space.areas', 'filter by areas of one level at a time');
  else if (set !== undefined && set.codes.length > 1 && !groupsBy(keys, set))
    note('where.space.areas', `several areas need ${set.level} in groupBy; or filter by one area`);
  for (const shape of ['within', 'near'] as const) {
    if (space[shape] === null) continue;
    const missing = counted
      .map((view) => shapePlace(view, places))
      .find((place) => place === null || !keys.some((key) => isSamePlace(key, place)));
    if (missing === undefined) continue;
    const need = missing === null ? 'no places are shown' : `group by ${placeText(missing)} to use a shape`;
    note(`where.space.${shape}`, need);
  }
}

function isSamePlace(key: Key, place: ShapePlace): boolean {
  if (place.by === 'cell') return key.kind === 'cell' && key.resolution === place.resolution;
  return place.by === 'area' && groupsBy([key], place);
}

function placeText(place: ShapePlace): string {
  return place.by === 'cell' ? `cell ${place.resolution}` : place.by === 'area' ? place.level : place.by;
}

function groupsBy(keys: readonly Key[], set: { readonly level: Level; readonly vintage: Vintage }): boolean {
  return keys.some((key) => key.kind === 'area' && key.level === set.level && key.vintage === set.vintage);
}

function noteFields({ fields, keys }: Asked, note: Note): void {
  for (const [index, field] of fields.entries()) {
    const { name, test, codes, type } = field;
    const at = `where.fields[${index}]`;
    if (!isListed(field)) note(`${at}.field`, `"${name}" has no list of codes and cannot be filtered by`);
    else if (test.kind !== 'in') note(at, `use in with codes of "${name}"`);
    else {
      const unlisted = test.values.find(
        ({ value }) => type !== 'boolean' && !codes?.some(({ code }) => code === value),
      );
      if (unlisted !== undefined) note(`${at}.in`, `"${unlisted.value}" is no code of "${name}"`);
      if (test.values.length !== 1 && !keys.some((key) => key.kind === 'field' && key.name === name))
        note(`${at}.in`, `several codes need "${name}" in groupBy; or use one code`);
    }
  }
}

/**
 * Whether what a query asks for as a whole, before it is grouped, is a cell of the lattice, so that its total may be
 * given as one more count.
 */
export function isWholeCell({ datasets, time, space, fields }: Query): boolean {
  const areas = space.areas ?? [];
  return (
    datasets.length === 1 &&
    isWholeTime(time) &&
    space.within === null &&
    space.near === null &&
    areas.flatMap(({ codes }) => codes).length <= 1 &&
    fields.every(({ test }) => test.kind === 'in' && test.values.length === 1)
  );
}

/**
 * Whether a group of a query is a cell of the lattice. Records that know no month are, together, as many as the range
 * takes in whole, so that a range of one's own choice would make a set of one's own.
 */
export function isGroupCell({ keys, time }: Pick<Query, 'keys' | 'time'>, cells: readonly Cell[]): boolean {
  const told = keys.flatMap(({ kind }, index) => (kind === 'time' ? [cells[index] ?? null] : []));
  return told.length === 0 || told.some((cell) => cell !== null) || isWholeTime(time);
}
