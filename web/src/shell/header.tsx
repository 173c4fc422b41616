import { ChevronDown } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useMe } from '../api/hooks.ts';
import type { Role } from '../api/types.ts';
import { useSite } from '../session/context.tsx';
import { lastAddress } from '../state/last-address.ts';
import { ThemeChoiceField } from '../theme/theme-choice.tsx';
import { Brand } from './brand.tsx';

const NoticesMenu = lazy(() =>
  import('../saved/notices-menu.tsx').then((module) => ({ default: module.NoticesMenu })),
);

const PAGES = [
  { path: '/', label: 'Explore' },
  { path: '/nearby', label: 'Nearby' },
  { path: '/saved', label: 'Saved queries' },
  { path: '/report', label: 'Reports' },
  { path: '/catalogue', label: 'Data catalogue' },
  { path: '/deliveries', label: 'Deliveries' },
];

/** Roles with something to do below `/admin`, and what they call it. */
const ADMIN: Readonly<Partial<Record<Role, string>>> = {
  'super-admin': 'Admin',
  'org-admin': 'Admin',
  auditor: 'Audit',
  supplier: 'Use of data',
};

export function Header() {
  const [location] = useLocation();
  const me = useMe();
  const roles = me.data?.state === 'pending' ? [] : (me.data?.roles ?? []);
  const admin = (Object.keys(ADMIN) as Role[]).find((role) => roles.includes(role));
  const label = admin === undefined ? undefined : ADMIN[admin];
  const pages = label === undefined ? PAGES : [...PAGES, { path: '/admin', label }];
  const isCurrent = (path: string) => (path === '/' ? location === '/' : location.startsWith(path));
  const nav = useRef<HTMLElement>(null);
  const current = pages.find(({ path }) => isCurrent(path))?.path;
  useEffect(() => {
    if (current !== undefined)
      nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <header className="header">
      <Link href="/" className="brand-link" aria-label="SafeStats Explorer, start page">
        <Brand />
      </Link>
      <nav className="nav" aria-label="Pages" ref={nav}>
        {pages.map((page) => (
          <Link
            key={page.path}
            href={page.path === '/' ? lastAddress() : page.path}
            aria-current={isCurrent(page.path) ? 'page' : undefined}
          >
            {page.label}
          </Link>
        ))}
      </nav>
      {me.data?.state === 'active' && (
        <Suspense>
          <NoticesMenu />
        </Suspense>
      )}
      <UserMenu />
    </header>
  );
}

function UserMenu() {
  const { session } = useSite();
  const me = useMe();
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (details.current !== null) details.current.open = false;
  };
  return (
    <details
      className="user-menu"
      ref={details}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        close();
        details.current?.querySelector('summary')?.focus();
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close();
      }}
    >
      <summary>
        <span className="user-name">{me.data?.name ?? 'Account'}</span>
        <ChevronDown size={16} aria-hidden="true" />
      </summary>
      <div className="user-card">
        {me.data !== undefined && (
          <>
            <p className="strong">{me.data.name}</p>
            <p className="hint">{me.data.email}</p>
            <p className="hint">{me.data.organisation.name}</p>
          </>
        )}
        <p>
          <Link href="/account" onClick={close}>
            My account
          </Link>
        </p>
        <ThemeChoiceField />
        <button type="button" className="button" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </div>
    </details>
  );
}
