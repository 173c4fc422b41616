import { useMemo } from 'react';
import { Link, Route, Switch, useLocation, useSearch } from 'wouter';
import { EntryPage } from './entry-page.tsx';
import { EntryTable } from './entry-table.tsx';
import { useEntries } from './hooks.ts';
import { searchFrom, searchText } from './search.ts';
import { SearchForm } from './search-form.tsx';
import '../catalogue/catalogue.css';
import './audit.css';

/** The audit as an auditor reads it: search, and one entry with all that is known of it. */
export function AuditPage() {
  return (
    <main className="page" id="main">
      <Switch>
        <Route path="/admin/audit/:effect">
          {(params) => <EntryPage key={params.effect} effect={params.effect} />}
        </Route>
        <Route>
          <AuditSearchPage />
        </Route>
      </Switch>
    </main>
  );
}

function AuditSearchPage() {
  const text = useSearch();
  const [, navigate] = useLocation();
  const search = useMemo(() => searchFrom(text), [text]);
  const asked = searchText(search);
  const entries = useEntries(`/audit/events${asked === '' ? '' : `?${asked}`}`);
  return (
    <>
      <div>
        <h1>Audit</h1>
        <p className="subtitle">
          Who did what, for which organisation, under which profile. See also{' '}
          <Link href="/admin/holds">legal holds</Link> and <Link href="/admin/chain">chain and export</Link>.
        </p>
      </div>
      <SearchForm
        key={text}
        search={search}
        onSearch={(next) => {
          const to = searchText(next);
          navigate(`/admin/audit${to === '' ? '' : `?${to}`}`);
          void entries.refetch();
        }}
      />
      <section className="card" aria-label="Entries">
        <EntryTable entries={entries} whole none="Nothing was recorded that fits. Search wider." />
      </section>
    </>
  );
}
