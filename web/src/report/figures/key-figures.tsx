import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { useAnswer } from '../../api/hooks.ts';
import { rateWords } from '../../charts/rate-words.ts';
import { totalOf } from '../../charts/series.ts';
import { ChangePill } from '../../compare/change-pill.tsx';
import { comparedFigure } from '../../compare/compared-figure.ts';
import { useComparison } from '../../compare/use-comparison.ts';
import { formatNumber, MARKS } from '../../format/number.ts';
import { upperFirst } from '../../state/grouping.ts';
import { COUNT, RATE, specOf } from '../../state/spec.ts';
import { type FigureProps, Frame, settled, Waiting } from './figure.tsx';

type OneProps = {
  readonly label: string;
  readonly spec: QuerySpec;
  readonly type: 'integer' | 'number';
  readonly note: (result: QueryResult) => string;
};

function KeyFigure({ label, spec, type, note }: OneProps) {
  const query = useAnswer(spec);
  const answer = settled(query);
  if (answer === undefined)
    return (
      <div>
        <dt>{label}</dt>
        <dd>
          <Waiting query={query} />
        </dd>
      </div>
    );
  const { value, mark } = totalOf(answer.result);
  const { notMapped } = answer.result;
  const untold =
    type === 'number' || notMapped === 'c' || notMapped === 0
      ? ''
      : ` ${formatNumber(notMapped)} more could not be checked against the filters.`;
  return (
    <div>
      <dt>{label}</dt>
      <dd className="report-figure">
        {value === null ? MARKS[mark ?? 'u'].short : formatNumber(value, type)}
      </dd>
      <dd className="hint">{value === null ? MARKS[mark ?? 'u'].long : `${note(answer.result)}${untold}`}</dd>
    </div>
  );
}

const askedOnly = () => null;

/** The change that was chosen to be compared, as the explorer shows it. */
function ComparedKeyFigure({ subject: { choice, state } }: FigureProps) {
  const months = useAnswer(
    specOf(choice, state, {
      groupBy: [{ time: choice.knowsMonths ? 'month' : 'year' }],
      measures: [COUNT],
      without: { kind: 'period' },
    }),
  );
  const comparison = useComparison({ choice, state, time: settled(months) }, askedOnly);
  const { label, value, note, change = null } = comparedFigure(choice, state, comparison);
  if (months.isError)
    return (
      <div>
        <dt>Compared</dt>
        <dd>
          <Waiting query={months} />
        </dd>
      </div>
    );
  return (
    <div>
      <dt>{label}</dt>
      <dd className="report-figure">
        {value} <ChangePill change={change} />
      </dd>
      <dd className="hint">{note}</dd>
    </div>
  );
}

/** The total and the rate of what was asked, as the explorer shows them. */
export function KeyFigures(props: FigureProps) {
  const { choice, state, heading, subtitle } = props.subject;
  const total = specOf(choice, state, { groupBy: [], measures: [COUNT] });
  const words = settled(useAnswer(total))?.words ?? '';
  return (
    <Frame {...props} title={heading} subtitle={subtitle} words={words}>
      <dl className="report-figures">
        <KeyFigure
          label={upperFirst(choice.noun.many)}
          spec={total}
          type="integer"
          note={() => 'In the period.'}
        />
        <KeyFigure
          label="Rate per 1,000 residents"
          spec={specOf(choice, state, { groupBy: [], measures: [RATE] })}
          type="number"
          note={(result) => `${rateWords(result, choice.noun.many).short}.`}
        />
        {state.compare !== 'none' && <ComparedKeyFigure {...props} />}
      </dl>
    </Frame>
  );
}
