import { X } from 'lucide-react';
import type { Exploration } from '../state/exploration.ts';
import type { Chip } from './words.ts';

type Props = {
  readonly chips: readonly Chip[];
  readonly onRemove: (next: Exploration) => void;
  readonly onClear: () => void;
};

export function Chips({ chips, onRemove, onClear }: Props) {
  if (chips.length === 0) return null;
  return (
    <div className="chips">
      <span id="chips-label">Filtered by</span>
      <ul aria-labelledby="chips-label">
        {chips.map((chip) => (
          <li key={chip.key}>
            <button
              type="button"
              className="chip"
              onClick={() => onRemove(chip.without)}
              aria-label={`Remove the filter ${chip.text}`}
            >
              {chip.text} <X size={14} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="link" onClick={onClear}>
        Clear all
      </button>
    </div>
  );
}
