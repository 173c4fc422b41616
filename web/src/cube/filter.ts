import type { QuerySpec } from '#core/model/query-spec.ts';
import { firstDay, lastDay, type Month } from '../state/month.ts';
import type { Cube, CubeSide, CubeValue, Masks } from './cube.ts';

type Where = NonNullable<QuerySpec['where']>;

/** The filters of a query on what a cube is divided by, each null where there is none. */
export type CubeFilter = {
  readonly area: ReadonlySet<string> | null;
  readonly month: { readonly from: Month | null; readonly to: Month | null } | null;
  readonly category: ReadonlySet<string | number | boolean> | null;
  readonly week: {
    readonly hours: readonly number[] | null;
    readonly weekdays: readonly number[] | null;
  } | null;
};

/** A query's filters: those that a cube of these sides can answer, and the rest, which the cube itself must have. */
export type SplitWhere = { readonly filter: CubeFilter; readonly rest: Where };

function monthOfStart(day: string | undefined): Month | null | undefined {
  if (day === undefined) return null;
  const month = day.slice(0, 7);
  return firstDay(month) === day ? month : undefined;
}

function monthOfEnd(day: string | undefined): Month | null | undefined {
  if (day === undefined) return null;
  const month = day.slice(0, 7);
  return lastDay(month) === day ? month : undefined;
}

/** Takes the filters of the given sides out of a query. Null where one of them is not of whole months. */
export function splitWhere(
  where: Where | undefined,
  sides: ReadonlySet<CubeSide>,
  category: string | null,
): SplitWhere | null {
  const { time = {}, space = {}, fields = [], ...others } = where ?? {};
  const { from, to, hours, weekdays, ...otherTime } = time;
  const first = monthOfStart(from);
  const last = monthOfEnd(to);
  if (first === undefined || last === undefined) return null;
  const byWeek = sides.has('week');
  const { areas, ...otherSpace } = space;
  const own = fields.filter((one) => one.field === category && sides.has('category') && 'in' in one);
  const listed = own.flatMap((one) => ('in' in one ? [new Set(one.in)] : []));
  if (listed.length > 1) return null;
  const restTime = {
    ...otherTime,
    ...(byWeek || hours === undefined ? {} : { hours }),
    ...(byWeek || weekdays === undefined ? {} : { weekdays }),
  };
  const restFields = fields.filter((one) => !own.includes(one));
  return {
    filter: {
      area: areas === undefined ? null : new Set(areas),
      month: first === null && last === null ? null : { from: first, to: last },
      category: listed[0] ?? null,
      week:
        byWeek && (hours !== undefined || weekdays !== undefined)
          ? { hours: hours ?? null, weekdays: weekdays ?? null }
          : null,
    },
    rest: {
      ...others,
      ...(Object.keys(restTime).length > 0 ? { time: restTime } : {}),
      ...(Object.keys(otherSpace).length > 0 ? { space: otherSpace } : {}),
      ...(restFields.length > 0 ? { fields: restFields } : {}),
    },
  };
}

function passes(side: CubeSide, value: CubeValue, { area, month, category, week }: CubeFilter): boolean {
  switch (side) {
    case 'area':
      return area === null || area.has(String(value));
    case 'month':
      if (month === null) return true;
      return (
        typeof value === 'string' &&
        (month.from === null || value >= month.from) &&
        (month.to === null || value <= month.to)
      );
    case 'category':
      return category === null || (value !== null && !Array.isArray(value) && category.has(value as string));
    case 'week': {
      if (week === null) return true;
      if (!Array.isArray(value)) return false;
      const [weekday, hour] = value;
      return (
        (week.weekdays === null || week.weekdays.includes(Number(weekday ?? -1))) &&
        (week.hours === null || week.hours.includes(Number(hour ?? -1)))
      );
    }
  }
}

/** Which values of each dimension a filter lets through. What is not known passes no filter. */
export function masksOf({ dimensions }: Cube, filter: CubeFilter): Masks {
  return dimensions.map(({ side, values }) =>
    filter[side] === null
      ? null
      : Uint8Array.from(values, (value) => (passes(side, value, filter) && value !== null ? 1 : 0)),
  );
}
