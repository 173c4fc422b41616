import { useId } from 'react';
import { COMPARE_KINDS, COMPARE_LABELS, compareFrom } from '../state/compare.ts';
import type { Exploration } from '../state/exploration.ts';

type Props = { readonly draft: Exploration; readonly onChange: (next: Exploration) => void };

/** What the period is compared with. */
export function CompareSelect({ draft, onChange }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Compare with</label>
      <select
        id={id}
        value={draft.compare}
        onChange={(event) => onChange({ ...draft, compare: compareFrom(event.target.value) })}
      >
        {COMPARE_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {COMPARE_LABELS[kind]}
          </option>
        ))}
      </select>
    </div>
  );
}
