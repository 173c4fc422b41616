import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { formatNumber } from '../../format/number.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useOrganisations } from '../hooks.ts';
import type { Organisation } from '../types.ts';
import { OrganisationDrawer } from './drawer.tsx';

/** Organisations, their e-mail domains and what they have been granted. */
export function OrganisationsPage() {
  const organisations = useOrganisations();
  const [open, setOpen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const [said, setSaid] = useState('');
  const chosen = organisations.data?.items.find(({ id }) => id === open);
  return (
    <main className="page" id="main">
      <div className="title-row">
        <div>
          <h1>Organisations</h1>
          <p className="subtitle">Who their people are is decided by their own administrators.</p>
        </div>
        <button type="button" className="button button-go" onClick={() => setAdding(true)}>
          <Plus size={18} aria-hidden="true" /> Add an organisation
        </button>
      </div>
      <p className={said === '' ? 'visually-hidden' : 'notice-done'} role="status">
        {said}
      </p>
      <section className="card" aria-label="Organisations">
        {organisations.isError ? (
          <ErrorMessage error={organisations.error} retry={() => void organisations.refetch()} />
        ) : organisations.data === undefined ? (
          <Loading what="Loading organisations" />
        ) : (
          <OrganisationTable items={organisations.data.items} onOpen={setOpen} />
        )}
      </section>
      {adding && <OrganisationDrawer organisation={null} onClose={() => setAdding(false)} onDone={setSaid} />}
      {chosen !== undefined && (
        <OrganisationDrawer organisation={chosen} onClose={() => setOpen(null)} onDone={setSaid} />
      )}
    </main>
  );
}

type TableProps = { readonly items: readonly Organisation[]; readonly onOpen: (id: string) => void };

function OrganisationTable({ items, onOpen }: TableProps) {
  if (items.length === 0) return <p>There is none yet.</p>;
  return (
    <ScrollBox className="scroll-x" label="Organisations, scrolls sideways">
      <table>
        <thead>
          <tr>
            <th scope="col">Organisation</th>
            <th scope="col">E-mail domains</th>
            <th scope="col" className="number">
              Active
            </th>
            <th scope="col" className="number">
              Waiting
            </th>
            <th scope="col" className="number">
              Disabled
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, name, domains, people }) => (
            <tr key={id}>
              <th scope="row">
                <button type="button" className="link" onClick={() => onOpen(id)}>
                  {name}
                </button>
                <br />
                <span className="hint">{id}</span>
              </th>
              <td>{domains.length === 0 ? <span className="hint">None</span> : domains.join(', ')}</td>
              <td className="number">{formatNumber(people.active)}</td>
              <td className="number">
                {people.pending === 0 ? (
                  '0'
                ) : (
                  <Link href="/admin/people">{formatNumber(people.pending)}</Link>
                )}
              </td>
              <td className="number">{formatNumber(people.disabled)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
