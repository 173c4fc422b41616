import { ChartCard } from '../../charts/card.tsx';
import { weekOf } from '../../charts/series.ts';
import { weekSummary } from '../../charts/summary.ts';
import { WeekGrid } from '../../charts/week.tsx';
import { weekLegend } from '../../charts/week-legend.ts';
import { WEEKDAYS } from '../../charts/weekdays.ts';
import { formatNumber, MARKS } from '../../format/number.ts';
import { upperFirst } from '../../state/grouping.ts';
import { type CardProps, clearer, editorOf, paperOf, unitAndPeriod } from './card-props.ts';

function between(a: number, b: number): readonly number[] {
  const first = Math.min(a, b);
  return Array.from({ length: Math.abs(a - b) + 1 }, (_, offset) => first + offset);
}

/** Hours across, days down. */
export function WeekCard(props: CardProps) {
  const { choice, state, answers, apply } = props;
  const filtered = state.hours.length > 0 || state.weekdays.length > 0;
  const clear = () => apply((before) => ({ ...before, hours: [], weekdays: [] }));
  const plain = upperFirst(choice.noun.many);
  const axis = state.graphic.week?.axis ?? plain;
  return (
    <ChartCard
      title="Hour and day of the week"
      subtitle={`${unitAndPeriod(props, axis)}. Drag across cells to filter`}
      className="card-week span-7"
      access={choice.access}
      query={answers.week}
      onClear={clearer(filtered, clear)}
      paper={{
        ...paperOf(props, 'week', unitAndPeriod(props, axis)),
        legend: ({ result }) => weekLegend(weekOf(result), axis),
      }}
      editor={editorOf(props, 'week', plain)}
      summary={(answer) => weekSummary(weekOf(answer.result), axis)}
      table={(answer) => ({
        head: ['Hour', ...WEEKDAYS],
        rows: between(0, 23).map((hour) => [
          `${String(hour).padStart(2, '0')}:00`,
          ...weekOf(answer.result).map((day) => {
            const cell = day[hour] ?? 'u';
            return typeof cell === 'number' ? formatNumber(cell) : MARKS[cell].short;
          }),
        ]),
      })}
    >
      {(answer) => (
        <WeekGrid
          week={weekOf(answer.result)}
          label="Hour and day of the week"
          filtered={filtered}
          selected={(cell) =>
            (state.hours.length === 0 || state.hours.includes(cell.hour)) &&
            (state.weekdays.length === 0 || state.weekdays.includes(cell.weekday))
          }
          onChoose={(from, to) => {
            const hours = between(from.hour, to.hour);
            const weekdays = between(from.weekday, to.weekday);
            const same = hours.join() === state.hours.join() && weekdays.join() === state.weekdays.join();
            if (same) clear();
            else apply((before) => ({ ...before, hours, weekdays }));
          }}
        />
      )}
    </ChartCard>
  );
}
