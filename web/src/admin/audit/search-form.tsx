import { useId, useState } from 'react';
import { type AuditSearch, NOTHING } from './search.ts';
import { ACTIONS } from './words.ts';

type Props = { readonly search: AuditSearch; readonly onSearch: (next: AuditSearch) => void };

export function SearchForm({ search, onSearch }: Props) {
  const base = useId();
  const [draft, setDraft] = useState(search);
  const field = (name: keyof AuditSearch, label: string, type = 'text', placeholder = '') => (
    <div className="field">
      <label htmlFor={`${base}-${name}`}>{label}</label>
      <input
        id={`${base}-${name}`}
        type={type}
        {...(type === 'text' && name.endsWith('Rows') ? { inputMode: 'numeric' as const } : {})}
        placeholder={placeholder}
        value={draft[name]}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      />
    </div>
  );
  return (
    <section className="card" aria-label="Search the audit">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(draft);
        }}
      >
        <div className="audit-form">
          {field('who', 'Person', 'text', 'Identifier or e-mail')}
          {field('organisation', 'Organisation', 'text', 'metropolitan-police')}
          {field('dataset', 'Dataset', 'text', 'mps-crime')}
          <div className="field">
            <label htmlFor={`${base}-action`}>What was done</label>
            <select
              id={`${base}-action`}
              value={draft.action}
              onChange={(event) => setDraft({ ...draft, action: event.target.value })}
            >
              <option value="">Anything</option>
              {Object.entries(ACTIONS).map(([action, words]) => (
                <option key={action} value={action}>
                  {words}
                </option>
              ))}
            </select>
          </div>
          {field('from', 'From', 'date')}
          {field('to', 'To', 'date')}
          {field('minRows', 'Rows, at least')}
          {field('maxRows', 'Rows, at most')}
        </div>
        <div className="title-tools">
          <button type="submit" className="button button-go">
            Search
          </button>
          <button
            type="button"
            className="link"
            onClick={() => {
              setDraft(NOTHING);
              onSearch(NOTHING);
            }}
          >
            Clear
          </button>
          <span className="hint">Without dates, the last 31 days. Your search is recorded.</span>
        </div>
      </form>
    </section>
  );
}
