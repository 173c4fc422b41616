import { useQuery } from '@tanstack/react-query';
import { lazy, type RefObject, Suspense, useMemo, useRef } from 'react';
import type { AnswerQuery } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import type { GeographySummary } from '../api/types.ts';
import { ChartCard } from '../charts/card.tsx';
import { fileNameOf, saveAs } from '../charts/image.ts';
import { groupsOf, ranked, seriesOf } from '../charts/series.ts';
import { formatNumber } from '../format/number.ts';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import type { Access } from '../state/access.ts';
import { levelLabel, lowerFirst } from '../state/grouping.ts';
import type { World } from '../state/world.ts';
import { Legend } from './legend.tsx';
import type { MapPicture } from './map-view.tsx';
import { boundsOf, codesWithin, type DrawnMap, drawnMap } from './shape.ts';

const MapView = lazy(() => import('./map-view.tsx').then((module) => ({ default: module.MapView })));

type Props = {
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

async function geojson(url: string, signal: AbortSignal): Promise<GeoJSON.FeatureCollection> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`the boundaries could not be fetched (status ${response.status})`);
  return (await response.json()) as GeoJSON.FeatureCollection;
}

function useShapes(geography: GeographySummary | undefined, wanted: boolean) {
  return useQuery({
    queryKey: ['shapes', geography?.displayUrl],
    queryFn: ({ signal }) => geojson(geography?.displayUrl ?? '', signal),
    enabled: wanted && geography !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function MapCard(props: Props) {
  const { query, access, world, geography, noun, measure, className, onLevel, onClear } = props;
  const picture = useRef<MapPicture | null>(null);
  const title = `Where ${noun} happen`;
  const save = () => void picture.current?.take().then((data) => saveAs(data, fileNameOf(title, 'png')));
  return (
    <ChartCard
      title={title}
      subtitle={`${measure}, by ${lowerFirst(levelLabel(geography.level))}${geography.synthetic ? ', demonstration areas' : ''}`}
      className={`card-map ${className}`}
      query={query}
      access={access}
      onClear={onClear}
      onImage={save}
      table={(answer) => {
        const series = seriesOf(answer.result);
        const drawn = drawnMap(series, world.areasOf(geography.level) ?? [], missingOf(answer));
        return {
          head: [levelLabel(geography.level), series.label],
          rows: ranked(drawn.areas).map((point) => [
            point.label,
            'words' in point ? String(point.words) : '',
          ]),
        };
      }}
      actions={
        world.levels.length > 1 && (
          <fieldset className="segmented">
            <legend className="visually-hidden">Areas of the map</legend>
            {world.levels.map(({ level }) => (
              <label key={level}>
                <input
                  type="radio"
                  name="map-level"
                  checked={level === geography.level}
                  onChange={() => onLevel(level)}
                />
                <span>{levelLabel(level, true)}</span>
              </label>
            ))}
          </fieldset>
        )
      }
    >
      {(answer) => <MapBody {...props} answer={answer} picture={picture} />}
    </ChartCard>
  );
}

/** Codes of areas that at least one dataset was not supplied for. */
export function missingOf(answer: Answer): ReadonlySet<string> {
  return new Set(
    answer.result.coverage.flatMap((coverage) => coverage.missingAreas.map((area) => area.code)),
  );
}

type BodyProps = Props & { readonly answer: Answer; readonly picture: RefObject<MapPicture | null> };

function MapBody({ answer, access, world, geography, chosen, noun, measure, picture, onToggle }: BodyProps) {
  const coarse = world.levels[0];
  const isCoarse = coarse?.level === geography.level;
  const shapes = useShapes(geography, geography.tilesUrl === null);
  const outline = useShapes(coarse, !isCoarse);
  const areas = world.areasOf(geography.level);
  const matches = groupsOf(answer.result)[0]?.name === geography.level;
  const series = useMemo(() => seriesOf(answer.result), [answer]);
  const drawn = useMemo(
    () => (areas === null || !matches ? null : drawnMap(series, areas, missingOf(answer))),
    [areas, matches, series, answer],
  );
  const selected = useMemo(() => codesWithin(areas ?? [], chosen), [areas, chosen]);
  const base = isCoarse ? shapes.data : outline.data;
  const bounds = useMemo(() => (base === undefined ? null : boundsOf(base)), [base]);
  const failed = shapes.error ?? outline.error;
  if (failed !== null) return <ErrorMessage error={failed} />;
  if (drawn === null || (geography.tilesUrl === null && shapes.data === undefined) || base === undefined) {
    return <Loading what="Drawing the map" />;
  }
  const label = `Map: ${noun} by ${levelLabel(geography.level)}. The same numbers are in the list after it and under Show as table; choose areas in the tree of the query panel.`;
  return (
    <>
      <Suspense fallback={<Loading what="Drawing the map" />}>
        <MapView
          key={`${geography.level} ${geography.vintage}`}
          geography={geography}
          shapes={shapes.data ?? null}
          outline={isCoarse ? null : (outline.data ?? null)}
          labels={coarse === undefined ? [] : (world.areasOf(coarse.level) ?? [])}
          bounds={bounds}
          areas={drawn.areas}
          chosen={selected}
          label={label}
          picture={picture}
          onToggle={onToggle}
        />
      </Suspense>
      <Legend drawn={drawn} title={measure} minimumCount={access.minimumCount} />
      <MapMirror drawn={drawn} measure={measure} />
      {drawn.unknown !== null && (
        <p className="map-note">
          Area not known:{' '}
          {drawn.unknown.value === null ? 'no number' : formatNumber(drawn.unknown.value, series.type)}, not
          on the map.
        </p>
      )}
    </>
  );
}

/** What the map shows, as a list for those who do not see it. */
function MapMirror({ drawn, measure }: { readonly drawn: DrawnMap; readonly measure: string }) {
  const classes = drawn.breaks.length + 1;
  return (
    <ul className="visually-hidden map-mirror" aria-label={`${measure} on the map`}>
      {drawn.areas.map((area) => (
        <li
          key={area.code}
          data-area={area.code}
          data-class={area.class ?? area.mark ?? 'u'}
          data-value={area.value ?? area.mark ?? 'u'}
        >
          {area.label}: {area.words}
          {area.class !== null && `, class ${area.class + 1} of ${classes}`}
        </li>
      ))}
    </ul>
  );
}
