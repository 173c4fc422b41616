import type { GeographySummary } from '../api/types.ts';
import { Bars } from '../charts/bars.tsx';
import { ChartCard } from '../charts/card.tsx';
import { MonthLine } from '../charts/line.tsx';
import { monthSeries, type Point, ranked, type Series, seriesOf, weekOf } from '../charts/series.ts';
import { WEEKDAYS, WeekGrid } from '../charts/week.tsx';
import { formatNumber, MARKS } from '../format/number.ts';
import { MapCard } from '../map/map-card.tsx';
import { type Choice, periodOf } from '../state/catalogue.ts';
import { type Exploration, toggled, toggledAlone, withValues } from '../state/exploration.ts';
import { levelLabel, upperFirst } from '../state/grouping.ts';
import { nearestStretch } from '../state/lattice.ts';
import { monthLabel, monthRange } from '../state/month.ts';
import type { World } from '../state/world.ts';
import type { ChartAnswers } from './answers.ts';
import { Kpis } from './kpis.tsx';
import { measureLabel } from './words.ts';

type Props = {
  readonly choice: Choice;
  readonly state: Exploration;
  readonly world: World;
  readonly geography: GeographySummary;
  readonly answers: ChartAnswers;
  readonly apply: (change: (before: Exploration) => Exploration) => void;
};

export function wordsOf(
  point: { readonly value: number | null; readonly mark: Point['mark'] },
  type: Series['type'],
): string {
  return point.value === null ? MARKS[point.mark ?? 'u'].short : formatNumber(point.value, type);
}

/** How choosing one more changes what is chosen: counts are given for one at a time. */
function toggleOf(choice: Choice): typeof toggled {
  return choice.access.kind === 'counts' ? toggledAlone : toggled;
}

function clearer(active: boolean, clear: () => void): (() => void) | null {
  return active ? clear : null;
}

export function Dashboard(props: Props) {
  const { choice, state, world, geography, answers, apply } = props;
  const measure = measureLabel(choice, state);
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
  if (state.view === 'map') return <div className="grid">{map}</div>;
  const level = levelLabel(geography.level);
  return (
    <>
      {state.view === 'dashboard' && <Kpis {...props} />}
      <div className={`grid grid-${state.view}`}>
        {state.view === 'dashboard' && map}
        <TimeCard {...props} measure={measure} />
        <CategoryCard {...props} measure={measure} />
        {choice.knowsHours && <WeekCard {...props} />}
        <ChartCard
          title={`${level} ranking`}
          subtitle={measure}
          className={choice.knowsHours ? 'card-rank span-5' : 'card-rank span-12'}
          access={choice.access}
          query={answers.area}
          onClear={clearer(state.areas.length > 0, clearAreas)}
          table={(answer) => {
            const series = seriesOf(answer.result);
            return {
              head: [level, series.label],
              rows: ranked(series.points).map((point) => [point.label, wordsOf(point, series.type)]),
            };
          }}
        >
          {(answer) => {
            const series = seriesOf(answer.result);
            return (
              <Bars
                series={series}
                points={ranked(series.points).slice(0, 200)}
                label={`${level} ranking`}
                selected={(point) => point.key !== null && state.areas.includes(point.key)}
                onToggle={(point) => point.key !== null && toggleArea(point.key)}
              />
            );
          }}
        </ChartCard>
      </div>
    </>
  );
}

type CardProps = Props & { readonly measure: string };

