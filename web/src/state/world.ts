import { useCallback, useMemo, useState } from 'react';
import { useAreas, useGeographies } from '../api/hooks.ts';
import type { AreaSummary, GeographySummary } from '../api/types.ts';
import { currentLevels } from './grouping.ts';

/** The areas that the page knows, and a way to ask for more of them. */
export type World = {
  /** Current levels, coarse to fine. */
  readonly levels: readonly GeographySummary[];
  /** Areas of a level; null while they have not been fetched. */
  readonly areasOf: (level: string) => readonly AreaSummary[] | null;
  readonly find: (code: string) => { readonly area: AreaSummary; readonly level: string } | null;
  readonly want: (level: string) => void;
  readonly failed: unknown;
  readonly ready: boolean;
};

const NONE: readonly GeographySummary[] = [];

/** Fetches the coarsest level at once, others when something shows them or a chosen code is not found above. */
export function useWorld(codes: readonly string[], shown: readonly string[]): World {
  const geographies = useGeographies();
  const [wanted, setWanted] = useState<readonly string[]>([]);
  const levels = useMemo(() => currentLevels(geographies.data ?? NONE), [geographies.data]);
  const [searching, setSearching] = useState(1);
  const lists = useAreas(
    levels.map((geography, index) => ({
      geography,
      wanted: index < searching || wanted.includes(geography.level) || shown.includes(geography.level),
    })),
  );
  const stamp = lists.map((list) => list.dataUpdatedAt).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lists are made anew at each render; the stamp tells them apart
  const known = useMemo(() => {
    const byLevel = new Map<string, readonly AreaSummary[]>();
    const byCode = new Map<string, { area: AreaSummary; level: string }>();
    for (const { data } of lists) {
      if (data === undefined) continue;
      byLevel.set(data.level, data.areas);
      for (const area of data.areas) byCode.set(area.code, { area, level: data.level });
    }
    return { byLevel, byCode };
  }, [stamp]);
  const missing = codes.some((code) => !known.byCode.has(code));
  const settled = lists.slice(0, searching).every((list) => list.data !== undefined);
  if (missing && settled && searching < levels.length) setSearching(searching + 1);
  const want = useCallback(
    (level: string) => setWanted((before) => (before.includes(level) ? before : [...before, level])),
    [],
  );
  return {
    levels,
    areasOf: (level) => known.byLevel.get(level) ?? null,
    find: (code) => known.byCode.get(code) ?? null,
    want,
    failed: geographies.error ?? lists.find((list) => list.error !== null)?.error ?? null,
    ready: geographies.data !== undefined && (levels.length === 0 || lists[0]?.data !== undefined),
  };
}
