import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { formatDateTime } from '../../format/number.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useHolds } from './hooks.ts';
import type { Covers, Hold } from './types.ts';
import '../catalogue/catalogue.css';
import './audit.css';

/** What must not be removed while a matter is open. */
export function HoldsPage() {
  const holds = useHolds();
  const effect = new URLSearchParams(useSearch()).get('effect') ?? '';
  const open = (holds.data ?? []).filter((hold) => hold.endedAt === null);
  const ended = (holds.data ?? []).filter((hold) => hold.endedAt !== null);
  return (
    <main className="page" id="main">
      <div>
        <p className="caption">
          <Link href="/admin/audit">Audit</Link> / Legal holds
        </p>
        <h1>Legal holds</h1>
        <p className="subtitle">Records and entries under a hold are not removed, whatever else says so.</p>
      </div>
      <div className="columns">
        <div className="page-stack">
          {holds.isError ? (
            <ErrorMessage error={holds.error} retry={() => void holds.refetch()} />
          ) : holds.data === undefined ? (
            <Loading what="Loading holds" />
          ) : (
            <>
              {open.length === 0 && (
                <section className="card">
                  <p>No hold is in force.</p>
                </section>
              )}
              {[...open, ...ended].map((hold) => (
                <HoldCard key={hold.id} hold={hold} />
              ))}
            </>
          )}
        </div>
        <HoldForm key={effect} effect={effect} />
      </div>
    </main>
  );
}

function coversWords({ dataset, manifests, records, effects, person }: Covers): string {
  const parts = [
    dataset === null ? '' : `dataset ${dataset}`,
    manifests.length === 0 ? '' : `publications ${manifests.join(', ')}`,
    records.length === 0 ? '' : `records ${records.join(', ')}`,
    effects.length === 0 ? '' : `entries ${effects.join(', ')}`,
    person === null ? '' : `everything of the person ${person}`,
  ].filter((part) => part !== '');
  return parts.join('; ');
}

function HoldCard({ hold }: { readonly hold: Hold }) {
  const { api } = useSite();
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const release = async () => {
    setFailure(null);
    try {
      await api.write('DELETE', `/audit/holds/${hold.id}`);
      await queries.invalidateQueries({ queryKey: ['holds'] });
    } catch (error) {
      setFailure(error);
    }
  };
  const inForce = hold.endedAt === null;
  return (
    <section className="card" aria-labelledby={hold.id}>
      <h2 id={hold.id}>
        {hold.title}{' '}
        <span className="tag" data-tone={inForce ? 'yellow' : ''}>
          {inForce ? 'In force' : 'Released'}
        </span>
      </h2>
      <p>{hold.why}</p>
      <p className="hint wrap-anywhere">Covers {coversWords(hold.covers)}.</p>
      <p className="hint">
        Placed by {hold.by.name}, {formatDateTime(hold.at)}
        {hold.endedAt !== null && `; released ${formatDateTime(hold.endedAt)}`}
      </p>
      {failure !== null && <ErrorMessage error={failure} />}
      {inForce &&
        (sure ? (
          <div className="title-tools">
            <button type="button" className="button button-danger" onClick={() => void release()}>
              Release “{hold.title}”
            </button>
            <button type="button" className="link" onClick={() => setSure(false)}>
              Keep it
            </button>
          </div>
        ) : (
          <button type="button" className="link self-start" onClick={() => setSure(true)}>
            Release this hold
          </button>
        ))}
    </section>
  );
}

const EMPTY = { title: '', why: '', dataset: '', manifests: '', records: '', effects: '', person: '' };

function words(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}

function HoldForm({ effect }: { readonly effect: string }) {
  const { api } = useSite();
  const queries = useQueryClient();
  const base = useId();
  const [draft, setDraft] = useState({ ...EMPTY, effects: effect });
  const [failure, setFailure] = useState<unknown>(null);
  const place = async () => {
    setFailure(null);
    try {
      await api.post('/audit/holds', {
        title: draft.title,
        why: draft.why,
        covers: {
          dataset: draft.dataset.trim() === '' ? null : draft.dataset.trim(),
          manifests: words(draft.manifests),
          records: words(draft.records),
          effects: words(draft.effects),
          person: draft.person.trim() === '' ? null : draft.person.trim(),
        },
      });
      setDraft(EMPTY);
      await queries.invalidateQueries({ queryKey: ['holds'] });
    } catch (error) {
      setFailure(error);
    }
  };
  const field = (name: keyof typeof EMPTY, label: string, hint?: string) => (
    <div className="field">
      <label htmlFor={`${base}-${name}`}>{label}</label>
      {hint !== undefined && (
        <p className="hint" id={`${base}-${name}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={`${base}-${name}`}
        aria-describedby={hint === undefined ? undefined : `${base}-${name}-hint`}
        value={draft[name]}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      />
    </div>
  );
  return (
    <section className="card" aria-labelledby="place">
      <h2 id="place">Place a hold</h2>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void place();
        }}
      >
        {failure !== null && <ErrorMessage error={failure} />}
        {field('title', 'Title', 'As the matter is called.')}
        {field('why', 'Why')}
        {field('dataset', 'Dataset')}
        {field('manifests', 'Publications of it', 'Empty = all.')}
        {field('records', 'Records of it', 'Numbers, separated by commas. Empty = all.')}
        {field('effects', 'Audit entries')}
        {field('person', 'Everything of one person', 'Their identifier.')}
        <button
          type="submit"
          className="button button-go"
          disabled={draft.title.trim() === '' || draft.why.trim() === ''}
        >
          Place the hold
        </button>
      </form>
    </section>
  );
}
