import { Database } from 'lucide-react';
import type { DatasetList } from '../api/types.ts';
import { formatDay } from '../format/number.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { chosenGroupings, groupingsOf } from '../state/grouping.ts';
import { monthLabel } from '../state/month.ts';
import type { World } from '../state/world.ts';
import { PanelSection } from './section.tsx';

type Props = {
  readonly list: DatasetList;
  readonly choice: Choice;
  readonly world: World;
  readonly draft: Exploration;
  /** Choices that these datasets have no answer to, in words. */
  readonly setAside: readonly string[];
  readonly onChange: (next: Exploration) => void;
};

export function DatasetSection({ list, choice, world, draft, setAside, onChange }: Props) {
  const chosen = choice.datasets.map((dataset) => dataset.id);
  const toggle = (id: string, on: boolean) => {
    const together = [...chosen, id].every(
      (other) => list.items.find((item) => item.id === other)?.access?.kind !== 'counts',
    );
    const datasets = on ? [...(together ? chosen : []), id] : chosen.filter((other) => other !== id);
    if (datasets.length > 0) onChange({ ...draft, datasets });
  };
  return (
    <PanelSection title="Datasets" icon={Database} badge={chosen.length > 1 ? chosen.length : 0}>
      <fieldset className="check-list" id="panel-datasets" tabIndex={-1}>
        <legend className="visually-hidden">Datasets</legend>
        {list.items.map((dataset) => {
          const hintId = `hint-${dataset.id}`;
          const last = chosen.length === 1 && chosen[0] === dataset.id;
          const isEmpty = dataset.published === null;
          return (
            <div key={dataset.id} className="check-with-hint">
              <label className="check">
                <input
                  type="checkbox"
                  checked={chosen.includes(dataset.id)}
                  aria-disabled={isEmpty || last}
                  aria-describedby={hintId}
                  onChange={(event) => !isEmpty && toggle(dataset.id, event.target.checked)}
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
      {chosen.length > 1 && <Together choice={choice} world={world} draft={draft} onChange={onChange} />}
      {setAside.length > 0 && (
        <div className="set-aside" role="status">
          <p className="strong">Kept, but not asked of this choice:</p>
          <ul>
            {setAside.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
    </PanelSection>
  );
}

/** Whether several datasets make one number, or a number each. */
function Together({
  choice,
  world,
  draft,
  onChange,
}: Pick<Props, 'choice' | 'world' | 'draft' | 'onChange'>) {
  const apart = draft.groupBy.includes('dataset');
  const set = (isApart: boolean) => {
    const keys = chosenGroupings(groupingsOf(choice, world.levels), draft, choice.access).map(
      ({ key }) => key,
    );
    const others = keys.filter((key) => key !== 'dataset');
    onChange({ ...draft, groupBy: isApart ? ['dataset', ...others].slice(0, 6) : others });
  };
  return (
    <fieldset className="segmented-field">
      <legend>Several datasets</legend>
      {[false, true].map((isApart) => (
        <label key={String(isApart)}>
          <input type="radio" name="together" checked={apart === isApart} onChange={() => set(isApart)} />
          <span>{isApart ? 'Side by side' : 'Together'}</span>
        </label>
      ))}
    </fieldset>
  );
}
