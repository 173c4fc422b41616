import { colourOfMark } from './pattern.ts';
import { AREAS } from './scene.ts';
import type { DrawnArea } from './shape.ts';

/** What of a map is needed to colour it. */
export type Colourable = {
  readonly setFeatureState: (
    feature: { readonly source: string; readonly sourceLayer?: string; readonly id: string },
    state: Record<string, unknown>,
  ) => void;
};

/** Tells the map the class of every area, whether it is chosen, and whether it is faded because others are. */
export function recolour(
  map: Colourable,
  sourceLayer: string | null,
  areas: readonly DrawnArea[],
  chosen: ReadonlySet<string>,
): void {
  const where = sourceLayer === null ? { source: AREAS } : { source: AREAS, sourceLayer };
  const some = chosen.size > 0;
  for (const area of areas) {
    const isChosen = some && chosen.has(area.code);
    const colour = area.class ?? colourOfMark(area.mark ?? 'u');
    map.setFeatureState({ ...where, id: area.code }, { colour, chosen: isChosen, faded: some && !isChosen });
  }
}
