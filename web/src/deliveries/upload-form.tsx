import { useId, useRef, useState } from 'react';
import type { Delivery } from '#core/model/delivery.ts';
import { ApiProblem, problemOf } from '../api/client.ts';
import type { DatasetSummary, UploadGrant } from '../api/types.ts';
import { formatBytes } from '../format/number.ts';
import { useSite } from '../session/context.tsx';
import { ErrorMessage } from '../shell/state-message.tsx';
import { isMonth } from '../state/month.ts';

type Props = { readonly datasets: readonly DatasetSummary[]; readonly onSent: () => void };

type Covers = { readonly from: string; readonly to: string; readonly areas: string };

/** What the form says about coverage: null = nothing said, a text = what is wrong with it. */
export function coverageOf(
  covers: Covers,
): { from: string; to: string; areas: string[] | null } | null | string {
  const areas = covers.areas.split(/[\s,;]+/).filter((code) => code !== '');
  if (covers.from === '' && covers.to === '' && areas.length === 0) return null;
  if (!isMonth(covers.from) || !isMonth(covers.to))
    return 'Give the first and the last month, as in 2018-05.';
  if (covers.from > covers.to) return 'The first month comes after the last.';
  return { from: covers.from, to: covers.to, areas: areas.length === 0 ? null : areas };
}

export function UploadForm({ datasets, onSent }: Props) {
  const { api } = useSite();
  const ids = { dataset: useId(), file: useId(), from: useId(), to: useId(), areas: useId() };
  const input = useRef<HTMLInputElement>(null);
  const [dataset, setDataset] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [covers, setCovers] = useState<Covers>({ from: '', to: '', areas: '' });
  const [over, setOver] = useState(false);
  const [state, setState] = useState<'idle' | 'sending' | 'sent' | 'scanned'>('idle');
  const [failure, setFailure] = useState<unknown>(null);
  const [fault, setFault] = useState<string | null>(null);
  const chosen = dataset === '' ? datasets[0]?.id : dataset;

  const send = async () => {
    const stated = coverageOf(covers);
    if (file === null || chosen === undefined) return setFault('Choose the file to send.');
    if (typeof stated === 'string') return setFault(stated);
    setFault(null);
    setFailure(null);
    setState('sending');
    try {
      const body = { dataset: chosen, fileName: file.name, ...(stated === null ? {} : { covers: stated }) };
      const { upload } = await api.post<UploadGrant>('/deliveries', body);
      const answer = await fetch(upload.url, {
        method: upload.method,
        headers: { ...upload.headers },
        body: file,
      });
      if (!answer.ok) throw await problemOf(answer);
      const delivery = (await answer.json().catch(() => null)) as Delivery | null;
      setState(delivery === null ? 'scanned' : 'sent');
      setFile(null);
      if (input.current !== null) input.current.value = '';
      onSent();
    } catch (error) {
      setState('idle');
      setFailure(
        error instanceof ApiProblem ? error : new Error('the file did not arrive', { cause: error }),
      );
    }
  };

  if (datasets.length === 0) {
    return (
      <section className="card" aria-labelledby="send-title">
        <h2 id="send-title">Send a file</h2>
        <p>No dataset is supplied by your agency. Your administrator can change that.</p>
      </section>
    );
  }
  return (
    <section className="card" aria-labelledby="send-title">
      <h2 id="send-title">Send a file</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {fault !== null && (
          <p className="field-error" role="alert">
            {fault}
          </p>
        )}
        {failure !== null && <ErrorMessage error={failure} />}
        <div className="field">
          <label htmlFor={ids.dataset}>Dataset</label>
          <select id={ids.dataset} value={chosen} onChange={(event) => setDataset(event.target.value)}>
            {datasets.map((item) => (
              <option key={item.id} value={item.id}>
                {item.title}
              </option>
            ))}
          </select>
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the second way; the field inside is the first */}
        <div
          className="drop"
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            setFile(event.dataTransfer.files.item(0));
            setState('idle');
          }}
        >
          <label className="strong" htmlFor={ids.file}>
            File
          </label>
          <input
            id={ids.file}
            ref={input}
            type="file"
            onChange={(event) => {
              setFile(event.target.files?.item(0) ?? null);
              setState('idle');
            }}
          />
          <p className="hint">
            {file === null ? 'Choose a file, or drop it here.' : `${file.name}, ${formatBytes(file.size)}`}
          </p>
        </div>
        <details className="more">
          <summary>What it covers (optional)</summary>
          <div className="form">
            <p className="hint">
              Leave empty to use what is agreed for the dataset. Months and areas that no file covers show as
              not supplied.
            </p>
            <div className="two">
              <div className="field">
                <label htmlFor={ids.from}>First month</label>
                <input
                  id={ids.from}
                  placeholder="2018-05"
                  value={covers.from}
                  onChange={(event) => setCovers({ ...covers, from: event.target.value })}
                />
              </div>
              <div className="field">
                <label htmlFor={ids.to}>Last month</label>
                <input
                  id={ids.to}
                  placeholder="2018-05"
                  value={covers.to}
                  onChange={(event) => setCovers({ ...covers, to: event.target.value })}
                />
              </div>
            </div>
            <div className="field">
              <label htmlFor={ids.areas}>Area codes</label>
              <input
                id={ids.areas}
                placeholder="Empty = everywhere"
                value={covers.areas}
                onChange={(event) => setCovers({ ...covers, areas: event.target.value })}
              />
            </div>
          </div>
        </details>
        <button type="submit" className="button button-go" disabled={state === 'sending'}>
          {state === 'sending' ? 'Sending…' : 'Send file'}
        </button>
        <p role="status">
          {state === 'sent' && 'The file has arrived and is being checked. Its state is in the list.'}
          {state === 'scanned' &&
            'The file has arrived and is scanned first. It is in the list in some minutes.'}
        </p>
      </form>
    </section>
  );
}
