import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { QueryResult } from '#core/model/result.ts';
import { useDatasets } from '../../api/hooks.ts';
import { ResultTable } from '../../explore/result-table.tsx';
import { formatDateTime, formatNumber } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useEntry } from './hooks.ts';
import type { AuditEntryView } from './types.ts';
import { actionWords, objectWords, STATES, toneOf } from './words.ts';

const QUERIES = new Set(['consultation', 'disclosure', 'combination']);

export function EntryPage({ effect }: { readonly effect: string }) {
  const entry = useEntry(effect);
  return (
    <>
      <p className="caption">
        <Link href="/admin/audit">Audit</Link> / <span className="wrap-anywhere">{effect}</span>
      </p>
      {entry.isError ? (
        <ErrorMessage error={entry.error} retry={() => void entry.refetch()} />
      ) : entry.data === undefined ? (
        <Loading what="Loading the entry" />
      ) : (
        <EntryView entry={entry.data} />
      )}
    </>
  );
}

function EntryView({ entry }: { readonly entry: AuditEntryView }) {
  return (
    <>
      <div>
        <h1>
          {actionWords(entry.action)} by {entry.who.name}
        </h1>
        <p className="lead">{entry.words ?? objectWords(entry.object)}</p>
      </div>
      <div className="columns">
        <div className="page-stack">
          <About entry={entry} />
          <Personal personal={entry.personal} />
          {QUERIES.has(entry.action) && <Replay effect={entry.effect} />}
          <section className="card" aria-labelledby="events">
            <h2 id="events">As it was recorded</h2>
            {entry.events.map((event) => (
              <details className="more" key={JSON.stringify(event)}>
                <summary>
                  {String(event['phase'] ?? 'Event')}{' '}
                  <span className="hint">{String(event['at'] ?? '')}</span>
                </summary>
                <pre className="event-text">{JSON.stringify(event, null, 2)}</pre>
              </details>
            ))}
          </section>
        </div>
        <section className="card" aria-labelledby="proof">
          <h2 id="proof">Proof</h2>
          {entry.sealed === null ? (
            <p>Not sealed yet. Entries are sealed within a minute.</p>
          ) : (
            <dl className="summary-list">
              <dt>Sealed in</dt>
              <dd className="wrap-anywhere">{entry.sealed.object}</dd>
              <dt>Number</dt>
              <dd>{entry.sealed.number}</dd>
            </dl>
          )}
          <p>
            <Link href={`/admin/holds?effect=${encodeURIComponent(entry.effect)}`}>
              Place a legal hold on this entry
            </Link>
          </p>
        </section>
      </div>
    </>
  );
}

function About({ entry }: { readonly entry: AuditEntryView }) {
  const rows: readonly (readonly [string, ReactNode])[] = [
    ['When', formatDateTime(entry.at)],
    ['Ended', entry.endedAt === null ? 'Not known' : formatDateTime(entry.endedAt)],
    [
      'Who',
      <>
        {entry.who.name} <span className="hint wrap-anywhere">{entry.who.id}</span>
      </>,
    ],
    ['For', entry.organisation?.name ?? 'No organisation'],
    ['Object', entry.object],
    [
      'Profile',
      entry.profile === null ? (
        'None'
      ) : (
        <>
          {entry.profile.id}, version {entry.profile.version}
          {entry.profile.preview && ' (previewed by an administrator)'}
        </>
      ),
    ],
    ['Datasets', entry.datasets.length === 0 ? 'None' : entry.datasets.join(', ')],
    [
      'Publications',
      Object.keys(entry.publications).length === 0
        ? 'None'
        : Object.entries(entry.publications)
            .map(([dataset, manifest]) => `${dataset}: ${manifest}`)
            .join(', '),
    ],
    ['Rows given', entry.rows === null ? 'Not counted' : formatNumber(entry.rows)],
    ['Reason', entry.reason ?? 'None was asked for'],
    ['Given to', entry.recipients.length === 0 ? 'Nobody else' : entry.recipients.join(', ')],
  ];
  return (
    <section className="card" aria-labelledby="entry">
      <h2 id="entry">
        What happened{' '}
        <span className="tag" data-tone={entry.state === 'done' ? toneOf(entry.action) : 'red'}>
          {STATES[entry.state]}
        </span>
      </h2>
      <dl className="summary-list">
        {rows.map(([name, value]) => (
          <SummaryRow key={name} name={name}>
            {value}
          </SummaryRow>
        ))}
      </dl>
      {Object.keys(entry.detail).length > 0 && (
        <details className="more">
          <summary>Details</summary>
          <pre className="event-text">{JSON.stringify(entry.detail, null, 2)}</pre>
        </details>
      )}
    </section>
  );
}

function SummaryRow({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}

function Personal({ personal }: Pick<AuditEntryView, 'personal'>) {
  if (personal === null) return null;
  return (
    <section className="card note-card" aria-labelledby="personal">
      <h2 id="personal">What was typed and could name a person</h2>
      {personal === 'erased' ? (
        <p>Erased. The entry itself stays.</p>
      ) : (
        <>
          <p className="hint">
            Kept under a key of its own, so that it can be erased. You reading it is recorded.
          </p>
          <dl className="summary-list">
            {Object.entries(personal).map(([name, value]) => (
              <SummaryRow key={name} name={name}>
                {typeof value === 'string' ? value : JSON.stringify(value)}
              </SummaryRow>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

type Replayed = { readonly result: QueryResult };

/** The result as that person saw it: the same publications, the same version of the profile. */
function Replay({ effect }: { readonly effect: string }) {
  const { api } = useSite();
  const datasets = useDatasets();
  const [state, setState] = useState<'idle' | 'working' | Replayed>('idle');
  const [failure, setFailure] = useState<unknown>(null);
  const run = async () => {
    setState('working');
    setFailure(null);
    try {
      setState(await api.post<Replayed>(`/audit/events/${encodeURIComponent(effect)}/replay`, {}));
    } catch (error) {
      setFailure(error);
      setState('idle');
    }
  };
  const titleOf = (id: string) => datasets.data?.items.find((item) => item.id === id)?.title ?? id;
  return (
    <section className="card" aria-labelledby="replay">
      <h2 id="replay">What they saw</h2>
      {failure !== null && <ErrorMessage error={failure} />}
      {typeof state === 'object' ? (
        <ResultTable
          answer={{
            id: effect,
            words: state.result.words,
            result: state.result,
            loaded: state.result.columns[0]?.values.length ?? 0,
          }}
          noun={{ one: 'record', many: 'records' }}
          titleOf={titleOf}
        />
      ) : (
        <>
          <p className="hint">
            Runs the query again on the publications and under the version of the profile of that moment. This
            is recorded.
          </p>
          <button
            type="button"
            className="button self-start"
            disabled={state === 'working'}
            onClick={() => void run()}
          >
            {state === 'working' ? 'Running the query…' : 'See what they saw'}
          </button>
        </>
      )}
    </section>
  );
}
