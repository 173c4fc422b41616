import { useEffect, useRef } from 'react';
import { ApiProblem } from '../api/client.ts';
import { explained } from '../shell/state-message.tsx';
import type { Outcome } from './outcome.ts';
import { OUTCOMES } from './outcome-words.ts';

type Props = {
  readonly outcome: Outcome;
  /** What went wrong; null = the query was answered. */
  readonly error: unknown;
  readonly onOpen: (id: string) => void;
  readonly onAgain: () => void;
};

const FAILURES: readonly Outcome[] = ['too-large', 'timed-out', 'cancelled', 'failed'];

/** Why there are no numbers, and what to do next. What went wrong takes the focus; what was answered is only told. */
export function OutcomeNote({ outcome, error, onOpen, onAgain }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const isFailure = FAILURES.includes(outcome);
  useEffect(() => {
    if (isFailure) box.current?.focus();
  }, [isFailure]);
  const { title, text, opens } = OUTCOMES[outcome];
  const told = outcome === 'failed' && error instanceof ApiProblem ? explained(error) : null;
  const reference = error instanceof ApiProblem ? error.problem.reference : null;
  return (
    <div
      className="outcome"
      data-outcome={outcome}
      data-failed={isFailure}
      role={isFailure ? 'alert' : 'status'}
      tabIndex={-1}
      ref={box}
    >
      <p className="strong">{told?.title ?? title}</p>
      <p className="outcome-text">{told?.next ?? text}</p>
      {reference !== null && <p className="hint">Reference {reference}</p>}
      {opens === null ? (
        <button type="button" className="button" onClick={onAgain}>
          Run it again
        </button>
      ) : (
        <button type="button" className="button" onClick={() => onOpen(opens.id)}>
          {opens.label}
        </button>
      )}
    </div>
  );
}
