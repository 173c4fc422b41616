import type { QuerySpec } from '#core/model/query-spec.ts';
import { useAnswer } from '../../api/hooks.ts';
import { totalOf } from '../../charts/series.ts';
import { formatNumber, MARKS } from '../../format/number.ts';
import { upperFirst } from '../../state/grouping.ts';
import { COUNT, RATE, specOf } from '../../state/spec.ts';
import { type FigureProps, Frame, settled, Waiting } from './figure.tsx';

type OneProps = {
  readonly label: string;
  readonly spec: QuerySpec;
  readonly type: 'integer' | 'number';
  readonly note: string;
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
      <dd className="hint">{value === null ? MARKS[mark ?? 'u'].long : `${note}${untold}`}</dd>
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
        <KeyFigure label={upperFirst(choice.noun.many)} spec={total} type="integer" note="In the period." />
        <KeyFigure
          label="Rate per 1,000 residents"
          spec={specOf(choice, state, { groupBy: [], measures: [RATE] })}
          type="number"
          note="A year, over the period."
        />
      </dl>
    </Frame>
  );
}
