import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { useMe } from '../api/hooks.ts';
import type { Role } from '../api/types.ts';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import './admin.css';

type Page = {
  readonly path: string;
  readonly label: string;
  /** Roles that may see it; the server decides again what each may do there. */
  readonly roles: readonly Role[];
  readonly Content: ComponentType;
};
type Group = { readonly title: string; readonly pages: readonly Page[] };

const GROUPS: readonly Group[] = [
  {
    title: 'People and access',
    pages: [
      {
        path: '/admin/people',
        label: 'People',
        roles: ['super-admin', 'org-admin', 'auditor'],
        Content: lazy(() => import('./people/page.tsx').then((module) => ({ default: module.PeoplePage }))),
      },
      {
        path: '/admin/organisations',
        label: 'Organisations',
        roles: ['super-admin'],
        Content: lazy(() =>
          import('./organisations/page.tsx').then((module) => ({ default: module.OrganisationsPage })),
        ),
      },
      {
        path: '/admin/profiles',
        label: 'Profiles',
        roles: ['super-admin', 'org-admin', 'auditor'],
        Content: lazy(() =>
          import('./profiles/page.tsx').then((module) => ({ default: module.ProfilesPage })),
        ),
      },
      {
        path: '/admin/approvals',
        label: 'Approvals',
        roles: ['super-admin', 'auditor'],
        Content: lazy(() =>
          import('./profiles/approvals.tsx').then((module) => ({ default: module.ApprovalsPage })),
        ),
      },
      {
        path: '/admin/stops',
        label: 'Stop access',
        roles: ['super-admin'],
        Content: lazy(() => import('./stops/page.tsx').then((module) => ({ default: module.StopsPage }))),
      },
    ],
  },
  {
    title: 'Catalogue',
    pages: [
      {
        path: '/admin/datasets',
        label: 'Datasets',
        roles: ['super-admin'],
        Content: lazy(() =>
          import('./catalogue/page.tsx').then((module) => ({ default: module.DatasetsPage })),
        ),
      },
      {
        path: '/admin/lookups',
        label: 'Lookup tables',
        roles: ['super-admin'],
        Content: lazy(() => import('./lookups/page.tsx').then((module) => ({ default: module.LookupsPage }))),
      },
      {
        path: '/admin/references',
        label: 'Reference tables',
        roles: ['super-admin'],
        Content: lazy(() =>
          import('./references/page.tsx').then((module) => ({ default: module.ReferencesPage })),
        ),
      },
      {
        path: '/admin/geographies',
        label: 'Geographies',
        roles: ['super-admin'],
        Content: lazy(() =>
          import('./geographies/page.tsx').then((module) => ({ default: module.GeographiesPage })),
        ),
      },
    ],
  },
  {
    title: 'Audit',
    pages: [
      {
        path: '/admin/audit',
        label: 'Search',
        roles: ['auditor'],
        Content: lazy(() => import('./audit/page.tsx').then((module) => ({ default: module.AuditPage }))),
      },
      {
        path: '/admin/holds',
        label: 'Legal holds',
        roles: ['auditor'],
        Content: lazy(() =>
          import('./audit/holds-page.tsx').then((module) => ({ default: module.HoldsPage })),
        ),
      },
      {
        path: '/admin/chain',
        label: 'Chain and export',
        roles: ['auditor'],
        Content: lazy(() =>
          import('./audit/chain-page.tsx').then((module) => ({ default: module.ChainPage })),
        ),
      },
      {
        path: '/admin/use',
        label: 'Use of data',
        roles: ['supplier', 'super-admin', 'auditor'],
        Content: lazy(() => import('./audit/use-page.tsx').then((module) => ({ default: module.UsePage }))),
      },
      {
        path: '/admin/trail',
        label: 'My trail',
        roles: ['super-admin', 'org-admin', 'analyst', 'supplier', 'auditor'],
        Content: lazy(() =>
          import('./audit/trail-page.tsx').then((module) => ({ default: module.TrailPage })),
        ),
      },
    ],
  },
];

/** Where each role begins, the first that one has; others begin at the first page that they may see. */
const HOMES: readonly (readonly [Role, string])[] = [
  ['super-admin', '/admin/people'],
  ['org-admin', '/admin/people'],
  ['auditor', '/admin/audit'],
  ['supplier', '/admin/use'],
];

export function AdminPages() {
  const me = useMe();
  const [location] = useLocation();
  const label = GROUPS.flatMap(({ pages }) => pages).find(({ path }) => location.startsWith(path))?.label;
  useEffect(() => {
    document.title = `${label ?? 'Admin'} – SafeStats Explorer`;
  }, [label]);
  const nav = useRef<HTMLElement>(null);
  const isKnown = me.data !== undefined;
  useEffect(() => {
    if (isKnown && label !== undefined)
      nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [isKnown, label]);
  if (me.isError) {
    return (
      <main className="plain-page" id="main">
        <h1>Admin</h1>
        <ErrorMessage error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  }
  if (me.data === undefined) {
    return (
      <main id="main">
        <Loading what="Opening the page" />
      </main>
    );
  }
  const { roles } = me.data;
  const groups = GROUPS.map(({ title, pages }) => ({
    title,
    pages: pages.filter((page) => page.roles.some((role) => roles.includes(role))),
  })).filter(({ pages }) => pages.length > 0);
  const mine = groups.flatMap(({ pages }) => pages);
  const home = HOMES.find(([role]) => roles.includes(role))?.[1] ?? mine[0]?.path;
  return (
    <div className="sidebar-layout">
      <nav className="side-nav admin-nav" aria-label="Administration" ref={nav}>
        {groups.map(({ title, pages }) => (
          <div key={title}>
            <h2>{title}</h2>
            {pages.map(({ path, label }) => (
              <Link key={path} href={path} aria-current={location.startsWith(path) ? 'page' : undefined}>
                {label}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <Suspense fallback={<Loading what="Opening the page" />}>
        <Switch>
          {mine.map(({ path, Content }) => (
            <Route key={path} path={`${path}/*?`}>
              <Content />
            </Route>
          ))}
          {home !== undefined && (
            <Route path="/admin">
              <Redirect to={home} replace />
            </Route>
          )}
          <Route>
            <NotYours />
          </Route>
        </Switch>
      </Suspense>
    </div>
  );
}

function NotYours() {
  const [location] = useLocation();
  const page = GROUPS.flatMap(({ pages }) => pages).find(({ path }) => location.startsWith(path));
  return (
    <main className="page" id="main">
      <h1>{page === undefined ? 'There is no such page' : 'This page is not yours to see'}</h1>
      <p className="lead">
        {page === undefined
          ? 'Choose one from the list.'
          : `“${page.label}” is for people who administer SafeStats. Ask an administrator of your organisation if you need it.`}
      </p>
    </main>
  );
}
