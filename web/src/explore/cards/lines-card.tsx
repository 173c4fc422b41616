import { ChartCard } from '../../charts/card.tsx';
import { Lines } from '../../charts/lines.tsx';
import { provisionalMonths, provisionalNote } from '../../charts/provisional.ts';
import { fewLines, splitLines } from '../../charts/split-series.ts';
import { isControlled } from '../../state/access.ts';
import { lowerFirst } from '../../state/grouping.ts';
import { monthRange } from '../../state/month.ts';
import { type GroupBy, specOf } from '../../state/spec.ts';
import { useHeldAnswer } from '../answers.ts';
import { axisOf, type CardProps, editorOf, monthlyAxis, paperOf } from './card-props.ts';
import { linesSummary, linesTable, lineType } from './month-lines.ts';

/** Datasets side by side, or else categories, as lines over the months: six at most. */
export function LinesCard(props: CardProps) {
  const { choice, state, answers, measure } = props;
  const field = choice.category;
  const several = choice.datasets.length > 1;
  const groupBy: GroupBy | null = several ? { dataset: true } : field === null ? null : { field: field.name };
  const query = useHeldAnswer(
    groupBy === null
      ? null
      : specOf(choice, state, {
          groupBy: [groupBy, { time: 'month' }],
          measures: answers.measures,
          without: { kind: 'period' },
        }),
    answers.held,
  );
  if (groupBy === null) return null;
  const months = choice.bounds === null ? [] : monthRange(choice.bounds.from, choice.bounds.to);
  const provisional = provisionalMonths(choice.datasets);
  const axis = axisOf(props, 'lines');
  const by = several ? 'dataset' : lowerFirst(field?.label ?? '');
  const mayAddUp = !isControlled(choice.access) && state.measure.kind === 'count';
  const linesOf = (result: Parameters<typeof splitLines>[0]) =>
    fewLines(splitLines(result, months), mayAddUp);
  const subtitle = `${monthlyAxis(axis)}${mayAddUp ? '' : ', the six largest'}`;
  return (
    <ChartCard
      title={`Each month by ${by}`}
      subtitle={subtitle}
      className="card-lines span-12"
      access={choice.access}
      query={query}
      paper={paperOf(props, 'nothing', subtitle, { everyMonth: true })}
      editor={editorOf(props, 'lines', measure)}
      footnote={provisionalNote(provisional)}
      summary={({ result }) => linesSummary(linesOf(result), result, provisional)}
      table={({ result }) => linesTable(linesOf(result), result, months)}
    >
      {({ result }) => (
        <Lines
          lines={linesOf(result)}
          label={`each month by ${by}`}
          axis={monthlyAxis(axis)}
          type={lineType(result)}
          provisional={provisional}
        />
      )}
    </ChartCard>
  );
}
