import { type RefObject, useMemo, useRef } from 'react';
import { useAnswer } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import { PartError } from '../charts/part.tsx';
import { groupsOf, seriesOf } from '../charts/series.ts';
import { Loading } from '../shell/state-message.tsx';
import { codesWithin } from '../state/codes-within.ts';
import { levelLabel, lowerFirst, upperFirst } from '../state/grouping.ts';
import { keptBreaks } from '../state/look.ts';
import { COUNT, measureOf, RATE, specOf } from '../state/spec.ts';
import { rescaleOf, useNotedBreaks } from './area-map.tsx';
import { type DrawnTwo, drawnTwo, type Side, seriesOfDataset, twoWords } from './bivariate.ts';
import { BIVARIATE } from './colours.ts';
import { drawnOf } from './drawn-of.ts';
import { MapFrame, type Saved } from './frame.tsx';
import { LazyMap } from './lazy-map.tsx';
import { edgeFormat } from './legend.tsx';
import { type MapCardProps, missingOf } from './map-card.tsx';
import type { MapPicture } from './map-view.tsx';
import { MapMirror } from './mirror.tsx';
import { areaScene } from './scene.ts';
import { otherWords } from './sheet-legend.ts';
import { TwoLegend } from './two-legend.tsx';
import { useBase, useShapes } from './use-base.ts';

function missingFor(answer: Answer, dataset: string): ReadonlySet<string> {
  return new Set(
    answer.result.coverage
      .filter((coverage) => coverage.dataset === dataset)
      .flatMap(({ missingAreas }) => missingAreas.map(({ code }) => code)),
  );
}

/** The map of areas by two measures: counts of two datasets where two are chosen, else the count and a rate. */
export function TwoMap(props: MapCardProps) {
  const { choice, state, geography, world, noun } = props;
  const picture = useRef<MapPicture | null>(null);
  const [a, b] = choice.datasets.filter(({ published }) => published !== null);
  const pair = a !== undefined && b !== undefined ? ([a, b] as const) : null;
  const second = state.measure.kind === 'count' ? RATE : measureOf(state.measure);
  const ask =
    pair === null
      ? { groupBy: [{ area: geography.level }], measures: [COUNT, second] }
      : { groupBy: [{ area: geography.level }, { dataset: true as const }], measures: [COUNT] };
  const spec = specOf(choice, state, { ...ask, without: { kind: 'area' } });
  const query = useAnswer(pair === null ? spec : { ...spec, datasets: pair.map(({ id }) => id) });
  const base = useBase(world);
  const isCoarse = world.levels[0]?.level === geography.level;
  const shapes = useShapes(geography, geography.tilesUrl === null && !isCoarse);
  const areas = world.areasOf(geography.level);
  const kept = keptBreaks(state);
  const stamp = JSON.stringify(kept);
  const answer = query.data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says which breaks are kept
  const sides = useMemo(() => (answer === undefined ? null : sidesOf(answer, pair, noun)), [answer, noun]);
  const matches = answer !== undefined && groupsOf(answer.result)[0]?.name === geography.level;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says which breaks are kept
  const drawn = useMemo(
    () => (sides === null || areas === null || !matches ? null : drawnTwo(sides, areas, kept)),
    [sides, areas, matches, stamp],
  );
  useNotedBreaks(state, drawn?.cuts[0] ?? null, query.isPlaceholderData, drawn?.cuts[1] ?? null);
  const labels = labelsOf(sides);
  const saved = async (found: Answer): Promise<Saved> => {
    if (drawn === null) throw new Error('the map is not drawn yet; try again in a moment');
    const response = await fetch(geography.displayUrl);
    return {
      answer: found,
      drawn: { areas: drawn.areas, colours: BIVARIATE },
      shapes: response.ok ? ((await response.json()) as GeoJSON.FeatureCollection) : null,
      legend: {
        title: `${labels[0]} and ${lowerFirst(labels[1])}`,
        classes: BIVARIATE.map((colour, place) => ({ colour, label: twoWords(place, labels) })),
        axes: [axisWords(labels[0], drawn.cuts[0].breaks), axisWords(labels[1], drawn.cuts[1].breaks)],
        others: otherWords(drawn.areas),
        how: `Thirds of each, N = ${drawn.areas.filter((area) => area.class !== null).length} ${lowerFirst(levelLabel(geography.level, true))}.`,
      },
    };
  };
  const failed = shapes.error ?? base.failed;
  return (
    <MapFrame
      {...props}
      subtitle={`${labels[0]} and ${lowerFirst(labels[1])}, by ${lowerFirst(levelLabel(geography.level))}`}
      shown={query}
      picture={picture}
      saved={saved}
      classed={false}
      table={() => ({
        head: [levelLabel(geography.level), labels[0], labels[1]],
        rows: [...(drawn?.areas ?? [])]
          .sort(
            (one, other) => (other.value ?? -1) - (one.value ?? -1) || one.label.localeCompare(other.label),
          )
          .map((area) => [area.label, ...area.pair]),
      })}
    >
      {() =>
        failed !== null ? (
          <PartError error={failed} />
        ) : drawn === null ||
          base.outline === null ||
          (geography.tilesUrl === null && !isCoarse && shapes.data === undefined) ? (
          <Loading what="Drawing the map" />
        ) : (
          <TwoBody
            {...props}
            {...{ drawn, labels, base, picture }}
            own={isCoarse ? base.outline : (shapes.data ?? null)}
            isCoarse={isCoarse}
          />
        )
      }
    </MapFrame>
  );
}

