import { useEffect, useRef } from 'react';
import { ApiProblem } from '../api/client.ts';
import { explained } from '../shell/state-message.tsx';

type Props = {
  readonly failure: unknown;
  /** Reads again what is being changed, for when somebody else has changed it. */
  readonly onReload?: () => void;
};

/** Why a change was not made, in words. After a conflict what is being changed can be loaded again. */
export function WriteProblem({ failure, onReload }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure !== null) box.current?.focus();
  }, [failure]);
  if (failure === null) return null;
  const problem = failure instanceof ApiProblem ? failure.problem : null;
  const code = problem?.code;
  const { title, next, reference } = explained(failure);
  return (
    <div className="fault-summary" role="alert" tabIndex={-1} ref={box}>
      <h3>{heading(code, title)}</h3>
      {problem !== null && problem.faults.length > 0 ? (
        <ul className="bullets">
          {problem.faults.map(({ at, message }) => (
            <li key={`${at} ${message}`}>{message}</li>
          ))}
        </ul>
      ) : (
        <p>{next}</p>
      )}
      {reference !== null && <p className="hint">Reference {reference}</p>}
      {problem?.moved === true && onReload !== undefined && (
        <button type="button" className="button" onClick={onReload}>
          Load it again
        </button>
      )}
    </div>
  );
}

function heading(code: string | undefined, title: string): string {
  if (code === 'CONFLICT' || code === 'SPEC_INVALID' || code === 'PRECONDITION_REQUIRED')
    return 'This was not saved';
  return code === 'FORBIDDEN' ? 'You may not do this' : title;
}
