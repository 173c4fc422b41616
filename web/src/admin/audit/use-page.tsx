import { useId, useState } from 'react';
import { useDatasets } from '../../api/hooks.ts';
import { formatNumber } from '../../format/number.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { monthLabel } from '../../state/month.ts';
import { useUse } from './hooks.ts';
import '../catalogue/catalogue.css';
import './audit.css';

/** Who used the data of an agency: organisations and numbers by month, never persons. */
export function UsePage() {
  const base = useId();
  const [dataset, setDataset] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const params = new URLSearchParams();
  if (dataset !== '') params.set('dataset', dataset);
  if (from !== '') params.set('from', from);
  if (to !== '') params.set('to', to);
  const shown = useDatasets();
  const titleOf = (id: string) => shown.data?.items.find((one) => one.id === id)?.title ?? id;
  const all = useUse('');
  const use = useUse(params.toString());
  const datasets = [...new Set((all.data ?? []).map((line) => line.dataset))].sort();
  return (
    <main className="page" id="main">
      <div>
        <h1>Use of data</h1>
        <p className="subtitle">
          Which organisations used the data, month by month. Suppliers see that of their own agencies.
        </p>
      </div>
      <section className="card" aria-label="Use of data">
        <div className="three">
          <div className="field">
            <label htmlFor={`${base}-dataset`}>Dataset</label>
            <select
              id={`${base}-dataset`}
              value={dataset}
              onChange={(event) => setDataset(event.target.value)}
            >
              <option value="">All</option>
              {datasets.map((id) => (
                <option key={id} value={id}>
                  {titleOf(id)}
                </option>
              ))}
            </select>
          </div>
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
        {use.isError ? (
          <ErrorMessage error={use.error} retry={() => void use.refetch()} />
        ) : use.data === undefined ? (
          <Loading what="Loading" />
        ) : use.data.length === 0 ? (
          <p>Nobody has used it in this time.</p>
        ) : (
          <ScrollBox className="scroll-x" label="Use of data, scrolls sideways">
            <table>
              <thead>
                <tr>
                  <th scope="col">Month</th>
                  <th scope="col">Dataset</th>
                  <th scope="col">Organisation</th>
                  {['People', 'Queries', 'Downloads', 'Rows'].map((head) => (
                    <th key={head} scope="col" className="number">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {use.data.map((line) => (
                  <tr key={`${line.month} ${line.dataset} ${line.organisation.id}`}>
                    <th scope="row">{monthLabel(line.month)}</th>
                    <td>{titleOf(line.dataset)}</td>
                    <td>{line.organisation.name}</td>
                    {[line.people, line.queries, line.downloads, line.rows].map((count, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: the index is the column
                      <td key={index} className="number">
                        {formatNumber(count)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </section>
    </main>
  );
}
