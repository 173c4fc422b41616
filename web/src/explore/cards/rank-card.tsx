import { Bars } from '../../charts/bars.tsx';
import { ChartCard } from '../../charts/card.tsx';
import { ranked, seriesOf } from '../../charts/series.ts';
import { pointText, rankSummary } from '../../charts/summary.ts';
import { changeCells } from '../../compare/change-cells.ts';
import { useComparedGroups } from '../../compare/use-comparison.ts';
import { levelLabel } from '../../state/grouping.ts';
import { periodLabel } from '../../state/month.ts';
import { axisOf, type CardProps, clearer, editorOf, paperOf, toggleOf, unitAndPeriod } from './card-props.ts';

const MOST_BARS = 200;

/** The areas of the map, largest first; its table also says how they changed where a comparison is chosen. */
export function RankCard(props: CardProps) {
  const { choice, state, geography, answers, comparison, apply, measure } = props;
  const level = levelLabel(geography.level);
  const title = `${level} ranking`;
  const axis = axisOf(props, 'rank');
  const plan = comparison.plan === null || 'reason' in comparison.plan ? null : comparison.plan;
  const compared = useComparedGroups(
    { choice, state },
    plan,
    { area: geography.level },
    { kind: 'area' },
    answers.held,
  );
  const byKey = new Map(compared.groups?.map((group) => [group.key, group]));
  const clear = () => apply((before) => ({ ...before, areas: [] }));
  const toggle = (code: string) =>
    apply((before) => ({ ...before, areas: toggleOf(choice)(before.areas, code) }));
  const windows = plan?.windows;
  return (
    <ChartCard
      title={title}
      subtitle={unitAndPeriod(props, axis)}
      className={choice.knowsHours || choice.knowsMonths ? 'card-rank span-5' : 'card-rank span-12'}
      access={choice.access}
      query={answers.area}
      onClear={clearer(state.areas.length > 0, clear)}
      paper={paperOf(props, 'areas', unitAndPeriod(props, axis), { byArea: true })}
      editor={editorOf(props, 'rank', measure)}
      summary={(answer) => rankSummary(seriesOf(answer.result), axis)}
      table={(answer) => {
        const series = seriesOf(answer.result);
        const more =
          windows === undefined || compared.groups === null
            ? []
            : [
                periodLabel(windows.now.from, windows.now.to),
                periodLabel(windows.before.from, windows.before.to),
                'Change',
                'Per cent',
                'Chance',
              ];
        return {
          head: [level, series.label, ...more],
          rows: ranked(series.points).map((point) => [
            point.label,
            pointText(point, series.type),
            ...(more.length === 0 ? [] : changeCells(byKey.get(point.key))),
          ]),
        };
      }}
    >
      {(answer) => {
        const series = seriesOf(answer.result);
        return (
          <Bars
            series={series}
            points={ranked(series.points).slice(0, MOST_BARS)}
            label={title}
            selected={(point) => point.key !== null && state.areas.includes(point.key)}
            onToggle={(point) => point.key !== null && toggle(point.key)}
          />
        );
      }}
    </ChartCard>
  );
}
