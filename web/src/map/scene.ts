import type { AreaSummary, GeographySummary } from '../api/types.ts';

/** Names of a map's sources. */
export const AREAS = 'areas';
export const POINTS = 'points';
export const DRAWN = 'drawn';

/** What a map is made of, apart from its colours. A map is made anew when `key` changes. */
export type Scene = {
  readonly key: string;
  /** Tiles of a level with many areas; else all shapes are in `shapes`, each with its `code`. */
  readonly tiles: { readonly url: string; readonly layer: string } | null;
  readonly shapes: GeoJSON.FeatureCollection | null;
  /** Whether there are so many shapes that their borders must be thin. */
  readonly fine: boolean;
  readonly outline: GeoJSON.FeatureCollection | null;
  readonly labels: readonly AreaSummary[];
  /** Records as points, with what to say of each in `words`; null = none are shown. */
  readonly points: GeoJSON.FeatureCollection | null;
};

/** The areas of a level over the coarsest one; `own`: their shapes where there are no tiles of them. */
export function areaScene(
  key: string,
  { level, tilesUrl, areaCount }: GeographySummary,
  own: GeoJSON.FeatureCollection | null,
  isCoarse: boolean,
  base: Pick<Scene, 'outline' | 'labels'>,
): Scene {
  return {
    key,
    tiles: tilesUrl === null ? null : { url: tilesUrl, layer: level },
    shapes: own,
    fine: areaCount > 100,
    outline: isCoarse ? null : base.outline,
    labels: base.labels,
    points: null,
  };
}
