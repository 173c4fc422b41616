import { Link } from 'wouter';
import { useAccess, useDatasets, useMe } from '../api/hooks.ts';
import type { Role } from '../api/types.ts';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { upperFirst } from '../state/grouping.ts';
import { Explorer } from './explorer.tsx';

export function ExplorePage() {
  const datasets = useDatasets();
  const me = useMe();
  const mine = datasets.data?.items.filter((dataset) => dataset.access !== null) ?? [];
  const none = datasets.data !== undefined && mine.length === 0;
  if (datasets.isError) {
    return (
      <main className="plain-page" id="main">
        <h1>Explore</h1>
        <ErrorMessage error={datasets.error} retry={() => void datasets.refetch()} />
      </main>
    );
  }
  if (datasets.data === undefined || me.isPending) {
    return (
      <main id="main">
        <Loading what="Loading the catalogue" />
      </main>
    );
  }
  if (none) return <NothingShown roles={me.data?.roles ?? []} />;
  if (mine.every((dataset) => dataset.published === null)) {
    return (
      <main className="plain-page" id="main">
        <h1>No data has been published yet</h1>
        <p className="lead">
          There is nothing to explore until a supplying agency has delivered a file and it has been published.
        </p>
        <p>
          If you supply data, send a file on the page <Link href="/deliveries">Deliveries</Link>. What each
          dataset will hold is described in the <Link href="/catalogue">Data catalogue</Link>.
        </p>
      </main>
    );
  }
  return <Explorer list={{ ...datasets.data, items: mine }} person={me.data?.user ?? null} />;
}

/** For people whose profile shows no dataset, or who have none: why, and whom to ask. */
const DESKS: Readonly<Partial<Record<Role, readonly (readonly [string, string])[]>>> = {
  supplier: [
    ['/deliveries', 'Deliveries'],
    ['/admin/use', 'Use of data'],
  ],
  auditor: [['/admin/audit', 'Audit']],
  'org-admin': [['/admin/people', 'People']],
  'super-admin': [['/admin/people', 'People']],
};

function NothingShown({ roles }: { readonly roles: readonly Role[] }) {
  const access = useAccess(true);
  const ask = access.data?.ask ?? [];
  const desks = new Map(roles.flatMap((role) => DESKS[role] ?? []));
  return (
    <main className="plain-page" id="main">
      <h1>There is no data that you may see</h1>
      <p className="lead">
        {upperFirst(access.data?.problem ?? 'no profile that shows a dataset has been assigned to you')}.
      </p>
      {ask.length > 0 && (
        <p>
          You can ask{' '}
          {ask.map(({ name, email }, index) => (
            <span key={email}>
              {index > 0 && ', '}
              <a href={`mailto:${email}`}>{name}</a>
            </span>
          ))}
          .
        </p>
      )}
      {desks.size > 0 && (
        <p>
          Your own pages are{' '}
          {[...desks].map(([path, label], index) => (
            <span key={path}>
              {index > 0 && ' and '}
              <Link href={path}>{label}</Link>
            </span>
          ))}
          .
        </p>
      )}
      <p>
        What each dataset holds is described in the <Link href="/catalogue">Data catalogue</Link>.
      </p>
    </main>
  );
}
