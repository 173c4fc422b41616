import type { Level, Vintage } from '#core/model/geography.ts';
import type { DatasetView } from '#core/view/view.ts';
import type { Places } from './places.ts';
import type { Query } from './query.ts';

/**
 * What stands for a record when a shape decides: its point; the centre of its cell; or the label point of its area. The
 * finest place that a profile shows, so that no series of shapes finds a finer one.
 */
export type ShapePlace =
  | { readonly by: 'point' }
  | { readonly by: 'cell'; readonly resolution: 7 | 8 | 9 }
  | { readonly by: 'area'; readonly level: Level; readonly vintage: Vintage };

/** What stands for the records of a view: its finest cell, else its level with the most areas; null = it shows no place. */
export function shapePlace({ access }: Pick<DatasetView, 'access'>, places: Places): ShapePlace | null {
  const { exact, cell, levels } = access.precision;
  if (exact) return { by: 'point' };
  if (cell !== null) return { by: 'cell', resolution: cell };
  const level = places.levels.findLast((one) => levels.includes(one));
  const set = level === undefined ? null : places.at(level);
  if (set === null) return null;
  return { by: 'area', level: set.geography.level, vintage: set.geography.vintage };
}

/** What a reader should know of how the shapes of a query were decided, where not by where records were. */
export function shapeNotes({
  datasets,
  space,
  places,
}: Pick<Query, 'datasets' | 'space' | 'places'>): readonly string[] {
  if (space.within === null && space.near === null) return [];
  const notes = datasets.flatMap(({ view }) => {
    const place = shapePlace(view, places);
    if (place === null || place.by === 'point') return [];
    const stands =
      place.by === 'cell' ? `its hexagon of resolution ${place.resolution}` : `its ${place.level}`;
    return [`${view.title}: a record is in a drawn shape or circle when the middle of ${stands} is.`];
  });
  return [...new Set(notes)];
}
