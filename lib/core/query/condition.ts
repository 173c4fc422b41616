import type { Level, Vintage } from '#core/model/geography.ts';
import type { LocationQuality } from '#core/model/record.ts';
import {
  and,
  between,
  column,
  compare,
  integer,
  isIn,
  isNull,
  isTrue,
  not,
  or,
  text,
} from '#core/sql/build.ts';
import type { Expression } from '#core/sql/tree.ts';
import { firstDay, lastDay, monthOfDay } from './calendar.ts';
import {
  circleOutline,
  circleShape,
  type Outline,
  POINT,
  type PointColumns,
  polygonOutline,
  polygonShape,
  type Shape,
  SNAPPED,
} from './geometry.ts';
import type { Places } from './places.ts';
import type { AreaSet, Circle, FieldFilter, Query, QueryDataset, Ring } from './query.ts';
import { isUnited } from './query.ts';
import { areasIn, cellsIn } from './representative.ts';
import { type ShapePlace, shapePlace } from './shape-place.ts';

/**
 * A filter in three values: where it holds, and where the record cannot tell (null = it always can). Elsewhere it does
 * not hold. `yes` may be NULL for "no"; `unknown` is never NULL, and never true together with `yes`.
 */
export type Condition = { readonly yes: Expression; readonly unknown: Expression | null };

const QUALITY = column('location_quality');
const PLACED = isIn(QUALITY, [text('located'), text('outside')]);
/** Qualities of a place that says nothing of where a record was; they prune by the least and greatest of a row group. */
const UNPLACED = (['missing', 'zero', 'swapped', 'invalid'] satisfies readonly LocationQuality[]).map(text);

/** The time filters for one dataset, as plain as its precision and its periods allow. */
export function timeConditions(query: Query, dataset: QueryDataset): readonly Condition[] {
  const { hours, weekdays } = query.time;
  const unknownIfNull = (name: string) => (dataset.view.knowsHours ? null : isNull(column(name)));
  const oneOf = (name: string, values: readonly number[]): Condition => ({
    yes: isIn(column(name), values.map(integer)),
    unknown: unknownIfNull(name),
  });
  return [
    ...rangeCondition(query, dataset),
    ...(hours === null ? [] : [oneOf('hour', hours)]),
    ...(weekdays === null ? [] : [oneOf('weekday', weekdays)]),
  ];
}

/** The ends of the range asked for that lie within a dataset's periods; those that do not ask nothing of its records. */
function cuttingEnds({ time: { from, to } }: Query, { periods }: QueryDataset) {
  const years = periods.map(({ period }) => Number(period));
  return {
    start: from !== null && years.some((year) => firstDay(year * 100 + 1) < from) ? from : null,
    end: to !== null && years.some((year) => lastDay(year * 100 + 12) > to) ? to : null,
  };
}

/** Whether the range asked for has each month of a dataset's records as a whole or not at all. */
export function asksWholeMonths(query: Query, dataset: QueryDataset): boolean {
  const { start, end } = cuttingEnds(query, dataset);
  return (
    (start === null || firstDay(monthOfDay(start)) === start) &&
    (end === null || lastDay(monthOfDay(end)) === end)
  );
}

function rangeCondition(query: Query, dataset: QueryDataset): readonly Condition[] {
  const { view } = dataset;
  const { start, end } = cuttingEnds(query, dataset);
  if (start === null && end === null) return [];
  if (asksWholeMonths(query, dataset) && view.time.coarsest !== 'year') {
    const first = start === null ? null : monthOfDay(start);
    const last = end === null ? null : monthOfDay(end);
    return [{ yes: between(column('month'), first, last), unknown: null }];
  }
  if (view.time.coarsest === 'day') return [{ yes: between(column('date_from'), start, end), unknown: null }];
  return [
    {
      yes: and(between(column('date_from'), start, null), between(column('date_to'), null, end)),
      unknown: and(
        between(column('date_to'), start, null),
        between(column('date_from'), null, end),
        or(
          start === null ? null : compare(column('date_from'), '<', integer(start)),
          end === null ? null : compare(column('date_to'), '>', integer(end)),
        ),
      ),
    },
  ];
}

/** What the space filters read of a record besides its own columns: the same names for every dataset of a union. */
export type SpaceColumns = {
  /** The codes of a level. */
  readonly area: (level: Level, vintage: Vintage) => Expression;
  /** The quality of the record's place; `missing`, unless it is outside, where one of these was never located. */
  readonly quality: (levels: readonly Pick<AreaSet, 'level' | 'vintage'>[]) => Expression;
  /** What stands for the record when a shape decides; null where none can. */
  readonly place: ShapePlace | null;
};

