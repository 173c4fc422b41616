import { useId } from 'react';
import { monthSeries, ranked, seriesOf, weekOf } from '../../charts/series.ts';
import { measureLabel } from '../../explore/words.ts';
import { formatNumber } from '../../format/number.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { periodOf } from '../../state/catalogue.ts';
import { codesWithin } from '../../state/codes-within.ts';
import { levelLabel, lowerFirst, upperFirst } from '../../state/grouping.ts';
import { monthLabel, monthRange } from '../../state/month.ts';
import { COUNT, specOf } from '../../state/spec.ts';
import { byLevel } from '../subject.ts';
import { BarChart } from './bar-chart.tsx';
import { ChartPart, type FigureProps } from './figure.tsx';
import { areaSpec, measuresFor } from './measures.ts';
import { MonthChart } from './month-chart.tsx';
import { pointRow } from './rows.ts';
import { WeekChart } from './week-chart.tsx';

const MOST_AREAS = 20;
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The months of the period, each a number or a gap. */
export function MonthsFigure(props: FigureProps) {
  const { choice, state, heading } = props.subject;
  const id = useId().replaceAll(/[^a-zA-Z0-9]/g, '');
  const period = periodOf(choice, state);
  const months = period === null ? [] : monthRange(period.from, period.to);
  const title = `${heading}, each month`;
  return (
    <ChartPart
      {...props}
      title={title}
      spec={
        choice.knowsMonths && period !== null
          ? specOf(choice, state, {
              groupBy: [{ time: 'month' }],
              measures: measuresFor(state),
              without: { kind: 'period' },
            })
          : null
      }
      none="The months of these records are not known."
      draw={(answer) => (
        <ScrollBox className="report-scroll" label={title}>
          <MonthChart
            points={monthSeries(answer.result, months)}
            label={`${measureLabel(choice, state)}, each month`}
            id={`gap-${id}`}
          />
        </ScrollBox>
      )}
      table={(answer) => {
        const { type, label } = seriesOf(answer.result);
        return {
          head: ['Month', label],
          rows: monthSeries(answer.result, months).map(({ month, value, mark }) =>
            pointRow(monthLabel(month), value, mark, type),
          ),
        };
      }}
    />
  );
}

/** The groups of the field that categories are read from, largest first. */
export function CategoriesFigure(props: FigureProps) {
  const { choice, state, heading } = props.subject;
  const field = choice.category;
  const title = field === null ? heading : `${heading}, by ${lowerFirst(field.label)}`;
  return (
    <ChartPart
      {...props}
      title={title}
      spec={
        field === null
          ? null
          : specOf(choice, state, {
              groupBy: [{ field: field.name }],
              measures: measuresFor(state),
              without: { kind: 'field', field: field.name },
            })
      }
      none="These datasets have no categories in common."
      draw={(answer) => {
        const series = seriesOf(answer.result);
        return (
          <ScrollBox className="report-scroll" label={title}>
            <BarChart
              series={series}
              points={ranked(series.points)}
              label={title}
              chosen={new Set(field === null ? [] : (state.fields[field.name] ?? []))}
            />
          </ScrollBox>
        );
      }}
      table={(answer) => {
        const series = seriesOf(answer.result);
        return {
          head: [field?.label ?? '', series.label],
          rows: ranked(series.points).map(({ label, value, mark }) =>
            pointRow(label, value, mark, series.type),
          ),
        };
      }}
    />
  );
}

/** The areas with most, of those chosen or of all. */
export function RankingFigure(props: FigureProps) {
  const { state, heading, geography, world } = props.subject;
  const title = `${heading}, ranked ${byLevel(geography)}`;
  const within = codesWithin(geography === null ? [] : (world.areasOf(geography.level) ?? []), state.areas);
  return (
    <ChartPart
      {...props}
      title={title}
      spec={areaSpec(props.subject)}
      none="There are no areas to rank."
      draw={(answer) => {
        const series = seriesOf(answer.result);
        const points = ranked(series.points).filter(
          ({ key }) => state.areas.length === 0 || (key !== null && within.has(key)),
        );
        return (
          <>
            <ScrollBox className="report-scroll" label={title}>
              <BarChart series={series} points={points.slice(0, MOST_AREAS)} label={title} chosen={NONE} />
            </ScrollBox>
            {points.length > MOST_AREAS && (
              <p className="hint">
                The first {MOST_AREAS} of {formatNumber(points.length)}.
              </p>
            )}
          </>
        );
      }}
      table={(answer) => {
        const series = seriesOf(answer.result);
        return {
          head: [levelLabel(geography?.level ?? 'area'), series.label],
          rows: ranked(series.points).map(({ label, value, mark }) =>
            pointRow(label, value, mark, series.type),
          ),
        };
      }}
    />
  );
}

/** Hours of the day by days of the week. */
export function WeekFigure(props: FigureProps) {
  const { choice, state, heading } = props.subject;
  const title = `${heading}, by hour and day`;
  return (
    <ChartPart
      {...props}
      title={title}
      subtitle={`${props.subject.subtitle.split(' · ').slice(0, 2).join(' · ')} · ${upperFirst(choice.noun.many)}`}
      spec={
        choice.knowsHours
          ? specOf(choice, state, {
              groupBy: [{ time: 'weekday' }, { time: 'hour' }],
              measures: [COUNT],
              without: { kind: 'hours' },
            })
          : null
      }
      none="The hours of these records are not known, or your profile does not show them."
      draw={(answer) => (
        <ScrollBox className="report-scroll" label={title}>
          <WeekChart week={weekOf(answer.result)} label={title} />
        </ScrollBox>
      )}
      table={(answer) => ({
        head: ['Hour', ...DAYS],
        rows: Array.from({ length: 24 }, (_, hour) => [
          `${String(hour).padStart(2, '0')}:00`,
          ...weekOf(answer.result).map((day) => {
            const cell = day[hour] ?? 'u';
            return typeof cell === 'number' ? formatNumber(cell) : cell;
          }),
        ]),
      })}
    />
  );
}

const NONE: ReadonlySet<string> = new Set();
