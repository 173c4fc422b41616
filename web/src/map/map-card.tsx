import { lazy, Suspense, useEffect } from 'react';
import type { AnswerQuery } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import type { GeographySummary } from '../api/types.ts';
import type { Access } from '../state/access.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import type { World } from '../state/world.ts';

const MapPanel = lazy(() => import('./map-panel.tsx').then((module) => ({ default: module.MapPanel })));

export type MapCardProps = {
  readonly choice: Choice;
  readonly state: Exploration;
  readonly apply: (change: (before: Exploration) => Exploration) => void;
  /** The numbers of the areas of the level. */
  readonly query: AnswerQuery;
  readonly access: Access;
  readonly world: World;
  readonly geography: GeographySummary;
  readonly chosen: readonly string[];
  readonly noun: string;
  readonly measure: string;
  readonly className: string;
  readonly onLevel: (level: string) => void;
  readonly onToggle: (code: string) => void;
  readonly onClear: (() => void) | null;
};

/** The map with its legend and controls, all of which are fetched when a map is shown. */
export function MapCard(props: MapCardProps) {
  useEffect(() => {
    void import('./map-view.tsx');
  }, []);
  return (
    <Suspense fallback={<Waiting className={props.className} title={`Where ${props.noun} happen`} />}>
      <MapPanel {...props} />
    </Suspense>
  );
}

function Waiting({ className, title }: { readonly className: string; readonly title: string }) {
  return (
    <section className={`card card-map ${className}`} aria-label={title} aria-busy="true">
      <div className="card-head">
        <h2>{title}</h2>
      </div>
      <div className="card-body">
        <div className="state">
          <span className="skeleton skeleton-block" aria-hidden="true" />
        </div>
      </div>
    </section>
  );
}

/** Codes of areas that at least one dataset was not supplied for. */
export function missingOf(answer: Answer): ReadonlySet<string> {
  return new Set(
    answer.result.coverage.flatMap((coverage) => coverage.missingAreas.map((area) => area.code)),
  );
}
