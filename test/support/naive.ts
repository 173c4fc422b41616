import {
  METRES_PER_MICRO_LATITUDE,
  metresPerMicroLongitude,
  toMicroDegrees,
} from '#core/geo/micro-degree.ts';
import { ringsOf } from '#core/geo/polygon.ts';
import { contains } from '#core/geo/ring.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { VINTAGES } from './fixture-geography.ts';
import { type FixtureDataset, type StoredRow, storedRows } from './fixture-lake.ts';

/** True, false, or null where the record cannot tell. */
type Truth = boolean | null;
type Where = NonNullable<ParsedQuerySpec['where']>;
type FieldSpec = NonNullable<Where['fields']>[number];
type KeySpec = NonNullable<ParsedQuerySpec['groupBy']>[number];

/** Groups that have records (by their cells as JSON) with what each measure is, and how the records divide. */
export type NaiveAnswer = {
  readonly groups: ReadonlyMap<string, readonly unknown[]>;
  readonly balance: readonly [mapped: number, notMapped: number, outsideCoverage: number];
};

/** Answers a grouped spec record by record, in the plainest way: what the compiler is compared with. */
export function naiveAnswer(spec: ParsedQuerySpec, datasets: readonly FixtureDataset[]): NaiveAnswer {
  const united = spec.datasets.length > 1;
  const members = new Map<string, { row: StoredRow; dataset: FixtureDataset }[]>();
  let mapped = 0;
  let notMapped = 0;
  let outside = 0;
  for (const dataset of datasets.filter(({ definition }) => spec.datasets.includes(definition.id))) {
    for (const row of storedRows(dataset)) {
      const truth = all(conditionsOf(spec.where ?? {}, row, dataset, united));
      if (truth === false) continue;
      if (!isCovered(row, dataset)) outside += 1;
      else if (truth === null) notMapped += 1;
      else {
        const keys = (spec.groupBy ?? []).map((key) => keyOf(key, row, dataset, united, spec));
        const placed = (spec.groupBy ?? []).every(
          (key, i) => 'field' in key || 'dataset' in key || keys[i] !== null,
        );
        if (placed) mapped += 1;
        else notMapped += 1;
        const name = JSON.stringify(keys);
        members.set(name, [...(members.get(name) ?? []), { row, dataset }]);
      }
    }
  }
  const groups = new Map<string, readonly unknown[]>();
  for (const [name, rows] of members) groups.set(name, measuresOf(spec, rows));
  return { groups, balance: [mapped, notMapped, outside] };
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(null) ? null : true;
}

function conditionsOf(where: Where, row: StoredRow, dataset: FixtureDataset, united: boolean): Truth[] {
  const { time, space, fields } = where;
  const first = number(row, 'date_from') ?? 0;
  const last = number(row, 'date_to') ?? 0;
  const truths: Truth[] = [];
  const from = time?.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(time.from) / 86_400_000;
  const to = time?.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(time.to) / 86_400_000;
  truths.push(last < from || first > to ? false : first >= from && last <= to ? true : null);
  for (const [name, values] of [
    ['hour', time?.hours],
    ['weekday', time?.weekdays],
  ] as const) {
    const value = number(row, name);
    if (values !== undefined) truths.push(value === null ? null : values.includes(value));
  }
  const { location_quality: quality } = row;
  const placed = quality === 'located' || quality === 'outside';
  const x = number(row, 'longitude') ?? 0;
  const y = number(row, 'latitude') ?? 0;
  if (space?.areas !== undefined) truths.push(inAreas(space.areas, row, dataset));
  if (space?.within !== undefined)
    truths.push(placed ? contains(ringsOf(space.within.coordinates), x, y) : null);
  if (space?.near !== undefined) {
    const metres = metresBetween(row, space.near);
    truths.push(placed ? metres <= space.near.metres && metres > (space.near.beyond ?? -1) : null);
  }
  for (const field of fields ?? [])
    truths.push(passes(field, fieldOf(field.field, row, dataset, united), scaleOf(field.field, dataset)));
  return truths;
}

function metresBetween(row: StoredRow, { lon, lat }: { readonly lon: number; readonly lat: number }): number {
  const centre = toMicroDegrees(lat);
  const dx = ((number(row, 'longitude') ?? 0) - toMicroDegrees(lon)) * metresPerMicroLongitude(centre);
  const dy = ((number(row, 'latitude') ?? 0) - centre) * METRES_PER_MICRO_LATITUDE;
  return Math.hypot(dx, dy);
}

function inAreas(areas: readonly string[], row: StoredRow, dataset: FixtureDataset): Truth {
  const levels = (Object.keys(VINTAGES) as (keyof typeof VINTAGES)[]).filter((level) =>
    areas.some((code) => levelOf(code) === level),
  );
  const codes = levels.map((level) =>
    dataset.levels.includes(level) ? row[`${level}_${VINTAGES[level]}`] : null,
  );
  if (codes.some((code) => typeof code === 'string' && areas.includes(code))) return true;
  const { location_quality: quality } = row;
  if (quality === 'outside') return false;
  return codes.some((code) => code === null) ? null : false;
}

