import { CalendarDays } from 'lucide-react';
import { useId } from 'react';
import type { Exploration } from '../state/exploration.ts';
import { type StretchKind, stretchesOf, stretchOf } from '../state/lattice.ts';
import { periodLabel } from '../state/month.ts';
import { PanelSection } from './section.tsx';

type Props = {
  readonly bounds: { readonly from: string; readonly to: string };
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

const KINDS: readonly (readonly [StretchKind, string])[] = [
  ['all', 'Everything supplied'],
  ['year', '12 months in a row'],
  ['quarter', 'A quarter'],
  ['month', 'A month'],
];

/** The periods that counts are given for: first how long, then which. */
export function StretchSection({ bounds, draft, onChange }: Props) {
  const ids = { kind: useId(), which: useId() };
  const kind = stretchOf(draft) ?? 'all';
  const offered = KINDS.filter(([other]) => other === 'all' || stretchesOf(bounds, other).length > 0);
  const choices = kind === 'all' ? [] : stretchesOf(bounds, kind);
  const pick = (next: StretchKind) => {
    const first = next === 'all' ? undefined : stretchesOf(bounds, next)[0];
    onChange({ ...draft, from: first?.from ?? null, to: first?.to ?? null });
  };
  return (
    <PanelSection title="Period" icon={CalendarDays}>
      <div className="field" id="panel-period" tabIndex={-1}>
        <label htmlFor={ids.kind}>Counts of</label>
        <select
          id={ids.kind}
          value={kind}
          onChange={(event) => pick(KINDS.find(([other]) => other === event.target.value)?.[0] ?? 'all')}
        >
          {offered.map(([other, label]) => (
            <option key={other} value={other}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {kind === 'all' ? (
        <p className="hint">{periodLabel(bounds.from, bounds.to)}</p>
      ) : (
        <div className="field">
          <label htmlFor={ids.which}>Which</label>
          <select
            id={ids.which}
            value={draft.from ?? ''}
            onChange={(event) => {
              const chosen = choices.find(({ from }) => from === event.target.value);
              if (chosen !== undefined) onChange({ ...draft, from: chosen.from, to: chosen.to });
            }}
          >
            {choices.map(({ from, label }) => (
              <option key={from} value={from}>
                {label}
              </option>
            ))}
          </select>
        </div>
      )}
    </PanelSection>
  );
}
