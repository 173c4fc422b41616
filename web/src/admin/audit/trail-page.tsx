import { Link } from 'wouter';
import { EntryTable } from './entry-table.tsx';
import { useEntries } from './hooks.ts';
import '../catalogue/catalogue.css';
import './audit.css';

/** What was recorded of the person who is signed in. */
export function TrailPage() {
  const entries = useEntries('/me/trail');
  return (
    <main className="page" id="main">
      <div>
        <p className="caption">
          <Link href="/account">My account</Link> / My trail
        </p>
        <h1>My trail</h1>
        <p className="subtitle">What you did here, as it was recorded. Auditors see the same of everybody.</p>
      </div>
      <section className="card" aria-label="Entries">
        <EntryTable entries={entries} whole={false} none="Nothing has been recorded of you yet." />
      </section>
    </main>
  );
}