function levelOf(code: string): keyof typeof VINTAGES {
  if (code.startsWith('L')) return 'lsoa';
  return code.length === 4 ? 'ward' : 'borough';
}

function scaleOf(name: string, { definition }: FixtureDataset): number {
  return definition.fields.find((field) => field.name === name)?.scale ?? 0;
}

function fieldOf(name: string, row: StoredRow, { definition }: FixtureDataset, united: boolean) {
  const own = united ? undefined : definition.fields.find((field) => field.name === name);
  if (own !== undefined) return row[name] ?? null;
  const common = definition.common[name];
  if (common === undefined) return row[name] ?? null;
  if (common.from === 'constant') return common.value;
  return common.map[String(row[common.field])] ?? null;
}

function passes(spec: FieldSpec, stored: StoredRow[string] | null, scale: number): boolean {
  const value = typeof stored === 'number' ? stored / 10 ** scale : stored;
  if ('is' in spec) return (value === null) === (spec.is === 'unknown');
  if (value === null || value === undefined) return false;
  if ('in' in spec) return spec.in.includes(value as string);
  if ('notIn' in spec) return !spec.notIn.includes(value as string);
  return (
    Number(value) >= (spec.from ?? Number.NEGATIVE_INFINITY) &&
    Number(value) <= (spec.to ?? Number.POSITIVE_INFINITY)
  );
}

function isCovered(row: StoredRow, { deliveries }: FixtureDataset): boolean {
  const month = number(row, 'month');
  const { borough_2022: borough = null } = row;
  return deliveries.some(({ coverage }) => {
    const from = Number(coverage.from.replace('-', ''));
    const to = Number(coverage.to.replace('-', ''));
    const year = number(row, 'year') ?? 0;
    const within =
      month === null
        ? Math.floor(from / 100) <= year && year <= Math.floor(to / 100)
        : from <= month && month <= to;
    return (
      within && (coverage.areas === null || borough === null || coverage.areas.includes(String(borough)))
    );
  });
}

function keyOf(
  key: KeySpec,
  row: StoredRow,
  dataset: FixtureDataset,
  united: boolean,
  spec: ParsedQuerySpec,
): unknown {
  if ('ring' in key) {
    const near = spec.where?.space?.near;
    if (near === undefined) return null;
    return key.ring.find((metres) => metresBetween(row, near) <= metres) ?? null;
  }
  if ('dataset' in key) return dataset.definition.id;
  if ('area' in key) {
    const level = key.area as keyof typeof VINTAGES;
    return dataset.levels.includes(level) ? (row[`${level}_${VINTAGES[level]}`] ?? null) : null;
  }
  if ('cell' in key) {
    const cell = row[`h3_${key.cell}`];
    return typeof cell === 'bigint' ? cell.toString(16) : null;
  }
  if ('field' in key) {
    const value = fieldOf(key.field, row, dataset, united);
    return typeof value === 'number' ? value / 10 ** scaleOf(key.field, dataset) : value;
  }
  return timeOf(key.time, row);
}

function timeOf(unit: string, row: StoredRow): unknown {
  const month = number(row, 'month');
  const day = number(row, 'date_from') === number(row, 'date_to') ? number(row, 'date_from') : null;
  const date = (value: number) => new Date(value * 86_400_000).toISOString().slice(0, 10);
  switch (unit) {
    case 'quarter':
      return month === null ? null : `${Math.floor(month / 100)}-Q${Math.ceil((month % 100) / 3)}`;
    case 'month':
      return month === null ? null : `${Math.floor(month / 100)}-${String(month % 100).padStart(2, '0')}`;
    case 'day':
      return day === null ? null : date(day);
    case 'week':
      return day === null ? null : date(day - ((number(row, 'weekday') ?? 1) - 1));
    default:
      return number(row, unit);
  }
}

function measuresOf(
  spec: ParsedQuerySpec,
  rows: readonly { row: StoredRow; dataset: FixtureDataset }[],
): unknown[] {
  const united = spec.datasets.length > 1;
  return (spec.measures ?? [{ measure: 'count' }]).map((measure) => {
    if (!('field' in measure)) return rows.length;
    const values = rows
      .map(({ row, dataset }) => fieldOf(measure.field, row, dataset, united))
      .filter((value) => value !== null);
    if (measure.measure === 'distinct') return new Set(values).size;
    if (values.length === 0) return 'u';
    const scale = 10 ** Math.max(...rows.map(({ dataset }) => scaleOf(measure.field, dataset)));
    const sum = values.reduce<number>((total, value) => total + Number(value), 0) / scale;
    return measure.measure === 'sum' ? sum : sum / values.length;
  });
}

function number(row: StoredRow, name: string): number | null {
  const value = row[name];
  return typeof value === 'number' ? value : null;
}
