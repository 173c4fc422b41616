import { Plus } from 'lucide-react';
import { Link, Route, Switch } from 'wouter';
import { useMe } from '../../api/hooks.ts';
import { useProfiles } from '../hooks.ts';
import { ProfileEditor } from './editor.tsx';
import { GrantedProfiles } from './granted.tsx';
import { ProfileHead } from './head.tsx';
import { ProfileList } from './list.tsx';
import { ProfileVersionPage } from './version.tsx';

/** Profiles: all of them for those who write or audit them, the granted ones for an organisation's administrators. */
export function ProfilesPage() {
  const me = useMe();
  const roles = me.data?.roles ?? [];
  const writes = roles.includes('super-admin');
  if (!writes && !roles.includes('auditor')) {
    return (
      <main className="page" id="main">
        <div>
          <h1>Profiles</h1>
          <p className="subtitle">Granted to {me.data?.organisation.name ?? 'your organisation'}.</p>
        </div>
        <GrantedProfiles organisation={me.data?.organisation.id ?? ''} />
      </main>
    );
  }
  return (
    <main className="page" id="main">
      <Switch>
        <Route path="/admin/profiles/new">
          <Crumbs id={null} />
          <h1>New profile</h1>
          <ProfileEditor id={null} />
        </Route>
        <Route path="/admin/profiles/:id/versions/:version">
          {({ id, version }) => <ProfileVersionPage id={id} version={version} />}
        </Route>
        <Route path="/admin/profiles/:id">
          {({ id }) => (
            <>
              <Crumbs id={id} />
              <ProfileHead key={id} id={id} writes={writes} />
              {writes && <ProfileEditor key={`editor ${id}`} id={id} />}
            </>
          )}
        </Route>
        <Route>
          <div className="title-row">
            <div>
              <h1>Profiles</h1>
              <p className="subtitle">
                What people may see: datasets, fields, records, places. What a profile does not name is
                hidden.
              </p>
            </div>
            {writes && (
              <Link className="button button-go" href="/admin/profiles/new">
                <Plus size={18} aria-hidden="true" /> New profile
              </Link>
            )}
          </div>
          <ProfileList />
        </Route>
      </Switch>
    </main>
  );
}

/** `id` null = a new one. */
function Crumbs({ id }: { readonly id: string | null }) {
  const found = useProfiles(id !== null).data?.items.find((one) => one.id === id);
  return (
    <p className="caption crumbs">
      <Link href="/admin/profiles">Profiles</Link> / {id === null ? 'New' : (found?.title ?? id)}
    </p>
  );
}
