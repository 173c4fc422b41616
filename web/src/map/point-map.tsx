import { useMemo, useRef } from 'react';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { useAnswer } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import { counted, formatNumber } from '../format/number.ts';
import { Loading } from '../shell/state-message.tsx';
import { type Choice, codeLabel } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { whereOf } from '../state/spec.ts';
import { HEAP, HEAP_INK, LIGHT_THEME } from './colours.ts';
import { drawnOf } from './drawn-of.ts';
import { MapFrame, type Saved } from './frame.tsx';
import { LazyMap } from './lazy-map.tsx';
import type { MapCardProps } from './map-card.tsx';
import type { MapPicture } from './map-view.tsx';
import { type PlacedRecord, recordsOf } from './points.ts';
import type { Scene } from './scene.ts';
import { useBase } from './use-base.ts';

/** Records that a map shows at most. */
const MOST_POINTS = 5_000;
/** Fewer than these are drawn one by one. */
const FEWEST_CLUSTERED = 200;
const NOTHING: ReadonlySet<string> = new Set();

function pointSpec(choice: Choice, state: Exploration): QuerySpec {
  const where = whereOf(choice, state);
  const { category } = choice;
  return {
    datasets: choice.datasets.filter(({ published }) => published !== null).map(({ id }) => id),
    ...(where === undefined ? {} : { where }),
    records: { fields: ['month', ...(category === null ? [] : [category.name]), 'longitude', 'latitude'] },
    sort: [{ by: 'month', order: 'desc' }],
    limit: MOST_POINTS,
  };
}

/** The map of the records themselves, where the profile shows where they were. */
export function PointMap(props: MapCardProps) {
  const { choice, state, world, noun } = props;
  const picture = useRef<MapPicture | null>(null);
  const query = useAnswer(pointSpec(choice, state));
  const base = useBase(world);
  const answer = query.data;
  const { category } = choice;
  const records = useMemo(
    () => (answer === undefined ? [] : recordsOf(answer.result, (code) => codeLabel(category, code))),
    [answer, category],
  );
  const scene = useMemo((): Scene => {
    const placed = records.filter(({ at }) => at !== null);
    return {
      key: placed.length < FEWEST_CLUSTERED ? 'points' : 'heaps',
      tiles: null,
      shapes: base.outline,
      fine: false,
      outline: null,
      labels: base.labels,
      points: {
        type: 'FeatureCollection',
        features: placed.map(({ at, words }) => ({
          type: 'Feature',
          properties: { words },
          geometry: { type: 'Point', coordinates: [...(at ?? [0, 0])] },
        })),
      },
    };
  }, [records, base.outline, base.labels]);
  const saved = async (found: Answer): Promise<Saved> => ({
    answer: found,
    drawn: null,
    shapes: null,
    legend: {
      title: `${shareWords(found, choice)}`,
      classes: [
        { label: 'one', colour: LIGHT_THEME.point },
        { label: 'several, with how many', colour: HEAP },
      ],
      axes: null,
      others: [],
      how: placeWords(records, noun),
    },
  });
  return (
    <MapFrame
      {...props}
      subtitle={answer === undefined ? 'Records as points' : shareWords(answer, choice)}
      shown={query}
      picture={picture}
      saved={saved}
      classed={false}
      table={() => ({
        head: ['Record', 'Month', ...(category === null ? [] : [category.label]), 'Longitude', 'Latitude'],
        rows: records.map(({ month, category: kind, at }, index) => [
          formatNumber(index + 1),
          month,
          ...(category === null ? [] : [kind]),
          at === null ? 'Unknown' : String(at[0]),
          at === null ? 'Unknown' : String(at[1]),
        ]),
      })}
    >
      {(found) =>
        base.outline === null ? (
          <Loading what="Drawing the map" />
        ) : (
          <>
            <LazyMap
              scene={scene}
              colours={[]}
              names={state.look.labels}
              clusters={scene.key === 'heaps'}
              bounds={base.bounds}
              areas={[]}
              chosen={NOTHING}
              label={`Map: ${shareWords(found, choice)}. The same records are in the list under Show as table.`}
              picture={picture}
              drawn={drawnOf(props)}
              onToggle={() => undefined}
            />
            <div className="legend">
              <ul className="legend-points">
                <li>
                  <svg width="18" height="18" aria-hidden="true">
                    <circle cx="9" cy="9" r="5" className="legend-point" />
                  </svg>
                  One {choice.noun.one}
                </li>
                {scene.key === 'heaps' && (
                  <li>
                    <svg width="26" height="26" aria-hidden="true">
                      <circle cx="13" cy="13" r="11" fill={HEAP} />
                      <text x="13" y="17" textAnchor="middle" fill={HEAP_INK} className="legend-heap-text">
                        12
                      </text>
                    </svg>
                    Several close together, with how many
                  </li>
                )}
              </ul>
              <p className="legend-how">{placeWords(records, noun)}</p>
            </div>
          </>
        )
      }
    </MapFrame>
  );
}

/** How many records are shown of how many: `The latest 5,000 of 40,767 crimes`. */
function shareWords({ result, loaded }: Answer, choice: Choice): string {
  const parts = [result.mapped, result.notMapped, result.outsideCoverage];
  const all = parts.every((part) => typeof part === 'number')
    ? parts.reduce<number>((sum, part) => sum + Number(part), 0)
    : null;
  if (!result.cut) return `All ${counted(loaded, choice.noun)}, each a point`;
  return all === null
    ? `The latest ${counted(loaded, choice.noun)}; there are more`
    : `The latest ${formatNumber(loaded)} of ${counted(all, choice.noun)}; filter to see fewer`;
}

function placeWords(records: readonly PlacedRecord[], noun: string): string {
  const without = records.filter(({ at }) => at === null).length;
  return without === 0
    ? 'Records of one place lie on top of each other.'
    : `${formatNumber(without)} of these ${noun} have no place and are not on the map.`;
}
