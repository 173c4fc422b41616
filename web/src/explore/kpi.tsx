import type { Change } from '../compare/change.ts';
import { ChangePill } from '../compare/change-pill.tsx';

/** A key figure: a number, or words in its place, and what it is of. */
export type KeyFigure = {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  /** The note in full, where it is cut short. */
  readonly more?: string;
  readonly change?: Change | null;
  /** The value is words, not a number. */
  readonly words?: boolean;
};

/** One key figure with what it is of. */
export function Kpi({ label, value, note, more = '', change = null, words = false }: KeyFigure) {
  return (
    <div className="kpi">
      <h2>{label}</h2>
      <p className={words ? 'kpi-value kpi-words' : 'kpi-value'}>
        {value}
        <ChangePill change={change} />
      </p>
      <p className="hint" title={more === '' ? undefined : more}>
        {note}
        {more !== '' && <span className="visually-hidden">. {more}</span>}
      </p>
    </div>
  );
}
