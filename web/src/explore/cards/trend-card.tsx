import { MAX_ROWS_LOADED } from '../../api/query-run.ts';
import { ChartCard } from '../../charts/card.tsx';
import { Multiples } from '../../charts/multiples.tsx';
import { provisionalMonths, provisionalNote } from '../../charts/provisional.ts';
import { ranked, seriesOf } from '../../charts/series.ts';
import { splitLines } from '../../charts/split-series.ts';
import { codesWithin } from '../../state/codes-within.ts';
import { levelLabel, lowerFirst } from '../../state/grouping.ts';
import { monthRange } from '../../state/month.ts';
import { specOf } from '../../state/spec.ts';
import { useHeldAnswer } from '../answers.ts';
import { axisOf, type CardProps, editorOf, monthlyAxis, paperOf } from './card-props.ts';
import { linesSummary, linesTable, lineType } from './month-lines.ts';

const MOST = 6;

/** The months of the chosen areas, or of those with most, side by side on one scale. */
export function TrendCard(props: CardProps) {
  const { choice, state, world, geography, answers, measure } = props;
  const level = geography.level;
  const months = choice.bounds === null ? [] : monthRange(choice.bounds.from, choice.bounds.to);
  const within = codesWithin(world.areasOf(level) ?? [], state.areas);
  const listed = ranked(answers.area.data === undefined ? [] : seriesOf(answers.area.data.result).points)
    .filter(
      ({ key, value }) => key !== null && value !== null && (state.areas.length === 0 || within.has(key)),
    )
    .slice(0, MOST);
  const codes = listed.flatMap(({ key }) => key ?? []);
  // Under counts only one area at a time can be filtered by, but all of a level may be grouped by.
  const areas = choice.access.kind === 'counts' ? [] : codes;
  const tooMany = areas.length === 0 && geography.areaCount * months.length > MAX_ROWS_LOADED;
  const spec =
    codes.length === 0 || tooMany
      ? null
      : specOf(
          choice,
          { ...state, areas },
          {
            groupBy: [{ area: level }, { time: 'month' }],
            measures: answers.measures,
            without: { kind: 'period' },
          },
        );
  const query = useHeldAnswer(spec, answers.held);
  const provisional = provisionalMonths(choice.datasets);
  const axis = axisOf(props, 'trend');
  const chosen = state.areas.length > 0;
  const count = `${codes.length} ${codes.length === 1 ? 'area' : 'highest'}`;
  const subtitle = `${monthlyAxis(axis)}. Same scale, ${chosen && codes.length < MOST ? `${codes.length} chosen` : count}`;
  if (codes.length === 0 || tooMany) return null;
  const linesOf = (answer: Parameters<typeof splitLines>[0]) => {
    const lines = splitLines(answer, months);
    return codes.flatMap((code) => lines.find(({ key }) => key === code) ?? []);
  };
  return (
    <ChartCard
      title={`Monthly trend by ${lowerFirst(levelLabel(level))}`}
      subtitle={subtitle}
      className={`card-trend ${choice.knowsHours ? 'span-12' : 'span-7'}`}
      access={choice.access}
      query={query}
      paper={paperOf(props, 'nothing', subtitle, { byArea: true, everyMonth: true })}
      editor={editorOf(props, 'trend', measure)}
      footnote={provisionalNote(provisional)}
      summary={({ result }) => linesSummary(linesOf(result), result, provisional)}
      table={({ result }) => linesTable(linesOf(result), result, months)}
    >
      {({ result }) => (
        <Multiples
          multiples={linesOf(result).map(({ key, ...line }) => ({ key: key ?? '', ...line }))}
          type={lineType(result)}
          axis={monthlyAxis(axis)}
          isBeside={!choice.knowsHours}
          provisional={provisional}
        />
      )}
    </ChartCard>
  );
}
