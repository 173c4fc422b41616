import { useId, useState } from 'react';
import type { FieldSummary } from '../api/types.ts';
import { type Exploration, withFieldTest } from '../state/exploration.ts';

type Props = {
  readonly field: FieldSummary;
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

function numberOf(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const number = Number(trimmed.replaceAll(',', ''));
  return Number.isFinite(number) ? number : undefined;
}

/** What is wrong with the two ends of a range, in words; null when nothing is. */
function rangeFault(from: string, to: string): string | null {
  const [first, last] = [numberOf(from), numberOf(to)];
  if (first === undefined || last === undefined) return 'Write numbers, or leave an end empty.';
  return first !== null && last !== null && first > last ? 'The first number must not be the larger.' : null;
}

/** A filter on a number: at least, at most or both, ends included. */
export function RangeFilter({ field, draft, onChange }: Props) {
  const ids = { from: useId(), to: useId(), fault: useId() };
  const test = draft.tests[field.name];
  const range = test?.kind === 'range' ? test : null;
  const [texts, setTexts] = useState({ from: String(range?.from ?? ''), to: String(range?.to ?? '') });
  const isOurs = numberOf(texts.from) === (range?.from ?? null) && numberOf(texts.to) === (range?.to ?? null);
  const fault = rangeFault(texts.from, texts.to);
  const shown =
    isOurs || fault !== null ? texts : { from: String(range?.from ?? ''), to: String(range?.to ?? '') };
  const write = (next: typeof texts) => {
    setTexts(next);
    if (rangeFault(next.from, next.to) !== null) return;
    const [from, to] = [numberOf(next.from) ?? null, numberOf(next.to) ?? null];
    onChange(
      withFieldTest(draft, field.name, from === null && to === null ? null : { kind: 'range', from, to }),
    );
  };
  const input = (end: 'from' | 'to', label: string) => (
    <div className="field">
      <label htmlFor={ids[end]}>{label}</label>
      <input
        id={ids[end]}
        inputMode="decimal"
        value={shown[end]}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : ids.fault}
        onChange={(event) => write({ ...shown, [end]: event.target.value })}
      />
    </div>
  );
  return (
    <div>
      <div className="two">
        {input('from', 'At least')}
        {input('to', 'At most')}
      </div>
      {field.unit !== undefined && <p className="hint">In {field.unit}. Both ends are included.</p>}
      {fault !== null && (
        <p className="field-error" id={ids.fault} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
