import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useDatasets, useMe } from '../api/hooks.ts';
import type { DeliveryList } from '../api/types.ts';
import { formatBytes, formatDateTime, formatNumber } from '../format/number.ts';
import { useSite } from '../session/context.tsx';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { DeliveryReportView } from './report.tsx';
import { DeliveryTag, isMoving } from './state-tag.tsx';
import { UploadForm } from './upload-form.tsx';

const POLL_MS = 2_000;

export function DeliveriesPage() {
  const { api } = useSite();
  const me = useMe();
  const datasets = useDatasets();
  const queries = useQueryClient();
  const [dataset, setDataset] = useState('');
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [open, setOpen] = useState<string | null>(null);
  const cursor = cursors.at(-1);
  const path = `/deliveries?dataset=${encodeURIComponent(dataset)}${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
  const list = useQuery({
    queryKey: ['deliveries', dataset, cursor ?? ''],
    queryFn: ({ signal }) =>
      api.get<DeliveryList>(
        dataset === '' ? path.replace('dataset=&', '').replace('?dataset=', '') : path,
        signal,
      ),
    staleTime: 0,
    refetchInterval: (query) =>
      query.state.data?.items.some((delivery) => isMoving(delivery.state)) ? POLL_MS : false,
  });
  const roles = me.data?.roles ?? [];
  const maySend = roles.includes('supplier') || roles.includes('super-admin');
  const all = datasets.data?.items ?? [];
  const sendable = roles.includes('super-admin')
    ? all
    : all.filter((item) => me.data?.agencies.includes(item.agency));
  const chosen = list.data?.items.find((delivery) => `${delivery.dataset} ${delivery.number}` === open);
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['deliveries'] });
    void queries.invalidateQueries({ queryKey: ['datasets'] });
  };
  return (
    <main className="page" id="main">
      <div>
        <h1>Deliveries</h1>
        <p className="lead">Every file that an agency has handed over, and what came of it.</p>
      </div>
      <div className="columns">
        <div className="form">
          <section className="card" aria-labelledby="list-title">
            <div className="title-row">
              <h2 id="list-title">Files received</h2>
              <div className="field">
                <label htmlFor="filter-dataset">Dataset</label>
                <select
                  id="filter-dataset"
                  value={dataset}
                  onChange={(event) => {
                    setDataset(event.target.value);
                    setCursors([]);
                  }}
                >
                  <option value="">All</option>
                  {all.map((item) => (
                    <option key={item.id} value={item.id}>
                      {item.title}
                    </option>
                  ))}
                </select>
              </div>
            </div>
            {list.isError ? (
              <ErrorMessage error={list.error} retry={() => void list.refetch()} />
            ) : list.data === undefined ? (
              <Loading what="Loading deliveries" />
            ) : (
              <DeliveryTable
                list={list.data}
                seesAny={me.data === undefined || maySend || roles.includes('auditor')}
                open={open}
                onOpen={setOpen}
                titleOf={(id) => all.find((item) => item.id === id)?.title ?? id}
              />
            )}
            <div className="title-tools">
              {cursors.length > 0 && (
                <button type="button" className="button" onClick={() => setCursors(cursors.slice(0, -1))}>
                  Newer
                </button>
              )}
              {list.data?.nextCursor && (
                <button
                  type="button"
                  className="button"
                  onClick={() => setCursors([...cursors, list.data.nextCursor ?? ''])}
                >
                  Older
                </button>
              )}
            </div>
          </section>
          {chosen !== undefined && (
            <DeliveryReportView delivery={chosen} mayWithdraw={maySend} onChange={refresh} />
          )}
        </div>
        {maySend && <UploadForm datasets={sendable} onSent={refresh} />}
      </div>
    </main>
  );
}

type TableProps = {
  readonly list: DeliveryList;
  /** Whether the profile shows deliveries at all. */
  readonly seesAny: boolean;
  readonly open: string | null;
  readonly onOpen: (key: string) => void;
  readonly titleOf: (dataset: string) => string;
};

function DeliveryTable({ list, seesAny, open, onOpen, titleOf }: TableProps) {
  if (list.items.length === 0)
    return (
      <p>
        {seesAny
          ? 'No file has been received yet.'
          : 'Your profile shows no deliveries. Suppliers see those of their own agency.'}
      </p>
    );
  return (
    <ScrollBox className="scroll-x" label="Files received, scrolls sideways">
      <table className="deliveries-table">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Dataset</th>
            <th scope="col">Received</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Accepted
            </th>
            <th scope="col" className="number">
              Rejected
            </th>
          </tr>
        </thead>
        <tbody>
          {list.items.map((delivery) => {
            const key = `${delivery.dataset} ${delivery.number}`;
            return (
              <tr key={key}>
                <th scope="row">
                  <button
                    type="button"
                    className="link"
                    aria-expanded={key === open}
                    onClick={() => onOpen(key)}
                  >
                    {delivery.fileName}
                  </button>
                  <br />
                  <span className="hint">
                    No. {delivery.number}, {formatBytes(delivery.bytes)}
                  </span>
                </th>
                <td>{titleOf(delivery.dataset)}</td>
                <td>{formatDateTime(delivery.receivedAt)}</td>
                <td>
                  <DeliveryTag state={delivery.state} />
                </td>
                <td className="number">
                  {delivery.report === null ? '–' : formatNumber(delivery.report.accepted)}
                </td>
                <td className="number">
                  {delivery.report === null ? '–' : formatNumber(delivery.report.rejected)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollBox>
  );
}
