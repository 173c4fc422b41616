import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { formatNumber } from '../format/number.ts';
import { useSite } from '../session/context.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { EarlierCard } from './earlier.tsx';
import { type Field, valueText } from './field-text.ts';
import './record.css';

type RecordAnswer = {
  readonly dataset: string;
  readonly title: string;
  readonly noun: string;
  readonly fields: readonly Field[];
  readonly provenance: {
    readonly manifest: string;
    readonly publishedAt: string;
    readonly agency: string;
    readonly licence: string;
    readonly delivery: {
      readonly receivedOn: string;
      readonly number: number | null;
      readonly fileName: string | null;
      readonly row: number | null;
    } | null;
    readonly precision: string;
    readonly rule: string | null;
  };
};

const ABOUT = [
  ['record', 'What happened'],
  ['time', 'When'],
  ['place', 'Where'],
] as const;
const HIDDEN = 'Your profile does not show it';

/** One record with all that the profile of the person shows of it, and where it comes from. */
export function RecordPage({ dataset, id }: { readonly dataset: string; readonly id: string }) {
  const { api } = useSite();
  const path = `/records/${encodeURIComponent(dataset)}/${encodeURIComponent(id)}`;
  const query = useQuery({
    queryKey: ['record', dataset, id],
    queryFn: ({ signal }) => api.get<RecordAnswer>(path, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const title = query.data === undefined ? 'Record' : `${upper(query.data.noun)} · ${query.data.title}`;
  useEffect(() => {
    document.title = `${title} – SafeStats`;
  }, [title]);
  return (
    <main className="page record-page" id="main" tabIndex={-1}>
      <button type="button" className="link record-back" onClick={() => globalThis.history.back()}>
        <ArrowLeft size={16} aria-hidden="true" /> Back to the list
      </button>
      {query.isError ? (
        <ErrorMessage error={query.error} />
      ) : query.data === undefined ? (
        <Loading what="Opening the record" />
      ) : (
        <Shown record={query.data} path={path} />
      )}
    </main>
  );
}

function Shown({
  record: { title, noun, fields, provenance },
  path,
}: {
  readonly record: RecordAnswer;
  readonly path: string;
}) {
  const { delivery } = provenance;
  return (
    <>
      <p className="caption">{title}</p>
      <h1>{upper(noun)}</h1>
      <p className="subtitle">As it is published now. That you opened it is recorded.</p>
      <div className="record-cards">
        {ABOUT.map(([about, heading]) => {
          const lines = fields.filter((field) => field.about === about);
          if (lines.length === 0) return null;
          return (
            <section key={about} className="card" aria-labelledby={`record-${about}`}>
              <h2 id={`record-${about}`}>{heading}</h2>
              <dl className="record-list">
                {lines.map((field) => (
                  <div key={field.name}>
                    <dt>{field.label}</dt>
                    <dd className={field.value === null ? 'unknown' : undefined}>{valueText(field)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
        <section className="card" aria-labelledby="record-source">
          <h2 id="record-source">Where it comes from</h2>
          <dl className="record-list">
            <Line label="Agency">{provenance.agency}</Line>
            <Line label="Delivered on">{delivery?.receivedOn ?? HIDDEN}</Line>
            <Line label="Delivery">{delivery?.number ?? HIDDEN}</Line>
            <Line label="File">{delivery?.fileName ?? HIDDEN}</Line>
            <Line label="Row in the file">
              {delivery?.row === null || delivery === null ? HIDDEN : formatNumber(delivery.row)}
            </Line>
            <Line label="Publication">
              {provenance.manifest}, {provenance.publishedAt.slice(0, 10)}
            </Line>
            <Line label="Places are shown as">{provenance.precision}</Line>
            {provenance.rule !== null && <Line label="You see records where">{provenance.rule}</Line>}
            <Line label="Licence">{provenance.licence}</Line>
          </dl>
        </section>
        <EarlierCard path={path} />
      </div>
    </>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
