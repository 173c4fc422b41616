import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useGeographies } from '../../api/hooks.ts';
import { formatNumber } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { levelLabel } from '../../state/grouping.ts';
import { sentence } from '../catalogue/control.tsx';
import { ImportForm } from './import-form.tsx';
import '../catalogue/catalogue.css';

type GeographyImport = {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly problem: string | null;
};

const POLL_MS = 1_500;

/** Levels of areas that can be mapped, and the form that brings in another or a newer one. */
export function GeographiesPage() {
  const geographies = useGeographies();
  const [running, setRunning] = useState<string | null>(null);
  return (
    <main className="page" id="main">
      <div>
        <h1>Geographies</h1>
        <p className="subtitle">The areas that records are located in and counted by.</p>
      </div>
      {running !== null && <Progress id={running} />}
      <div className="columns">
        <section className="card" aria-label="Geographies">
          {geographies.isError ? (
            <ErrorMessage error={geographies.error} retry={() => void geographies.refetch()} />
          ) : geographies.data === undefined ? (
            <Loading what="Loading geographies" />
          ) : (
            <ScrollBox className="scroll-x" label="Geographies, scrolls sideways">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Level</th>
                    <th scope="col">Vintage</th>
                    <th scope="col">Title</th>
                    <th scope="col" className="number">
                      Areas
                    </th>
                    <th scope="col">State</th>
                  </tr>
                </thead>
                <tbody>
                  {geographies.data.map((item) => (
                    <tr key={`${item.level} ${item.vintage}`}>
                      <th scope="row">{levelLabel(item.level)}</th>
                      <td>{item.vintage}</td>
                      <td>
                        {item.title}
                        <br />
                        <span className="hint">{item.attribution}</span>
                      </td>
                      <td className="number">{formatNumber(item.areaCount)}</td>
                      <td>
                        <span className="tag" data-tone={item.current ? 'green' : ''}>
                          {item.current ? 'Current' : 'Older'}
                        </span>{' '}
                        {item.synthetic && (
                          <span className="tag" data-tone="yellow">
                            Demonstration
                          </span>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollBox>
          )}
        </section>
        <ImportForm onStarted={setRunning} />
      </div>
    </main>
  );
}

const STATES = {
  waiting: 'The file waits to be read…',
  running: 'Reading the areas and locating all records in them. This can take some minutes…',
  done: 'The areas are in, and all records have been located in them.',
  failed: 'The areas could not be imported.',
} as const;

function Progress({ id }: { readonly id: string }) {
  const { api } = useSite();
  const queries = useQueryClient();
  const progress = useQuery({
    queryKey: ['geography-import', id],
    queryFn: ({ signal }) => api.get<GeographyImport>(`/geographies/imports/${id}`, signal),
    refetchInterval: ({ state }) =>
      state.data?.state === 'done' || state.data?.state === 'failed' ? false : POLL_MS,
    staleTime: 0,
  });
  const state = progress.data?.state ?? 'waiting';
  useEffect(() => {
    if (state !== 'done') return;
    void queries.invalidateQueries({ queryKey: ['geographies'] });
    void queries.invalidateQueries({ queryKey: ['answer'] });
  }, [state, queries]);
  if (progress.isError) return <ErrorMessage error={progress.error} />;
  const failed = state === 'failed';
  return (
    <section className={failed ? 'notice-error' : 'notice-good'} role="status">
      <p className="strong">{STATES[state]}</p>
      {progress.data?.problem != null && <p>{sentence(progress.data.problem)}</p>}
      {(state === 'waiting' || state === 'running') && <progress aria-label="Import under way" />}
    </section>
  );
}