function TimeCard({ choice, state, answers, apply, measure }: CardProps) {
  const months = choice.bounds === null ? [] : monthRange(choice.bounds.from, choice.bounds.to);
  const period = periodOf(choice, state);
  const filtered = state.from !== null || state.to !== null;
  const clear = () => apply((before) => ({ ...before, from: null, to: null }));
  const noun = upperFirst(choice.noun.many);
  const dragHint =
    choice.access.kind === 'counts'
      ? 'Drag to select 12 months, a quarter or a month'
      : 'Drag to select a period';
  if (!choice.knowsMonths) return <YearCard {...{ choice, state, answers, apply, measure, noun }} />;
  const span =
    filtered && period !== null
      ? { first: Math.max(0, months.indexOf(period.from)), last: Math.max(0, months.indexOf(period.to)) }
      : null;
  return (
    <ChartCard
      title={`${noun} each month`}
      subtitle={state.measure.kind === 'count' ? dragHint : `${measure}. ${dragHint}`}
      className="card-time span-5"
      access={choice.access}
      query={answers.time}
      onClear={clearer(filtered, clear)}
      table={(answer) => ({
        head: ['Month', measure],
        rows: monthSeries(answer.result, months).map((point) => [
          monthLabel(point.month),
          wordsOf(point, seriesOf(answer.result).type),
        ]),
      })}
    >
      {(answer) => (
        <MonthLine
          points={monthSeries(answer.result, months)}
          label={`${measure} each month`}
          chosen={span}
          onChoose={(next) => {
            if (next === null) return clear();
            const from = next.first === 0 ? null : (months[next.first] ?? null);
            const to = next.last === months.length - 1 ? null : (months[next.last] ?? null);
            const counts = choice.access.kind === 'counts' && choice.bounds !== null;
            const given = counts ? nearestStretch(choice.bounds, { from, to }) : { from, to };
            apply((before) => ({ ...before, ...given }));
          }}
        />
      )}
    </ChartCard>
  );
}

type YearProps = Pick<CardProps, 'choice' | 'state' | 'answers' | 'apply' | 'measure'> & {
  readonly noun: string;
};

function YearCard({ choice, state, answers, apply, measure, noun }: YearProps) {
  const isChosen = (year: string | null) => state.from === `${year}-01` && state.to === `${year}-12`;
  const series = (result: Parameters<typeof seriesOf>[0]) => seriesOf(result);
  return (
    <ChartCard
      title={`${noun} each year`}
      subtitle={measure}
      className="card-time span-5"
      access={choice.access}
      query={answers.time}
      onClear={clearer(state.from !== null || state.to !== null, () =>
        apply((before) => ({ ...before, from: null, to: null })),
      )}
      table={(answer) => ({
        head: ['Year', measure],
        rows: series(answer.result).points.map((point) => [
          point.label,
          wordsOf(point, series(answer.result).type),
        ]),
      })}
    >
      {(answer) => (
        <Bars
          series={series(answer.result)}
          points={series(answer.result).points}
          label={`${measure} each year`}
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

function CategoryCard({ choice, state, answers, apply, measure }: CardProps) {
  const field = choice.category;
  if (field === null) return null;
  const chosen = state.fields[field.name] ?? [];
  return (
    <ChartCard
      title={field.label}
      subtitle={measure}
      className="card-category span-5"
      access={choice.access}
      query={answers.category}
      onClear={clearer(chosen.length > 0, () => apply((before) => withValues(before, field.name, [])))}
      table={(answer) => {
        const series = seriesOf(answer.result);
        return {
          head: [field.label, measure],
          rows: ranked(series.points).map((point) => [point.label, wordsOf(point, series.type)]),
        };
      }}
    >
      {(answer) => {
        const series = seriesOf(answer.result);
        return (
          <Bars
            series={series}
            points={ranked(series.points)}
            label={field.label}
            selected={(point) => point.key !== null && chosen.includes(point.key)}
            onToggle={({ key }) =>
              key !== null &&
              apply((before) =>
                withValues(before, field.name, toggleOf(choice)(before.fields[field.name] ?? [], key)),
              )
            }
          />
        );
      }}
    </ChartCard>
  );
}

function between(a: number, b: number): readonly number[] {
  const first = Math.min(a, b);
  return Array.from({ length: Math.abs(a - b) + 1 }, (_, offset) => first + offset);
}

function WeekCard({ choice, state, answers, apply }: Props) {
  const filtered = state.hours.length > 0 || state.weekdays.length > 0;
  const clear = () => apply((before) => ({ ...before, hours: [], weekdays: [] }));
  return (
    <ChartCard
      title="Hour and day of the week"
      subtitle="Drag across cells to filter"
      className="card-week span-7"
      access={choice.access}
      query={answers.week}
      onClear={clearer(filtered, clear)}
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
