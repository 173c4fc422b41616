import { useEffect, useMemo, useRef } from 'react';
import type { Answer } from '../api/query-run.ts';
import { PartError } from '../charts/part.tsx';
import { groupsOf, ranked, seriesOf } from '../charts/series.ts';
import { Loading } from '../shell/state-message.tsx';
import { codesWithin } from '../state/codes-within.ts';
import { levelLabel, lowerFirst } from '../state/grouping.ts';
import { keptBreaks, type MapLayer, noteBreaks } from '../state/look.ts';
import { drawnOf } from './drawn-of.ts';
import { MapFrame, type Saved } from './frame.tsx';
import { layerProblem, METHOD_NAMES } from './layer.ts';
import { LazyMap } from './lazy-map.tsx';
import { Legend, unknownWords } from './legend.tsx';
import { type MapCardProps, missingOf } from './map-card.tsx';
import type { MapPicture } from './map-view.tsx';
import { MapMirror } from './mirror.tsx';
import { areaScene } from './scene.ts';
import { type Classing, type DrawnMap, drawnMap, keptSet } from './shape.ts';
import { classedLegend } from './sheet-legend.ts';
import { useBase, useShapes } from './use-base.ts';

export function classingOf(state: MapCardProps['state'], set = 0): Classing {
  return { ...state.look, kept: keptBreaks(state)?.[set] ?? null };
}

type Props = MapCardProps & {
  /** A layer that was asked for and that the profile does not show. */
  readonly refused: MapLayer | null;
};

/** The map of areas in classes. */
export function AreaMap(props: Props) {
  const { query, access, state, world, geography, measure, refused } = props;
  const picture = useRef<MapPicture | null>(null);
  const classing = classingOf(state);
  const drawn = (answer: Answer) =>
    drawnMap(seriesOf(answer.result), world.areasOf(geography.level) ?? [], missingOf(answer), classing);
  const problem = refused === null ? null : layerProblem(refused, access);
  const saved = async (answer: Answer): Promise<Saved> => {
    const made = drawn(answer);
    const response = await fetch(geography.displayUrl);
    const shapes = response.ok ? ((await response.json()) as GeoJSON.FeatureCollection) : null;
    return {
      answer,
      drawn: made,
      shapes,
      legend: classedLegend(made, measure, METHOD_NAMES[state.look.method], placesOf(props)),
    };
  };
  return (
    <MapFrame
      {...props}
      subtitle={`${measure}, by ${lowerFirst(levelLabel(geography.level))}${geography.synthetic ? ', demonstration areas' : ''}`}
      shown={query}
      picture={picture}
      saved={saved}
      classed
      table={(answer) => ({
        head: [levelLabel(geography.level), seriesOf(answer.result).label],
        rows: ranked(drawn(answer).areas).map((point) => [
          point.label,
          'words' in point ? String(point.words) : '',
        ]),
      })}
    >
      {(answer) => (
        <>
          {problem !== null && <p className="map-note map-problem">{problem}</p>}
          <AreaBody {...props} answer={answer} classing={classing} picture={picture} />
        </>
      )}
    </MapFrame>
  );
}

function placesOf({ geography }: MapCardProps): string {
  return lowerFirst(levelLabel(geography.level, true));
}

type BodyProps = MapCardProps & {
  readonly answer: Answer;
  readonly classing: Classing;
  readonly picture: React.RefObject<MapPicture | null>;
};

function AreaBody(props: BodyProps) {
  const {
    answer,
    access,
    world,
    geography,
    chosen,
    noun,
    measure,
    picture,
    state,
    apply,
    classing,
    query,
    onToggle,
  } = props;
  const isCoarse = world.levels[0]?.level === geography.level;
  const base = useBase(world);
  const shapes = useShapes(geography, geography.tilesUrl === null && !isCoarse);
  const areas = world.areasOf(geography.level);
  const matches = groupsOf(answer.result)[0]?.name === geography.level;
  const series = useMemo(() => seriesOf(answer.result), [answer]);
  const key = JSON.stringify(classing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the classing
  const drawn = useMemo(
    () => (areas === null || !matches ? null : drawnMap(series, areas, missingOf(answer), classing)),
    [areas, matches, series, answer, key],
  );
  useNotedBreaks(state, drawn, query.isPlaceholderData);
  const selected = useMemo(() => codesWithin(areas ?? [], chosen), [areas, chosen]);
  const own = isCoarse ? base.outline : (shapes.data ?? null);
  const scene = useMemo(
    () => areaScene(`${geography.level} ${geography.vintage}`, geography, own, isCoarse, base),
    [geography, own, isCoarse, base],
  );
  const failed = shapes.error ?? base.failed;
  if (failed !== null) return <PartError error={failed} />;
  if (drawn === null || base.outline === null || (scene.tiles === null && own === null))
    return <Loading what="Drawing the map" />;
  const label = `Map: ${noun} by ${levelLabel(geography.level)}. The same numbers are in the list after it and under Show as table; choose areas in the tree of the query panel.`;
  return (
    <>
      <LazyMap
        scene={scene}
        colours={drawn.colours}
        names={state.look.labels}
        clusters={false}
        bounds={base.bounds}
        areas={drawn.areas}
        chosen={selected}
        label={label}
        picture={picture}
        drawn={drawnOf(props)}
        onToggle={onToggle}
      />
      <Legend
        drawn={drawn}
        title={measure}
        minimumCount={access.minimumCount}
        method={METHOD_NAMES[state.look.method]}
        places={placesOf(props)}
        onRescale={rescaleOf(state, apply)}
        note={unknownWords(drawn.unknown, series.type)}
      />
      <MapMirror areas={drawn.areas} breaks={drawn.breaks} label={`${measure} on the map`} />
    </>
  );
}

/** Keeps in mind the breaks that a map was drawn with, for when a filter changes. */
export function useNotedBreaks(
  state: MapCardProps['state'],
  drawn: Pick<DrawnMap, 'breaks' | 'range'> | null,
  isOld: boolean,
  second: Pick<DrawnMap, 'breaks' | 'range'> | null = null,
): void {
  useEffect(() => {
    if (drawn === null || isOld) return;
    const sets = [drawn, ...(second === null ? [] : [second])].map(keptSet);
    if (sets.every((set) => set !== null)) noteBreaks(state, sets);
  }, [state, drawn, second, isOld]);
}

/** Forgets the breaks that were kept; null when none are, so that there is nothing to rescale. */
export function rescaleOf(state: MapCardProps['state'], apply: MapCardProps['apply']): (() => void) | null {
  if (keptBreaks(state) === null || state.look.method === 'own') return null;
  return () => apply((before) => ({ ...before, look: { ...before.look, kept: null } }));
}
