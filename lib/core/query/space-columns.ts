import type { Level, Vintage } from '#core/model/geography.ts';
import { choose, column, compare, nullOf, text } from '#core/sql/build.ts';
import type { Expression } from '#core/sql/tree.ts';
import { locatedColumn, type SpaceColumns } from './condition.ts';
import type { Places } from './places.ts';
import type { QueryDataset } from './query.ts';
import { shapePlace } from './shape-place.ts';

/** What conditions on space read of the records of one dataset. */
export function spaceColumnsOf(dataset: QueryDataset, places: Places): SpaceColumns {
  return {
    area: (level, vintage) => areaValue(dataset, level, vintage),
    quality: (levels) => qualityValue(levels, dataset),
    place: shapePlace(dataset.view, places),
  };
}

/** The code of a level in a dataset's files; NULL where its publication does not have the level. */
export function areaValue(dataset: QueryDataset, level: Level, vintage: Vintage): Expression {
  const name = locatedColumn(dataset, level, vintage);
  return name === null ? nullOf('VARCHAR') : column(name);
}

/** The quality of places, as far as it tells which of the areas asked for a record is in. */
export function qualityValue(
  levels: Parameters<SpaceColumns['quality']>[0],
  dataset: QueryDataset,
): Expression {
  const missing = levels.some(({ level, vintage }) => locatedColumn(dataset, level, vintage) === null);
  const quality = column('location_quality');
  if (!missing) return quality;
  const outside = text('outside');
  return choose([{ when: compare(quality, '=', outside), value: outside }], text('missing'));
}
