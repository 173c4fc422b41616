import { useState } from 'react';
import { useWrite } from '../../form/write.ts';
import { WriteProblem } from '../../form/write-problem.tsx';
import { formatDateTime } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useRead, useRefresh } from '../hooks.ts';
import type { Stop } from '../types.ts';
import { StopForm } from './form.tsx';

const KINDS: Readonly<Record<Stop['kind'], string>> = {
  everything: 'Everything',
  person: 'Person',
  profile: 'Profile',
  dataset: 'Dataset',
};

/** The kill switch: what is stopped, and stopping more. */
export function StopsPage() {
  const { api } = useSite();
  const refresh = useRefresh();
  const write = useWrite();
  const stops = useRead<{ readonly items: readonly Stop[] }>('/stops');
  const [asked, setAsked] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const release = async ({ kind, id, name }: Stop) => {
    const done = await write.run(async () => {
      await api.write('DELETE', `/stops/${kind}/${encodeURIComponent(id)}`);
      await refresh();
    });
    setAsked(null);
    if (done) setSaid(kind === 'everything' ? 'Access is open again.' : `${name} is released.`);
  };
  return (
    <main className="page" id="main">
      <div>
        <h1>Stop access</h1>
        <p className="subtitle">
          A stop ends queries, results, downloads and links within a minute, also those under way.
          Administration goes on.
        </p>
      </div>
      <p className={said === '' ? 'visually-hidden' : 'notice-done'} role="status">
        {said}
      </p>
      <div className="columns">
        <section className="card" aria-labelledby="stops-title">
          <h2 id="stops-title">Stopped now</h2>
          <WriteProblem failure={write.failure} onReload={() => void stops.refetch()} />
          {stops.isError ? (
            <ErrorMessage error={stops.error} retry={() => void stops.refetch()} />
          ) : stops.data === undefined ? (
            <Loading what="Loading stops" />
          ) : stops.data.items.length === 0 ? (
            <p>Nothing is stopped.</p>
          ) : (
            <ul className="rows">
              {stops.data.items.map((stop) => {
                const key = `${stop.kind} ${stop.id}`;
                return (
                  <li key={key}>
                    <span>
                      <span className="tag" data-tone="red">
                        {KINDS[stop.kind]}
                      </span>{' '}
                      {stop.kind !== 'everything' && <b>{stop.name}</b>}
                      <br />
                      {stop.why}
                      <br />
                      <span className="hint">
                        {stop.by.name}, {formatDateTime(stop.at)}
                      </span>
                    </span>
                    {asked === key ? (
                      <span className="title-tools">
                        <button
                          type="button"
                          className="button button-go"
                          disabled={write.busy}
                          onClick={() => void release(stop)}
                        >
                          Yes, release
                        </button>
                        <button type="button" className="button" onClick={() => setAsked(null)}>
                          Keep it stopped
                        </button>
                      </span>
                    ) : (
                      <button type="button" className="button" onClick={() => setAsked(key)}>
                        Release<span className="visually-hidden"> {stop.name}</span>
                      </button>
                    )}
                  </li>
                );
              })}
            </ul>
          )}
        </section>
        <StopForm onDone={setSaid} />
      </div>
    </main>
  );
}
