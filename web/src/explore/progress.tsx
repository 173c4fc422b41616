import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { RUNNING } from '../api/running.ts';

const SHOWN_AFTER_MS = 1_000;

const ProgressCard = lazy(() =>
  import('./progress-card.tsx').then((module) => ({ default: module.ProgressCard })),
);

/** How far the queries of the page are, once they have taken a second. */
export function Progress() {
  const { since } = useSyncExternalStore(RUNNING.subscribe, RUNNING.current);
  const [late, setLate] = useState<number | null>(null);
  useEffect(() => {
    if (since === null) return;
    const timer = setTimeout(() => setLate(since), Math.max(0, since + SHOWN_AFTER_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [since]);
  const isLate = since !== null && late === since;
  const [everLate, setEverLate] = useState(false);
  if (isLate && !everLate) setEverLate(true);
  return everLate ? (
    <Suspense fallback={null}>
      <ProgressCard since={isLate ? since : null} />
    </Suspense>
  ) : null;
}
