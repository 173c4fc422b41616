import { useState } from 'react';
import type { Delivery, RejectReason } from '#core/model/delivery.ts';
import { formatDateTime, formatNumber } from '../format/number.ts';
import { useSite } from '../session/context.tsx';
import { ErrorMessage } from '../shell/state-message.tsx';
import { monthLabel, periodLabel } from '../state/month.ts';
import { DeliveryTag } from './state-tag.tsx';

const REASONS: Readonly<Record<RejectReason, string>> = {
  COLUMN_COUNT: 'The row does not have the columns of the header',
  VALUE_REQUIRED: 'A value that must be there is empty',
  DATE_INVALID: 'The date cannot be read',
  DATE_IN_FUTURE: 'The date is in the future',
  DATE_OUTSIDE_PERIOD: 'The date is outside the period that the file covers',
  NUMBER_INVALID: 'The number cannot be read',
  VALUE_TOO_LONG: 'The value is too long',
  ENCODING_INVALID: 'The row holds bytes that are not text',
};

const EXAMPLES = 4;

type Props = { readonly delivery: Delivery; readonly mayWithdraw: boolean; readonly onChange: () => void };

/** What came of one file: the sums, why rows were rejected, what to look at. */
export function DeliveryReportView({ delivery, mayWithdraw, onChange }: Props) {
  const { report, coverage } = delivery;
  return (
    <section className="card" aria-labelledby="report-title">
      <h2 id="report-title">
        {delivery.fileName} <DeliveryTag state={delivery.state} />
      </h2>
      <p>
        {delivery.step.charAt(0).toUpperCase() + delivery.step.slice(1)}.
        {delivery.sameAs !== null && ` The same bytes came as delivery ${delivery.sameAs}.`}
        {delivery.replacedSince !== undefined &&
          ` Later deliveries have replaced ${formatNumber(delivery.replacedSince)} of its rows, and that stays so: withdraw those to bring it back.`}
      </p>
      {delivery.faults.length > 0 && (
        <div className="fault-summary">
          <h3>The file was refused. Nothing of it was published.</h3>
          <ul className="bullets">
            {delivery.faults.map((fault) => (
              <li key={`${fault.code} ${fault.message}`}>
                {fault.message} <span className="hint">{fault.code}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {report !== null && (
        <>
          <dl className="figures">
            {(
              [
                ['Rows', report.rows],
                ['Accepted', report.accepted],
                ['Rejected', report.rejected],
                ['Duplicate', report.duplicate],
                ['Replaced earlier rows', report.replaced],
              ] as const
            ).map(([name, count]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{formatNumber(count)}</dd>
              </div>
            ))}
          </dl>
          <Rejections report={report} />
          {report.warnings.length > 0 && (
            <>
              <h3>Warnings</h3>
              <ul className="bullets">
                {report.warnings.map((warning) => (
                  <li key={`${warning.code} ${warning.field ?? ''}`}>
                    {formatNumber(warning.rows)} rows: {warning.message}{' '}
                    <span className="hint">{warning.code}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          <details className="more">
            <summary>Accepted rows by month</summary>
            <ul className="code-list">
              {Object.entries(report.byMonth).map(([month, rows]) => (
                <li key={month}>
                  {month.length === 7 ? monthLabel(month) : month}: {formatNumber(rows)}
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
      <dl className="summary-list">
        <dt>Received</dt>
        <dd>
          {formatDateTime(delivery.receivedAt)}, from {delivery.receivedBy}
        </dd>
        <dt>Covers</dt>
        <dd>
          {coverage === null
            ? 'Not known yet'
            : `${periodLabel(coverage.from, coverage.to)}, ${coverage.areas === null ? 'everywhere' : `${coverage.areas.length} areas`}`}
        </dd>
        <dt>Checksum</dt>
        <dd className="wrap-anywhere">{delivery.sha256}</dd>
      </dl>
      {mayWithdraw && delivery.state === 'published' && (
        <Withdraw key={`${delivery.dataset} ${delivery.number}`} delivery={delivery} onChange={onChange} />
      )}
    </section>
  );
}

function Rejections({ report }: { readonly report: NonNullable<Delivery['report']> }) {
  const reasons = Object.entries(report.byReason) as [RejectReason, number][];
  if (reasons.length === 0) return null;
  return (
    <>
      <h3>Why rows were rejected</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col">First examples</th>
            <th scope="col" className="number">
              Rows
            </th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(([reason, rows]) => (
            <tr key={reason}>
              <th scope="row">
                {REASONS[reason]} <span className="hint">{reason}</span>
              </th>
              <td>
                {report.rejections
                  .filter((rejection) => rejection.reason === reason)
                  .slice(0, EXAMPLES)
                  .map((rejection) => `row ${formatNumber(rejection.row)} (${rejection.field})`)
                  .join(', ')}
              </td>
              <td className="number">{formatNumber(rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Withdraw({ delivery, onChange }: { readonly delivery: Delivery; readonly onChange: () => void }) {
  const { api } = useSite();
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const withdraw = async () => {
    try {
      await api.post<Delivery>(`/deliveries/${delivery.dataset}/${delivery.number}/withdrawal`, {});
      setAsked(false);
      onChange();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <div>
      {failure !== null && <ErrorMessage error={failure} />}
      {asked ? (
        <fieldset className="title-tools">
          <legend className="visually-hidden">Withdraw this delivery</legend>
          <p>Its rows leave the published data; rows that it replaced come back.</p>
          <button type="button" className="button" onClick={() => void withdraw()}>
            Yes, withdraw it
          </button>
          <button type="button" className="button" onClick={() => setAsked(false)}>
            Keep it
          </button>
        </fieldset>
      ) : (
        <button type="button" className="button" onClick={() => setAsked(true)}>
          Withdraw this delivery
        </button>
      )}
    </div>
  );
}
