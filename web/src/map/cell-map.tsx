import { useQuery } from '@tanstack/react-query';
import { type RefObject, useMemo, useRef } from 'react';
import { useAccess, useAnswer } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import { PartError } from '../charts/part.tsx';
import { ranked, seriesOf } from '../charts/series.ts';
import { formatNumber } from '../format/number.ts';
import { Loading } from '../shell/state-message.tsx';
import { shapeText } from '../state/shape.ts';
import { COUNT, measureOf, specOf } from '../state/spec.ts';
import { classingOf, rescaleOf, useNotedBreaks } from './area-map.tsx';
import { drawnOf } from './drawn-of.ts';
import { MapFrame, type Saved } from './frame.tsx';
import { CELL_SIZES, METHOD_NAMES, resolutionOf } from './layer.ts';
import { LazyMap } from './lazy-map.tsx';
import { Legend } from './legend.tsx';
import { type MapCardProps, missingOf } from './map-card.tsx';
import type { MapPicture } from './map-view.tsx';
import { MapMirror } from './mirror.tsx';
import type { Scene } from './scene.ts';
import { classedLegend } from './sheet-legend.ts';
import { useBase } from './use-base.ts';

const MOST_CELLS = 10_000;
const NO_GROUND: ReadonlyMap<string, boolean> = new Map();

type Hexagons = typeof import('./hexagons.ts');

