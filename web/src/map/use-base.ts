import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AreaSummary, GeographySummary } from '../api/types.ts';
import type { World } from '../state/world.ts';
import { type Bounds, boundsOf } from './shape.ts';

async function geojson(url: string, signal: AbortSignal): Promise<GeoJSON.FeatureCollection> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`the boundaries could not be fetched (status ${response.status})`);
  return (await response.json()) as GeoJSON.FeatureCollection;
}

/** The generalised boundaries of a level, fetched once. */
export function useShapes(geography: GeographySummary | undefined, wanted: boolean) {
  return useQuery({
    queryKey: ['shapes', geography?.displayUrl],
    queryFn: ({ signal }) => geojson(geography?.displayUrl ?? '', signal),
    enabled: wanted && geography !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Boundaries of the coarsest level that every map is laid over: borders, names, and where the map ends. */
export type Base = {
  readonly outline: GeoJSON.FeatureCollection | null;
  readonly labels: readonly AreaSummary[];
  readonly bounds: Bounds | null;
  readonly failed: unknown;
};

export function useBase(world: World): Base {
  const coarse = world.levels[0];
  const { data, error } = useShapes(coarse, true);
  const bounds = useMemo(() => (data === undefined ? null : boundsOf(data)), [data]);
  const labels = coarse === undefined ? null : world.areasOf(coarse.level);
  return useMemo(
    () => ({ outline: data ?? null, labels: labels ?? NONE, bounds, failed: error }),
    [data, labels, bounds, error],
  );
}

const NONE: readonly AreaSummary[] = [];
