import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import { cellCentre, cellOf } from '#core/geo/cell.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { H3_RESOLUTIONS } from '#core/model/geography.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { placesOf } from '#core/query/places.ts';
import type { QueryContext } from '#core/query/resolve.ts';
import { type DatasetView, viewFor } from '#core/view/view.ts';
import { GEOGRAPHIES, VINTAGES } from './fixture-geography.ts';
import { type FixtureDataset, NOW, type StoredRow, storedRows } from './fixture-lake.ts';
import { ruleHolds } from './naive-rule.ts';

type Level = keyof typeof VINTAGES;
const FAR_AWAY = { longitude: 0, latitude: 0 };

/** The records and fields of a dataset that an access shows, as a dataset of their own; places as fine as it shows them. */
export function visibleCopy(dataset: FixtureDataset, access: DatasetAccess): FixtureDataset {
  const { definition } = dataset;
  const fields = definition.fields.filter(({ name }) => access.fields.includes(name));
  const names = new Set(fields.map(({ name }) => name));
  const common = Object.entries(definition.common).filter(
    ([, source]) => source.from === 'constant' || names.has(source.field),
  );
  const hidden = definition.fields.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  const levels = dataset.levels.filter((level) => shows(access, level));
  const stored = storedRows(dataset)
    .filter((row) => access.rowRule === null || ruleHolds(access.rowRule, row, NOW) === true)
    .map((row) => visibleRow(row, access, hidden));
  return {
    ...dataset,
    definition: { ...definition, fields, common: Object.fromEntries(common) } as DatasetDefinition,
    levels,
    stored,
  };
}

function shows({ precision }: DatasetAccess, level: string): boolean {
  return precision.exact || precision.levels.includes(level);
}

function visibleRow(row: StoredRow, access: DatasetAccess, hidden: readonly string[]): StoredRow {
  const { precision } = access;
  const kept = Object.entries(row).filter(([name]) => {
    if (hidden.includes(name)) return false;
    const resolution = /^h3_(\d+)$/.exec(name)?.[1];
    if (resolution !== undefined) return precision.exact || Number(resolution) <= (precision.cell ?? 0);
    const level = Object.keys(VINTAGES).find((one) => name === `${one}_${VINTAGES[one as Level]}`);
    return level === undefined || shows(access, level);
  });
  return { ...Object.fromEntries(kept), ...(precision.exact ? {} : standIn(row, access)) };
}

/** The point that stands for a record, with its cells finer than those that are shown: a shape looks there first. */
function standIn(row: StoredRow, access: DatasetAccess): StoredRow {
  const point = representative(row, access);
  const finer = H3_RESOLUTIONS.filter((resolution) => resolution > (access.precision.cell ?? 0));
  const cells = finer.map((resolution) => [
    `h3_${resolution}`,
    point === FAR_AWAY ? null : cellOf(point.longitude, point.latitude, resolution),
  ]);
  return { ...point, ...Object.fromEntries(cells) };
}

/** The point that stands for a record: the centre of its cell, or the label point of its area. */
function representative(row: StoredRow, { precision }: DatasetAccess) {
  if (precision.cell !== null) {
    const cell = row[`h3_${precision.cell}`];
    return typeof cell === 'bigint' ? cellCentre(cell) : FAR_AWAY;
  }
  const level = (['lsoa', 'ward', 'borough'] as const).find((one) => precision.levels.includes(one));
  if (level === undefined) return FAR_AWAY;
  const code = row[`${level}_${VINTAGES[level]}`];
  const set = GEOGRAPHIES.find(({ geography }) => geography.level === level);
  const area = set?.areas.find((one) => one.code === code);
  return area === undefined ? FAR_AWAY : { longitude: area.labelLongitude, latitude: area.labelLatitude };
}

/**
 * What whole access to the copies is: every row and field, the levels that all of the datasets asked show, cells as fine
 * as the profile shows them, and coverage by areas only where those areas are shown. What is told of the row rule itself
 * (its words, and the cells that it hides whatever is stored) comes from the profile's views.
 */
export function copyContext(
  context: QueryContext,
  copies: readonly FixtureDataset[],
  accesses: ReadonlyMap<string, DatasetAccess>,
  asked: readonly string[],
  profiled: QueryContext['views'],
): QueryContext {
  const among = copies.filter(({ definition }) => asked.includes(definition.id));
  const accessOf = (id: string) => {
    const access = accesses.get(id);
    if (access === undefined) throw new Error(`no access to ${id}`);
    return access;
  };
  const shown = Object.entries(VINTAGES).filter(([level]) =>
    among.every(({ definition }) => shows(accessOf(definition.id), level)),
  );
  const views = among.map(({ definition }): readonly [string, DatasetView] => {
    const whole = wholeAccess(definition);
    const { precision, rowRule } = accessOf(definition.id);
    const view = viewFor(definition, { ...whole, precision }, NOW);
    const told = profiled.get(definition.id) ?? view;
    const ruleWords = () => told.ruleWords(areaName);
    return [definition.id, { ...view, access: { ...whole, rowRule }, admits: told.admits, ruleWords }];
  });
  const boroughs = shown.some(([level]) => level === 'borough');
  const manifests = [...context.manifests].map(([id, manifest]): readonly [string, Manifest] => [
    id,
    {
      ...manifest,
      deliveries: manifest.deliveries.map((delivery) => ({
        ...delivery,
        coverage: { ...delivery.coverage, areas: boroughs ? delivery.coverage.areas : null },
      })),
    },
  ]);
  const levels = new Set(shown.map(([level]) => level));
  return {
    ...context,
    views: new Map(views),
    manifests: new Map(manifests),
    places: placesOf(
      GEOGRAPHIES.filter(({ geography }) => levels.has(geography.level)),
      Object.fromEntries(shown),
    ),
  };
}

/** The name of an area of any level, shown or not: names are public. */
function areaName(column: string, code: string): string | null {
  const set = GEOGRAPHIES.find(({ geography }) => column === `${geography.level}_${geography.vintage}`);
  return set?.areas.find((area) => area.code === code)?.name ?? null;
}
