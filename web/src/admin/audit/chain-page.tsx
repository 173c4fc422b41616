import { Fragment, useId, useState } from 'react';
import { Link } from 'wouter';
import { saveAs } from '../../charts/image.ts';
import { formatDateTime, formatNumber } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useChain } from './hooks.ts';
import type { Verification } from './types.ts';
import '../catalogue/catalogue.css';
import './audit.css';

/** Whether the audit is whole, and a copy of it for a SIEM. */
export function ChainPage() {
  return (
    <main className="page" id="main">
      <div>
        <p className="caption">
          <Link href="/admin/audit">Audit</Link> / Chain and export
        </p>
        <h1>Chain and export</h1>
      </div>
      <div className="columns-even">
        <ChainCard />
        <ExportCard />
      </div>
    </main>
  );
}

function ChainCard() {
  const { api } = useSite();
  const chain = useChain();
  const [state, setState] = useState<'idle' | 'working' | Verification>('idle');
  const [failure, setFailure] = useState<unknown>(null);
  const verify = async () => {
    setFailure(null);
    setState('working');
    try {
      setState(await api.post<Verification>('/audit/verification', {}));
      await chain.refetch();
    } catch (error) {
      setFailure(error);
      setState('idle');
    }
  };
  return (
    <section className="card" aria-labelledby="chain">
      <h2 id="chain">The chain</h2>
      <p className="hint">
        Entries are sealed into objects; each holds the hash of the one before. What is changed, taken out or
        put in between breaks it.
      </p>
      {chain.isError ? (
        <ErrorMessage error={chain.error} retry={() => void chain.refetch()} />
      ) : chain.data === undefined ? (
        <Loading what="Loading the chain" />
      ) : (
        <dl className="summary-list">
          <dt>Objects</dt>
          <dd>{chain.data.head === null ? 'None yet' : formatNumber(chain.data.head.number)}</dd>
          <dt>Last sealed</dt>
          <dd>{chain.data.head === null ? '–' : formatDateTime(chain.data.head.at)}</dd>
          <dt>Head</dt>
          <dd className="wrap-anywhere hash">{chain.data.head?.hash ?? '–'}</dd>
          <dt>Not sealed yet</dt>
          <dd>{formatNumber(chain.data.unsealed)} events</dd>
          {chain.data.others.map(({ region, head }) => (
            <Fragment key={region}>
              <dt>Chain of {region}</dt>
              <dd className="wrap-anywhere">
                {head === null
                  ? 'Nothing sealed yet'
                  : `${formatNumber(head.number)} objects, the last of ${formatDateTime(head.at)}: ${head.hash}`}
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
      {failure !== null && <ErrorMessage error={failure} />}
      <div aria-live="polite">{typeof state === 'object' && <Verified verification={state} />}</div>
      <button
        type="button"
        className="button self-start"
        disabled={state === 'working'}
        onClick={() => void verify()}
      >
        {state === 'working' ? 'Walking the chain…' : 'Verify the chain'}
      </button>
    </section>
  );
}

function Verified({ verification }: { readonly verification: Verification }) {
  const { objects, events, firstBreak } = verification;
  const seen = `${formatNumber(objects)} objects and ${formatNumber(events)} events`;
  if (firstBreak === null && verification.state === 'whole')
    return <p className="notice-good">The chain is whole: {seen} are as they were written.</p>;
  return (
    <div className="notice-error">
      <p className="strong">The chain is broken. Tell the data-protection officer.</p>
      {firstBreak !== null && (
        <p className="wrap-anywhere">
          First at {firstBreak.object}, {firstBreak.at}: {firstBreak.problem}
        </p>
      )}
    </div>
  );
}

const MAX_PAGES = 1_000;

function ExportCard() {
  const { api } = useSite();
  const base = useId();
  const [format, setFormat] = useState<'jsonl' | 'ocsf'>('jsonl');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const save = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const parts: Blob[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const params = new URLSearchParams({ format });
        if (from !== '') params.set('from', from);
        if (to !== '') params.set('to', to);
        if (cursor !== null) params.set('cursor', cursor);
        const response = await api.open(`/audit/export?${params}`);
        parts.push(await response.blob());
        cursor = response.headers.get('x-next-cursor');
        if (cursor === null || cursor === '') break;
        setSaid(`Reading page ${page + 2}…`);
      }
      const name = `audit${from === '' ? '' : `-${from}`}${to === '' ? '' : `-${to}`}.${format === 'ocsf' ? 'ocsf.jsonl' : 'jsonl'}`;
      const url = URL.createObjectURL(new Blob(parts, { type: 'application/x-ndjson' }));
      saveAs(url, name);
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      setSaid(`Saved as ${name}.`);
    } catch (error) {
      setFailure(error);
      setSaid('');
    }
    setBusy(false);
  };
  return (
    <section className="card" aria-labelledby="export">
      <h2 id="export">Export</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {failure !== null && <ErrorMessage error={failure} />}
        <div className="field">
          <label htmlFor={`${base}-format`}>Format</label>
          <select
            id={`${base}-format`}
            value={format}
            onChange={(event) => setFormat(event.target.value === 'ocsf' ? 'ocsf' : 'jsonl')}
          >
            <option value="jsonl">JSON Lines, as recorded</option>
            <option value="ocsf">OCSF, for a SIEM</option>
          </select>
        </div>
        <div className="two">
          <div className="field">
            <label htmlFor={`${base}-from`}>From</label>
            <input
              id={`${base}-from`}
              type="date"
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          </div>
          <div className="field">
            <label htmlFor={`${base}-to`}>To</label>
            <input id={`${base}-to`} type="date" value={to} onChange={(event) => setTo(event.target.value)} />
          </div>
        </div>
        <p className="hint">The export is itself recorded. It holds no value that could name a person.</p>
        <button type="submit" className="button button-go" disabled={busy}>
          {busy ? 'Exporting…' : 'Export'}
        </button>
        <p role="status">{said}</p>
      </form>
    </section>
  );
}