function sidesOf(
  answer: Answer,
  pair:
    | readonly [
        { readonly id: string; readonly title: string },
        { readonly id: string; readonly title: string },
      ]
    | null,
  noun: string,
): readonly [Side, Side] {
  if (pair !== null) {
    const side = ({ id, title }: { readonly id: string; readonly title: string }): Side => ({
      series: seriesOfDataset(answer.result, id),
      missing: missingFor(answer, id),
      label: title,
    });
    return [side(pair[0]), side(pair[1])];
  }
  const missing = missingOf(answer);
  const [count, other] = [seriesOf(answer.result, 0), seriesOf(answer.result, 1)];
  return [
    { series: count, missing, label: upperFirst(noun) },
    { series: other, missing, label: other.label },
  ];
}

function labelsOf(sides: readonly [Side, Side] | null): readonly [string, string] {
  return [sides?.[0].label ?? 'Number', sides?.[1].label ?? 'Second measure'];
}

/** `Crimes: low under 720, high from 1,400`. */
function axisWords(label: string, breaks: readonly number[]): string {
  const format = edgeFormat(breaks);
  const [low, high] = breaks;
  if (low === undefined) return `${label}: all alike`;
  if (high === undefined) return `${label}: low under ${format(low)}`;
  return `${label}: low under ${format(low)}, high from ${format(high)}`;
}

type BodyProps = MapCardProps & {
  readonly drawn: DrawnTwo;
  readonly labels: readonly [string, string];
  readonly base: ReturnType<typeof useBase>;
  readonly own: GeoJSON.FeatureCollection | null;
  readonly isCoarse: boolean;
  readonly picture: RefObject<MapPicture | null>;
};

function TwoBody(props: BodyProps) {
  const {
    drawn,
    labels,
    base,
    own,
    isCoarse,
    picture,
    geography,
    state,
    apply,
    chosen,
    world,
    access,
    onToggle,
  } = props;
  const selected = useMemo(
    () => codesWithin(world.areasOf(geography.level) ?? [], chosen),
    [world, geography.level, chosen],
  );
  const scene = useMemo(
    () => areaScene(`two ${geography.level} ${geography.vintage}`, geography, own, isCoarse, base),
    [geography, own, isCoarse, base],
  );
  return (
    <>
      <LazyMap
        scene={scene}
        colours={BIVARIATE}
        names={state.look.labels}
        clusters={false}
        bounds={base.bounds}
        areas={drawn.areas}
        chosen={selected}
        label={`Map: ${labels[0]} and ${labels[1]} by ${levelLabel(geography.level)}. The same numbers are in the list after it and under Show as table.`}
        picture={picture}
        drawn={drawnOf(props)}
        onToggle={onToggle}
      />
      <TwoLegend
        drawn={drawn}
        labels={labels}
        places={lowerFirst(levelLabel(geography.level, true))}
        minimumCount={access.minimumCount}
        onRescale={rescaleOf(state, apply)}
      />
      <MapMirror
        areas={drawn.areas}
        breaks={[]}
        label={`${labels[0]} and ${labels[1]} on the map`}
        classWords={(place) => twoWords(place, labels)}
      />
    </>
  );
}
