import { Database } from 'lucide-react';
import { useId } from 'react';
import type { DatasetList } from '../api/types.ts';
import { CompareSelect } from '../compare/select.tsx';
import { formatDay } from '../format/number.ts';
import { answerable, type Choice } from '../state/catalogue.ts';
import type { Exploration, MeasureChoice } from '../state/exploration.ts';
import { monthLabel } from '../state/month.ts';
import { PanelSection } from './section.tsx';

type Props = {
  readonly list: DatasetList;
  readonly choice: Choice;
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

export function DatasetSection({ list, choice, draft, onChange }: Props) {
  const chosen = choice.datasets.map((dataset) => dataset.id);
  const toggle = (id: string, on: boolean) => {
    const together = [...chosen, id].every(
      (other) => list.items.find((item) => item.id === other)?.access?.kind !== 'counts',
    );
    const datasets = on ? [...(together ? chosen : []), id] : chosen.filter((other) => other !== id);
    if (datasets.length > 0) onChange(answerable(list, { ...draft, datasets }));
  };
  return (
    <PanelSection title="Datasets" icon={Database} badge={chosen.length > 1 ? chosen.length : 0}>
      <fieldset className="check-list" id="panel-datasets" tabIndex={-1}>
        <legend className="visually-hidden">Datasets</legend>
        {list.items.map((dataset) => {
          const hintId = `hint-${dataset.id}`;
          const last = chosen.length === 1 && chosen[0] === dataset.id;
          return (
            <div key={dataset.id} className="check-with-hint">
              <label className="check">
                <input
                  type="checkbox"
                  checked={chosen.includes(dataset.id)}
                  disabled={dataset.published === null}
                  aria-describedby={hintId}
                  onChange={(event) => toggle(dataset.id, event.target.checked)}
                />
                <span>{dataset.title}</span>
              </label>
              <p className="hint" id={hintId}>
                {dataset.published === null
                  ? 'Nothing published yet'
                  : `${monthLabel(dataset.published.from)}–${monthLabel(dataset.published.to)}, updated ${formatDay(dataset.published.publishedAt)}`}
                {last && <span className="visually-hidden"> At least one dataset stays chosen.</span>}
              </p>
            </div>
          );
        })}
      </fieldset>
      <MeasureSelect choice={choice} draft={draft} onChange={onChange} />
      <CompareSelect draft={draft} onChange={onChange} />
    </PanelSection>
  );
}

function optionOf(measure: MeasureChoice): string {
  return 'field' in measure ? `${measure.kind} ${measure.field}` : measure.kind;
}

function MeasureSelect({ choice, draft, onChange }: Omit<Props, 'list'>) {
  const id = useId();
  const numbers = choice.numbers.flatMap((field) => [
    { measure: { kind: 'sum' as const, field: field.name }, label: `Sum of ${field.label.toLowerCase()}` },
    {
      measure: { kind: 'average' as const, field: field.name },
      label: `Average ${field.label.toLowerCase()}`,
    },
    {
      measure: { kind: 'distinct' as const, field: field.name },
      label: `Different values of ${field.label.toLowerCase()}`,
    },
  ]);
  const many = choice.noun.many;
  const options: readonly { measure: MeasureChoice; label: string }[] = [
    { measure: { kind: 'count' }, label: `Number of ${many}` },
    { measure: { kind: 'rate' }, label: 'Rate per 1,000 residents a year' },
    ...numbers,
  ];
  return (
    <div className="field">
      <label htmlFor={id}>Measure</label>
      <select
        id={id}
        value={optionOf(draft.measure)}
        onChange={(event) => {
          const option = options.find(({ measure }) => optionOf(measure) === event.target.value);
          if (option !== undefined) onChange({ ...draft, measure: option.measure });
        }}
      >
        {options.map(({ measure, label }) => (
          <option key={optionOf(measure)} value={optionOf(measure)}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
