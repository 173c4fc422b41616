import { Sigma } from 'lucide-react';
import { lazy, Suspense, useId } from 'react';
import { CompareSelect } from '../compare/select.tsx';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration, MeasureChoice } from '../state/exploration.ts';
import { PanelSection } from './section.tsx';

const RateEditor = lazy(() => import('./rate-editor.tsx').then((module) => ({ default: module.RateEditor })));

type Props = {
  readonly choice: Choice;
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

function optionOf(measure: MeasureChoice): string {
  return 'field' in measure ? `${measure.kind} ${measure.field}` : measure.kind;
}

export function MeasureSection({ choice, draft, onChange }: Props) {
  const id = useId();
  const numbers = choice.numbers.flatMap((field) => {
    const name = field.label.toLowerCase();
    return [
      { measure: { kind: 'sum' as const, field: field.name }, label: `Sum of ${name}` },
      { measure: { kind: 'average' as const, field: field.name }, label: `Average ${name}` },
      { measure: { kind: 'distinct' as const, field: field.name }, label: `Distinct ${name}` },
    ];
  });
  const options: readonly { measure: MeasureChoice; label: string }[] = [
    { measure: { kind: 'count' }, label: 'Count' },
    { measure: { kind: 'rate' }, label: 'Rate' },
    ...numbers,
  ];
  const { measure } = draft;
  return (
    <PanelSection title="Measure" icon={Sigma}>
      <div className="two" data-wide={'field' in measure}>
        <div className="field" id="panel-measure" tabIndex={-1}>
          <label htmlFor={id}>Show as</label>
          <select
            id={id}
            value={optionOf(measure)}
            onChange={(event) => {
              const option = options.find((one) => optionOf(one.measure) === event.target.value);
              if (option !== undefined) onChange({ ...draft, measure: option.measure });
            }}
          >
            {options.map((option) => (
              <option key={optionOf(option.measure)} value={optionOf(option.measure)}>
                {option.label}
              </option>
            ))}
          </select>
        </div>
        <div id="panel-compare" tabIndex={-1}>
          <CompareSelect draft={draft} onChange={onChange} />
        </div>
      </div>
      {measure.kind === 'rate' && (
        <Suspense fallback={<p className="hint">Loading the denominators…</p>}>
          <RateEditor rate={measure} onChange={(next) => onChange({ ...draft, measure: next })} />
        </Suspense>
      )}
    </PanelSection>
  );
}