/** The library of hexagons, fetched when they are first shown. */
function useHexagons() {
  return useQuery({
    queryKey: ['hexagons'],
    queryFn: () => import('./hexagons.ts'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

/** The map of hexagons in classes. */
export function CellMap(props: MapCardProps) {
  const { data: hexagons, error } = useHexagons();
  if (error !== null) return <PartError error={error} />;
  return <CellCard {...props} hexagons={hexagons ?? null} />;
}

function CellCard(props: MapCardProps & { readonly hexagons: Hexagons | null }) {
  const { hexagons, choice, state, access, noun, world } = props;
  const resolution = resolutionOf(state.look, access);
  const picture = useRef<MapPicture | null>(null);
  const own = hexagons?.cellOfShape(state.shape, resolution) ?? null;
  const isRate = state.measure.kind === 'rate';
  const measure = isRate ? `${noun.charAt(0).toUpperCase()}${noun.slice(1)}` : props.measure;
  const measures = state.measure.kind === 'count' || isRate ? [COUNT] : [COUNT, measureOf(state.measure)];
  const asked = own === null ? state : { ...state, shape: null };
  const spec = {
    ...specOf(choice, asked, { groupBy: [{ cell: resolution }], measures, without: { kind: 'area' } }),
    limit: MOST_CELLS,
  };
  const query = useAnswer(hexagons === null ? null : spec);
  const base = useBase(world);
  const ruled = useRuled(props);
  const filled = asked.near === null && asked.shape === null && !ruled;
  const missing = query.data === undefined ? '' : [...missingOf(query.data)].join(' ');
  const ground = useMemo(
    () =>
      hexagons === null || base.outline === null || !filled
        ? NO_GROUND
        : hexagons.hexagonsOver(base.outline, resolution, new Set(missing.split(' '))),
    [hexagons, base.outline, resolution, filled, missing],
  );
  const classing = classingOf(state);
  const key = JSON.stringify(classing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the classing
  const drawn = useMemo(
    () =>
      hexagons === null || query.data === undefined
        ? null
        : hexagons.drawnHexagons(seriesOf(query.data.result), ground, classing),
    [hexagons, query.data, ground, key],
  );
  useNotedBreaks(state, drawn, query.isPlaceholderData);
  const cells = useMemo(() => drawn?.areas.map(({ code }) => code).sort() ?? [], [drawn]);
  const stamp = cells.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says which hexagons there are
  const shapes = useMemo(() => hexagons?.hexagonShapes(cells) ?? null, [hexagons, stamp]);
  const saved = async (answer: Answer): Promise<Saved> => {
    if (drawn === null) throw new Error('the map is not drawn yet; try again in a moment');
    return {
      answer,
      drawn,
      shapes,
      legend: classedLegend(drawn, measure, METHOD_NAMES[state.look.method], 'hexagons'),
    };
  };
  return (
    <MapFrame
      {...props}
      subtitle={`${measure}, by hexagons ${CELL_SIZES[resolution]} across${isRate ? '; rates need areas, so numbers are shown' : ''}`}
      shown={query}
      picture={picture}
      saved={saved}
      classed
      onClear={own === null ? props.onClear : () => props.apply((before) => ({ ...before, shape: null }))}
      table={() => ({
        head: ['Hexagon', measure],
        rows: ranked(drawn?.areas ?? [])
          .filter(({ value }) => value !== 0)
          .map((point) => [`${point.label} (${point.key})`, 'words' in point ? String(point.words) : '']),
      })}
    >
      {(answer) =>
        drawn === null || shapes === null || base.outline === null ? (
          <Loading what="Drawing the map" />
        ) : (
          <CellBody
            {...props}
            {...{ answer, drawn, shapes, base, picture, own, resolution, measure, ground }}
            hexagons={hexagons}
          />
        )
      }
    </MapFrame>
  );
}

/** Whether a rule of the profile leaves records out, so that a hexagon without any may not be said to be empty. */
function useRuled({ choice }: MapCardProps): boolean {
  const shown = useAccess(true).data?.datasets ?? null;
  return (
    shown === null ||
    choice.datasets.some(({ id }) => shown.find((dataset) => dataset.id === id)?.rule !== null)
  );
}

type BodyProps = MapCardProps & {
  readonly hexagons: Hexagons | null;
  readonly answer: Answer;
  readonly drawn: ReturnType<Hexagons['drawnHexagons']>;
  readonly shapes: GeoJSON.FeatureCollection;
  readonly base: ReturnType<typeof useBase>;
  readonly picture: RefObject<MapPicture | null>;
  readonly own: string | null;
  readonly resolution: number;
  readonly measure: string;
  readonly ground: ReadonlyMap<string, boolean>;
};

function CellBody(props: BodyProps) {
  const {
    hexagons,
    answer,
    drawn,
    shapes,
    base,
    picture,
    own,
    resolution,
    measure,
    ground,
    state,
    apply,
    access,
    noun,
  } = props;
  const chosen = useMemo(() => new Set(own === null ? [] : [own]), [own]);
  const scene = useMemo(
    (): Scene => ({
      key: `cells ${resolution}`,
      tiles: null,
      shapes,
      fine: true,
      outline: base.outline,
      labels: base.labels,
      points: null,
    }),
    [resolution, shapes, base.outline, base.labels],
  );
  const choose = (cell: string) => {
    const shape = hexagons?.shapeOfCell(cell) ?? null;
    if (access.kind === 'counts' || shape === null) return;
    const isOwn = shapeText(shape) === shapeText(state.shape);
    apply((before) => ({ ...before, shape: isOwn ? null : shape }));
  };
  const held = drawn.areas.filter(({ value }) => value !== null && value !== 0);
  const cut = answer.result.rowCount > answer.loaded || answer.result.cut;
  return (
    <>
      <LazyMap
        scene={scene}
        colours={drawn.colours}
        names={state.look.labels}
        clusters={false}
        bounds={base.bounds}
        areas={drawn.areas}
        chosen={chosen}
        label={`Map: ${noun} by hexagon. The same numbers are in the list after it and under Show as table.`}
        picture={picture}
        drawn={drawnOf(props)}
        onToggle={choose}
      />
      <Legend
        drawn={drawn}
        title={measure}
        minimumCount={access.minimumCount}
        method={METHOD_NAMES[state.look.method]}
        places="hexagons"
        onRescale={rescaleOf(state, apply)}
      />
      <MapMirror areas={held} breaks={drawn.breaks} label={`${measure} on the map, hexagons with records`} />
      <p className="map-note">
        {formatNumber(held.length)} hexagons hold records.{' '}
        {ground.size === 0 ? 'Others are not drawn: they may be empty, not supplied or hidden. ' : ''}
        {cut
          ? `Only the first ${formatNumber(answer.loaded)} are shown: choose larger hexagons or filter. `
          : ''}
        {drawn.unknown !== null && drawn.unknown.value !== null
          ? `${formatNumber(drawn.unknown.value)} records have no place and are not on the map.`
          : ''}
      </p>
    </>
  );
}