/** The space filters. They are the same for every dataset if `sharesSpace`. */
export function spaceConditions(query: Query, columns: SpaceColumns): readonly Condition[] {
  const { areas, within, near } = query.space;
  const { area, quality } = columns;
  const conditions: Condition[] = [];
  if (areas !== null) {
    const yes = or(...areas.map((set) => isIn(area(set.level, set.vintage), set.codes.map(text))));
    const open = isIn(quality(areas), UNPLACED);
    conditions.push({ yes, unknown: areas.length === 1 ? open : and(open, not(isTrue(yes))) });
  }
  for (const drawn of [within, near])
    if (drawn !== null) conditions.push(shapeCondition(drawn, query.places, columns));
  return conditions;
}

/** Whether the space filters of all datasets of a query read the same columns in the same way. */
export function sharesSpace({ space, datasets, places }: Query): boolean {
  if (space.within === null && space.near === null) return true;
  return datasets.every(({ view }) => shapePlace(view, places)?.by === 'point');
}

type Drawn = readonly Ring[] | Circle;

/** Where a shape holds what stands for a record, which must have a place. */
export function shapeTest(drawn: Drawn, places: Places, columns: SpaceColumns): Expression {
  return shapeCondition(drawn, places, columns).yes;
}

function shapeCondition(drawn: Drawn, places: Places, { area, quality, place }: SpaceColumns): Condition {
  const unknown = isIn(QUALITY, UNPLACED);
  const shapeAt = (at: PointColumns) =>
    'metres' in drawn ? circleShape(drawn, at) : polygonShape(drawn, at);
  if (place === null) throw new Error('a shape over records of which no place is shown');
  switch (place.by) {
    case 'point':
      return { yes: pointTest(shapeAt(POINT)), unknown };
    case 'cell': {
      if (place.resolution === 9) {
        const { box, exact } = shapeAt(SNAPPED);
        return { yes: and(box, exact), unknown };
      }
      const cells = [...cellsIn(outlineOf(drawn), place.resolution, places)];
      return {
        yes: or(...cells.map(([resolution, list]) => isIn(column(`h3_${resolution}`), list.map(integer)))),
        unknown,
      };
    }
    case 'area': {
      const { level, vintage } = place;
      const codes = areasIn(outlineOf(drawn), level, vintage, places);
      return {
        yes: isIn(area(level, vintage), codes.map(text)),
        unknown: isIn(quality([place]), UNPLACED),
      };
    }
  }
}

const outlines = new WeakMap<Drawn, Outline>();

function outlineOf(drawn: Drawn): Outline {
  const outline = outlines.get(drawn) ?? ('metres' in drawn ? circleOutline(drawn) : polygonOutline(drawn));
  outlines.set(drawn, outline);
  return outline;
}

function pointTest({ box, cells, exact }: Shape): Expression {
  if (cells === null) return and(box, PLACED, exact);
  const cell = column(`h3_${cells.resolution}`);
  const outside = compare(QUALITY, '=', text('outside'));
  const near = or(isIn(cell, cells.border.map(integer)), outside);
  return and(box, or(isIn(cell, cells.inside.map(integer)), and(near, exact)));
}

/** The field filters for one dataset. They can always tell: an unknown value is neither in nor not in. */
export function fieldConditions(query: Query, dataset: QueryDataset): readonly Condition[] {
  return query.fields.map((filter) => ({ yes: fieldTest(filter, dataset, isUnited(query)), unknown: null }));
}

function fieldTest({ name, test }: FieldFilter, { view }: QueryDataset, united: boolean): Expression {
  const field = united ? view.common(name) : (view.field(name) ?? view.common(name));
  if (field === null) throw new Error('a filter of a field that the view lost');
  switch (test.kind) {
    case 'in':
      return field.isOneOf(test.values);
    case 'notIn':
      return and(field.isKnown, not(isTrue(field.isOneOf(test.values))));
    case 'known':
      return field.isKnown;
    case 'unknown':
      return not(field.isKnown);
    case 'range':
      return between(field.value, test.from, test.to);
  }
}

/** The column of an area level in one dataset's files, or null when its publication was not located in it. */
export function locatedColumn(dataset: QueryDataset, level: Level, vintage: Vintage): string | null {
  const name = dataset.view.area(level, vintage);
  if (name === null || dataset.manifest === null) return name;
  return dataset.manifest.geography[level]?.[vintage] === undefined ? null : name;
}

/** Years that a query touches in a dataset. */
export function yearsOf(dataset: QueryDataset): readonly number[] {
  return [...new Set(dataset.periods.map(({ period }) => Number(period)))].sort((a, b) => a - b);
}
