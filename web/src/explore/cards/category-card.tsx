import { Bars } from '../../charts/bars.tsx';
import { ChartCard } from '../../charts/card.tsx';
import { ranked, seriesOf } from '../../charts/series.ts';
import { pointText, rankSummary } from '../../charts/summary.ts';
import { withValues } from '../../state/exploration.ts';
import { axisOf, type CardProps, clearer, editorOf, paperOf, toggleOf, unitAndPeriod } from './card-props.ts';

/** The categories, largest first; chosen ones dark, the others light. */
export function CategoryCard(props: CardProps) {
  const { choice, state, answers, apply, measure } = props;
  const field = choice.category;
  if (field === null) return null;
  const chosen = state.fields[field.name] ?? [];
  const axis = axisOf(props, 'category');
  const change = (values: (before: readonly string[]) => readonly string[]) =>
    apply((before) => withValues(before, field.name, values(before.fields[field.name] ?? [])));
  return (
    <ChartCard
      title={field.label}
      subtitle={unitAndPeriod(props, axis)}
      className="card-category span-5"
      access={choice.access}
      query={answers.category}
      onClear={clearer(chosen.length > 0, () => change(() => []))}
      paper={paperOf(props, 'category', unitAndPeriod(props, axis))}
      editor={editorOf(props, 'category', measure)}
      summary={(answer) => rankSummary(seriesOf(answer.result), axis)}
      table={(answer) => {
        const series = seriesOf(answer.result);
        return {
          head: [field.label, axis],
          rows: ranked(series.points).map((point) => [point.label, pointText(point, series.type)]),
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
            onToggle={({ key }) => key !== null && change((before) => toggleOf(choice)(before, key))}
          />
        );
      }}
    </ChartCard>
  );
}
