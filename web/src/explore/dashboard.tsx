import { lazy, Suspense } from 'react';
import { Parts } from '../charts/part.tsx';
import { useComparison } from '../compare/use-comparison.ts';
import { MapCard } from '../map/map-card.tsx';
import { settledAnswer } from './answers.ts';
import { type CardProps, clearer, toggleOf } from './cards/card-props.ts';
import { CategoryCard } from './cards/category-card.tsx';
import { RankCard } from './cards/rank-card.tsx';
import { TimeCard } from './cards/time-card.tsx';
import { WeekCard } from './cards/week-card.tsx';
import { Kpis } from './kpis.tsx';
import { measureLabel } from './words.ts';

const TrendCard = lazy(() =>
  import('./cards/trend-card.tsx').then((module) => ({ default: module.TrendCard })),
);
const LinesCard = lazy(() =>
  import('./cards/lines-card.tsx').then((module) => ({ default: module.LinesCard })),
);
const ChangedCard = lazy(() =>
  import('../compare/changed-card.tsx').then((module) => ({ default: module.ChangedCard })),
);
const CoverageStrip = lazy(() =>
  import('./coverage-strip.tsx').then((module) => ({ default: module.CoverageStrip })),
);

type Props = Omit<CardProps, 'measure' | 'comparison'>;

export function Dashboard(props: Props) {
  const { choice, state, world, geography, answers, apply } = props;
  const measure = measureLabel(choice, state);
  const time = state.view === 'map' ? undefined : settledAnswer(answers.time);
  const comparison = useComparison({ choice, state, time }, answers.held);
  const clearAreas = () => apply((before) => ({ ...before, areas: [] }));
  const toggle = toggleOf(choice);
  const toggleArea = (code: string) => apply((before) => ({ ...before, areas: toggle(before.areas, code) }));
  const map = (
    <MapCard
      {...{ choice, state, apply }}
      access={choice.access}
      query={answers.area}
      world={world}
      geography={geography}
      chosen={state.areas}
      noun={choice.noun.many}
      measure={measure}
      className={state.view === 'map' ? 'span-12 tall' : 'span-7'}
      onLevel={(level) =>
        apply((before) => ({ ...before, level: level === world.levels[0]?.level ? null : level }))
      }
      onToggle={toggleArea}
      onClear={clearer(state.areas.length > 0, clearAreas)}
    />
  );
  if (state.view === 'map')
    return (
      <Parts>
        <div className="grid">{map}</div>
      </Parts>
    );
  const card: CardProps = { ...props, measure, comparison };
  return (
    <Parts>
      {state.view === 'dashboard' && (
        <>
          <Kpis {...card} />
          <Suspense fallback={<div className="coverage-strip waiting" />}>
            <CoverageStrip choice={choice} />
          </Suspense>
        </>
      )}
      <div className={`grid grid-${state.view}`}>
        {state.view === 'dashboard' && map}
        <TimeCard {...card} />
        <CategoryCard {...card} />
        {choice.knowsHours ? (
          <WeekCard {...card} />
        ) : (
          choice.knowsMonths && (
            <Suspense fallback={<div className="card card-trend span-7" />}>
              <TrendCard {...card} />
            </Suspense>
          )
        )}
        <RankCard {...card} />
        <Suspense fallback={null}>
          {state.compare !== 'none' && <ChangedCard {...card} />}
          {choice.knowsHours && choice.knowsMonths && <TrendCard {...card} />}
          {choice.knowsMonths && state.view === 'charts' && <LinesCard {...card} />}
        </Suspense>
      </div>
    </Parts>
  );
}
