import { UserPlus } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useMe } from '../../api/hooks.ts';
import { Field } from '../../form/field.tsx';
import { formatDay } from '../../format/number.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { ErrorMessage, Loading } from '../../shell/state-message.tsx';
import { useOrganisations, usePages } from '../hooks.ts';
import type { Person } from '../types.ts';
import { PersonDrawer } from './drawer.tsx';
import { Invitations } from './invitations.tsx';
import { InviteDrawer } from './invite.tsx';
import { StateTag } from './state-tag.tsx';
import { roleNames } from './words.ts';

type Filters = { readonly q: string; readonly state: string; readonly organisation: string };

function pathOf(filters: Filters): string {
  const asked = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''));
  return asked.size === 0 ? '/users' : `/users?${asked}`;
}

export function PeoplePage() {
  const me = useMe();
  const organisations = useOrganisations();
  const [filters, setFilters] = useState<Filters>({ q: '', state: '', organisation: '' });
  const asked = useDeferredValue(filters);
  const people = usePages<Person>(pathOf({ ...asked, q: asked.q.trim() }));
  const pending = usePages<Person>(pathOf({ q: '', state: 'pending', organisation: asked.organisation }));
  const [open, setOpen] = useState<string | null>(null);
  const [inviting, setInviting] = useState(false);
  const [said, setSaid] = useState('');
  const roles = me.data?.roles ?? [];
  const mayChange = roles.includes('super-admin') || roles.includes('org-admin');
  const several = roles.includes('super-admin') || roles.includes('auditor');
  const waiting = pending.items ?? [];
  return (
    <main className="page" id="main">
      <div className="title-row">
        <div>
          <h1>People</h1>
          <p className="subtitle">
            {several ? 'Everybody with an account.' : `Everybody of ${me.data?.organisation.name ?? ''}.`}
          </p>
        </div>
        {mayChange && (
          <button type="button" className="button button-go" onClick={() => setInviting(true)}>
            <UserPlus size={18} aria-hidden="true" /> Invite somebody
          </button>
        )}
      </div>
      <p className={said === '' ? 'visually-hidden' : 'notice-done'} role="status">
        {said}
      </p>
      {waiting.length > 0 && mayChange && (
        <section className="card card-attention" aria-labelledby="pending-title">
          <h2 id="pending-title">
            Waiting for approval <span className="badge">{waiting.length}</span>
          </h2>
          <ul className="rows">
            {waiting.map((person) => (
              <li key={person.id}>
                <span>
                  <b>{person.name}</b> <span className="hint">{person.email}</span>
                  <br />
                  <span className="hint">
                    {person.organisation.name}, since {formatDay(person.createdAt)}
                  </span>
                </span>
                <button type="button" className="button" onClick={() => setOpen(person.id)}>
                  Decide<span className="visually-hidden"> on {person.name}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="card" aria-label="Accounts">
        <div className="filters">
          <Field label="Name or e-mail">
            {(control) => (
              <input
                {...control}
                type="search"
                value={filters.q}
                onChange={(event) => setFilters({ ...filters, q: event.target.value })}
              />
            )}
          </Field>
          <Field label="State">
            {(control) => (
              <select
                {...control}
                value={filters.state}
                onChange={(event) => setFilters({ ...filters, state: event.target.value })}
              >
                <option value="">All</option>
                <option value="active">Active</option>
                <option value="pending">Waiting for approval</option>
                <option value="disabled">Disabled</option>
              </select>
            )}
          </Field>
          {several && (
            <Field label="Organisation">
              {(control) => (
                <select
                  {...control}
                  value={filters.organisation}
                  onChange={(event) => setFilters({ ...filters, organisation: event.target.value })}
                >
                  <option value="">All</option>
                  {organisations.data?.items.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
        </div>
        {people.query.isError ? (
          <ErrorMessage error={people.query.error} retry={() => void people.query.refetch()} />
        ) : people.items === undefined ? (
          <Loading what="Loading people" />
        ) : (
          <PeopleTable people={people.items} several={several} onOpen={setOpen} />
        )}
        {people.query.hasNextPage && (
          <button
            type="button"
            className="button align-start"
            disabled={people.query.isFetchingNextPage}
            onClick={() => void people.query.fetchNextPage()}
          >
            Show more
          </button>
        )}
      </section>
      {mayChange && <Invitations onDone={setSaid} />}
      {open !== null && <PersonDrawer id={open} onClose={() => setOpen(null)} onDone={setSaid} />}
      {inviting && <InviteDrawer onClose={() => setInviting(false)} />}
    </main>
  );
}

type TableProps = {
  readonly people: readonly Person[];
  readonly several: boolean;
  readonly onOpen: (id: string) => void;
};

function PeopleTable({ people, several, onOpen }: TableProps) {
  if (people.length === 0) return <p>Nobody matches.</p>;
  return (
    <ScrollBox className="scroll-x" label="People, scrolls sideways">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            {several && <th scope="col">Organisation</th>}
            <th scope="col">Roles</th>
            <th scope="col">Profile</th>
            <th scope="col">State</th>
            <th scope="col">Last sign-in</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                <button type="button" className="link" onClick={() => onOpen(person.id)}>
                  {person.name}
                </button>
                <br />
                <span className="hint">{person.email}</span>
              </th>
              {several && <td>{person.organisation.name}</td>}
              <td>
                {roleNames(person.roles)}
                {person.agencies.length > 0 && (
                  <>
                    <br />
                    <span className="hint">for {person.agencies.join(', ')}</span>
                  </>
                )}
              </td>
              <td>
                {person.profile?.title ?? <span className="hint">None</span>}
                {person.profileUntil !== null && (
                  <>
                    <br />
                    <span className="hint">until {formatDay(person.profileUntil)}</span>
                  </>
                )}
              </td>
              <td>
                <StateTag state={person.state} />
              </td>
              <td>{person.lastSignInAt === null ? 'Never' : formatDay(person.lastSignInAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
