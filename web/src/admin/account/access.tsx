import { formatNumber } from '../../format/number.ts';
import { People } from '../../shell/people.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useRead } from '../hooks.ts';
import type { Access } from '../types.ts';

/** What one may see, dataset by dataset, in words. */
export function AccessCard() {
  const access = useRead<Access>('/access');
  return (
    <section className="card" aria-labelledby="access-title">
      <h2 id="access-title">What you may see</h2>
      {access.isError ? (
        <ErrorMessage error={access.error} retry={() => void access.refetch()} />
      ) : access.data === undefined ? (
        <Loading what="Loading what you may see" />
      ) : (
        <AccessWords access={access.data} />
      )}
    </section>
  );
}

function AccessWords({ access }: { readonly access: Access }) {
  const { profile, problem, ask, datasets } = access;
  return (
    <>
      {problem === null && (
        <p>
          {profile === null
            ? 'You have no profile, so that no record is shown to you.'
            : `Through the profile “${profile.title}”, version ${profile.version}. What it does not name is hidden.`}
        </p>
      )}
      {problem !== null && <p className="notice-error">{sentence(problem)}</p>}
      {datasets.map((dataset) => (
        <details className="access-dataset" key={dataset.id}>
          <summary>
            <b>{dataset.title}</b>{' '}
            <span className="tag" data-tone={dataset.kind === 'records' ? 'green' : 'blue'}>
              {dataset.kind === 'records' ? 'Records' : 'Counts only'}
            </span>
          </summary>
          <dl className="summary-list">
            <dt>Records</dt>
            <dd>{dataset.rule ?? 'All'}</dd>
            <dt>Place</dt>
            <dd>{dataset.precision}</dd>
            <dt>Fields</dt>
            <dd>{dataset.fields.length === 0 ? 'None of its own' : dataset.fields.join(', ')}</dd>
            <dt>Small numbers</dt>
            <dd>{smallNumbers(dataset.minimumCount, dataset.rounding)}</dd>
            <dt>Download</dt>
            <dd>{dataset.download ? 'Allowed' : 'Not allowed'}</dd>
            {(dataset.reason.session || dataset.reason.download) && (
              <>
                <dt>Reason</dt>
                <dd>
                  Asked{' '}
                  {[
                    dataset.reason.session ? 'once a session' : '',
                    dataset.reason.download ? 'at each download' : '',
                  ]
                    .filter((part) => part !== '')
                    .join(' and ')}
                </dd>
              </>
            )}
          </dl>
        </details>
      ))}
      {ask.length > 0 && (
        <>
          <h3>If you need more, ask</h3>
          <People people={ask} />
        </>
      )}
    </>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function smallNumbers(minimum: number, rounding: number): string {
  const parts = [
    minimum > 1 ? `fewer than ${formatNumber(minimum)} are suppressed` : '',
    rounding > 1 ? `counts are rounded to ${formatNumber(rounding)}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Shown as they are' : parts.join('; ');
}
