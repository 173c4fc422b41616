import type { ReactNode } from 'react';
import { ApiProblem } from '../api/client.ts';

export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="state" role="status">
      <span className="skeleton skeleton-line" aria-hidden="true" />
      <span className="skeleton skeleton-line" aria-hidden="true" />
      <span>{what}…</span>
    </div>
  );
}

export function StateMessage({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <p className="strong">{title}</p>
      {children}
    </div>
  );
}

const PLACE = /^(datasets|groupBy|measures|sort|where)[\w.[\]]*: /;

/** What went wrong and what to do next, in words; each kind of failure has its own. */
export function explained(error: unknown): {
  readonly title: string;
  readonly next: string;
  readonly reference: string | null;
} {
  if (!(error instanceof ApiProblem)) {
    return {
      title: 'This did not work',
      next: 'Reload the page. If it happens again, tell your administrator.',
      reference: null,
    };
  }
  const { code, detail, faults, reference, status } = error.problem;
  const said = (faults.length === 1 && faults[0] !== undefined ? faults[0].message : detail).replace(
    PLACE,
    '',
  );
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? '' : '.'}`;
  switch (code) {
    case 'UNREACHABLE':
    case 'UNAVAILABLE':
      return {
        title: 'SafeStats cannot be reached',
        next: 'Check your connection, then try again.',
        reference,
      };
    case 'UNAUTHENTICATED':
      return {
        title: 'Your session has ended',
        next: 'Sign in again. What is on this page is kept.',
        reference,
      };
    case 'FORBIDDEN':
      return { title: 'This is not open to you', next: sentence, reference };
    case 'ACCESS_CHANGED':
      return {
        title: 'Your access has changed',
        next: 'What your profile shows is no longer what it was. Run the query again.',
        reference,
      };
    case 'REASON_REQUIRED':
      return {
        title: 'A reason is asked for',
        next: 'Say why you use this data, then go on. It is recorded.',
        reference,
      };
    case 'QUERY_TOO_LARGE':
    case 'TOO_LARGE':
      return {
        title: 'The query is too large',
        next: sentence,
        reference,
      };
    case 'QUERY_TIMED_OUT':
      return {
        title: 'The query took too long',
        next: 'Choose a shorter period or fewer areas, then run it again.',
        reference,
      };
    case 'QUERY_CANCELLED':
      return { title: 'The query was cancelled', next: 'Run it again when you want its numbers.', reference };
    case 'TOO_MANY_REQUESTS':
      return { title: 'Too many queries at once', next: 'Wait a minute, then try again.', reference };
    default:
      return status >= 500 || code === 'INTERNAL'
        ? {
            title: 'SafeStats could not answer',
            next: 'Try again. If it happens again, give the reference to your administrator.',
            reference,
          }
        : { title: error.problem.title, next: sentence, reference };
  }
}

type ErrorProps = {
  readonly error: unknown;
  readonly retry?: () => void;
  /** Something else announces it. */
  readonly quiet?: boolean;
};

export function ErrorMessage({ error, retry, quiet = false }: ErrorProps) {
  const { title, next, reference } = explained(error);
  const faults = error instanceof ApiProblem ? error.problem.faults : [];
  return (
    <div className="state state-error" role={quiet ? undefined : 'alert'}>
      <p className="strong">{title}</p>
      {faults.length === 0 ? (
        <p>{next}</p>
      ) : (
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.at} ${fault.message}`}>{fault.message}</li>
          ))}
        </ul>
      )}
      {reference !== null && <p className="hint">Reference {reference}</p>}
      {retry !== undefined && faults.length === 0 && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
