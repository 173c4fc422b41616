import { useMemo } from 'react';
import type { Answer } from '../../api/query-run.ts';
import { ranked, seriesOf } from '../../charts/series.ts';
import { measureLabel } from '../../explore/words.ts';
import { formatNumber } from '../../format/number.ts';
import { Legend, unknownWords } from '../../map/legend.tsx';
import { missingOf } from '../../map/map-card.tsx';
import { drawnMap } from '../../map/shape.ts';
import { SvgMap } from '../../map/svg-map.tsx';
import { useBase, useShapes } from '../../map/use-base.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { codesWithin } from '../../state/codes-within.ts';
import { levelLabel, lowerFirst } from '../../state/grouping.ts';
import { byLevel, type Subject } from '../subject.ts';
import { ChartPart, type FigureProps } from './figure.tsx';
import { areaSpec } from './measures.ts';

/** The areas of the explorer's map, as a drawing with its legend. */
export function MapFigure(props: FigureProps) {
  const { geography, heading, subtitle, world } = props.subject;
  return (
    <ChartPart
      {...props}
      title={`${heading}, ${byLevel(geography)}`}
      subtitle={`${subtitle} · ${byLevel(geography)}${geography?.synthetic === true ? ', demonstration areas' : ''}`}
      spec={areaSpec(props.subject)}
      none="There are no areas to draw."
      draw={(answer) => <Drawing answer={answer} subject={props.subject} />}
      table={(answer) => {
        const series = seriesOf(answer.result);
        const areas = geography === null ? [] : (world.areasOf(geography.level) ?? []);
        const drawn = drawnMap(series, areas, missingOf(answer));
        return {
          head: [levelLabel(geography?.level ?? 'area'), series.label],
          rows: ranked(drawn.areas).map(({ label, value, mark }) => [
            label,
            value === null ? (mark ?? 'u') : formatNumber(value, series.type),
          ]),
        };
      }}
    />
  );
}

function Drawing({ answer, subject }: { readonly answer: Answer; readonly subject: Subject }) {
  const { choice, geography, state, world } = subject;
  const shapes = useShapes(geography ?? undefined, geography !== null);
  const base = useBase(world);
  const areas = geography === null ? null : world.areasOf(geography.level);
  const drawn = useMemo(
    () => (areas === null ? null : drawnMap(seriesOf(answer.result), areas, missingOf(answer))),
    [areas, answer],
  );
  const chosen = useMemo(() => codesWithin(areas ?? [], state.areas), [areas, state.areas]);
  const failed = shapes.error ?? base.failed;
  if (failed !== null) return <ErrorMessage error={failed} />;
  if (geography === null || drawn === null || shapes.data === undefined || base.outline === null)
    return <Loading what="Drawing the map" />;
  const measure = measureLabel(choice, state);
  const isCoarse = geography.level === world.levels[0]?.level;
  const unknown = drawn.unknown;
  return (
    <figure className="report-map">
      <ScrollBox className="report-scroll" label={`Map: ${measure} ${byLevel(geography)}`}>
        <SvgMap
          shapes={shapes.data}
          drawn={drawn}
          outline={isCoarse ? null : base.outline}
          labels={base.labels}
          chosen={state.areas.length === 0 ? NONE : chosen}
          label={`${measure}, ${byLevel(geography)}`}
        />
      </ScrollBox>
      <Legend
        drawn={drawn}
        title={measure}
        minimumCount={choice.access.minimumCount}
        onPaper
        method="Quantiles"
        places={lowerFirst(levelLabel(geography.level, true))}
        note={unknownWords(unknown, seriesOf(answer.result).type)}
      />
      <figcaption className="hint">{geography.attribution}</figcaption>
    </figure>
  );
}

const NONE: ReadonlySet<string> = new Set();
