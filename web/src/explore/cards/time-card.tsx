import { Bars } from '../../charts/bars.tsx';
import { ChartCard } from '../../charts/card.tsx';
import { MonthLine } from '../../charts/line.tsx';
import { provisionalMonths, provisionalNote } from '../../charts/provisional.ts';
import { monthSeries, seriesOf } from '../../charts/series.ts';
import { monthSummary, pointText, rankSummary } from '../../charts/summary.ts';
import { periodOf } from '../../state/catalogue.ts';
import { lowerFirst, upperFirst } from '../../state/grouping.ts';
import { nearestStretch } from '../../state/lattice.ts';
import { monthLabel, monthRange } from '../../state/month.ts';
import { axisOf, type CardProps, clearer, editorOf, monthlyAxis, paperOf } from './card-props.ts';

/** The months of the whole history, with the chosen stretch to drag or to move. */
export function TimeCard(props: CardProps) {
  const { choice, state, answers, apply, measure } = props;
  if (!choice.knowsMonths) return <YearCard {...props} />;
  const months = choice.bounds === null ? [] : monthRange(choice.bounds.from, choice.bounds.to);
  const period = periodOf(choice, state);
  const filtered = state.from !== null || state.to !== null;
  const clear = () => apply((before) => ({ ...before, from: null, to: null }));
  const axis = axisOf(props, 'time');
  const counts = choice.access.kind === 'counts';
  const hint = counts ? 'Drag to select 12 months, a quarter or a month' : 'Drag to select a period';
  const provisional = provisionalMonths(choice.datasets);
  const span =
    filtered && period !== null
      ? { first: Math.max(0, months.indexOf(period.from)), last: Math.max(0, months.indexOf(period.to)) }
      : null;
  return (
    <ChartCard
      title={`${upperFirst(choice.noun.many)} each month`}
      subtitle={hint}
      className="card-time span-5"
      access={choice.access}
      query={answers.time}
      onClear={clearer(filtered, clear)}
      paper={paperOf(props, 'period', state.graphic.time?.axis ?? monthlyAxis(measure))}
      editor={editorOf(props, 'time', monthlyAxis(measure))}
      footnote={provisionalNote(provisional)}
      summary={(answer) =>
        monthSummary(monthSeries(answer.result, months), seriesOf(answer.result).type, axis, provisional)
      }
      table={(answer) => ({
        head: ['Month', axis],
        rows: monthSeries(answer.result, months).map((point) => [
          `${monthLabel(point.month)}${provisional.has(point.month) ? ' (provisional)' : ''}`,
          pointText(point, seriesOf(answer.result).type),
        ]),
      })}
    >
      {(answer) => (
        <MonthLine
          points={monthSeries(answer.result, months)}
          label={`${measure} each month`}
          axis={state.graphic.time?.axis ?? monthlyAxis(measure)}
          type={seriesOf(answer.result).type}
          provisional={provisional}
          chosen={span}
          onChoose={(next) => {
            if (next === null) return clear();
            const from = next.first === 0 ? null : (months[next.first] ?? null);
            const to = next.last === months.length - 1 ? null : (months[next.last] ?? null);
            const given =
              counts && choice.bounds !== null ? nearestStretch(choice.bounds, { from, to }) : { from, to };
            apply((before) => ({ ...before, ...given }));
          }}
        />
      )}
    </ChartCard>
  );
}

function YearCard(props: CardProps) {
  const { choice, state, answers, apply, measure } = props;
  const isChosen = (year: string | null) => state.from === `${year}-01` && state.to === `${year}-12`;
  const axis = axisOf(props, 'time');
  const title = `${upperFirst(choice.noun.many)} each year`;
  return (
    <ChartCard
      title={title}
      subtitle={`${axis} a year`}
      className="card-time span-5"
      access={choice.access}
      query={answers.time}
      onClear={clearer(state.from !== null || state.to !== null, () =>
        apply((before) => ({ ...before, from: null, to: null })),
      )}
      paper={paperOf(props, 'period', `${axis} a year`)}
      editor={editorOf(props, 'time', measure)}
      summary={(answer) => rankSummary(seriesOf(answer.result), `${axis} a year`)}
      table={(answer) => ({
        head: ['Year', axis],
        rows: seriesOf(answer.result).points.map((point) => [
          point.label,
          pointText(point, seriesOf(answer.result).type),
        ]),
      })}
    >
      {(answer) => (
        <Bars
          series={seriesOf(answer.result)}
          points={seriesOf(answer.result).points}
          label={`${measure}, ${lowerFirst(title)}`}
          selected={(point) => isChosen(point.key)}
          onToggle={({ key }) =>
            key !== null &&
            apply((before) =>
              isChosen(key)
                ? { ...before, from: null, to: null }
                : { ...before, from: `${key}-01`, to: `${key}-12` },
            )
          }
        />
      )}
    </ChartCard>
  );
}
