import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { ExplorePage } from './explore/page.tsx';
import { useSessionState } from './session/context.tsx';
import { Header } from './shell/header.tsx';
import { Membership } from './shell/membership.tsx';
import { PageBoundary } from './shell/page-boundary.tsx';
import { PreviewBanner } from './shell/preview-banner.tsx';
import { RecordedNote } from './shell/recorded-note.tsx';
import { SessionEnded } from './shell/session-ended.tsx';
import { SignedOut } from './shell/signed-out.tsx';
import { SiteFoot } from './shell/site-foot.tsx';
import { Loading } from './shell/state-message.tsx';

const CataloguePage = lazy(() =>
  import('./catalogue/page.tsx').then((module) => ({ default: module.CataloguePage })),
);
const NearbyPage = lazy(() =>
  import('./places/nearby-page.tsx').then((module) => ({ default: module.NearbyPage })),
);
const DeliveriesPage = lazy(() =>
  import('./deliveries/page.tsx').then((module) => ({ default: module.DeliveriesPage })),
);
const AdminPages = lazy(() => import('./admin/pages.tsx').then((module) => ({ default: module.AdminPages })));
const RecordPage = lazy(() => import('./record/page.tsx').then((module) => ({ default: module.RecordPage })));
const SavedPage = lazy(() => import('./saved/page.tsx').then((module) => ({ default: module.SavedPage })));
const OpenSavedPage = lazy(() =>
  import('./saved/open-page.tsx').then((module) => ({ default: module.OpenSavedPage })),
);
const AsItWasPage = lazy(() =>
  import('./saved/as-it-was-page.tsx').then((module) => ({ default: module.AsItWasPage })),
);
const AccountPage = lazy(() =>
  import('./admin/account/page.tsx').then((module) => ({ default: module.AccountPage })),
);

const ReportPage = lazy(() => import('./report/page.tsx').then((module) => ({ default: module.ReportPage })));
const AccessibilityPage = lazy(() =>
  import('./accessibility/page.tsx').then((module) => ({ default: module.AccessibilityPage })),
);

export function App() {
  const { status, problem } = useSessionState();
  const queries = useQueryClient();
  const [page] = useLocation();
  const before = useRef(status);
  useEffect(() => {
    if (before.current === 'ended' && status === 'signed-in')
      void queries.refetchQueries({ predicate: (query) => query.state.status === 'error' });
    before.current = status;
  }, [status, queries]);
  if (status === 'starting') return <Loading what="Signing you in" />;
  if (status === 'signed-out') {
    return (
      <>
        {page === '/accessibility' ? (
          <Suspense fallback={<Loading what="Opening the page" />}>
            <AccessibilityPage />
          </Suspense>
        ) : (
          <SignedOut problem={problem} />
        )}
        <SiteFoot />
      </>
    );
  }
  return (
    <>
      <a className="skip" href="#main">
        Skip to the main content
      </a>
      <Header />
      {status === 'ended' && <SessionEnded problem={problem} />}
      <RecordedNote />
      <PreviewBanner />
      <Membership>
        <PageBoundary page={page}>
          <Suspense fallback={<Loading what="Opening the page" />}>
            <Switch>
              <Route path="/">
                <ExplorePage />
              </Route>
              <Route path="/saved">
                <SavedPage />
              </Route>
              <Route path="/saved/:id">{(params) => <OpenSavedPage id={params.id} />}</Route>
              <Route path="/as-it-was/:id">{(params) => <AsItWasPage id={params.id} />}</Route>
              <Route path="/catalogue">
                <CataloguePage dataset={null} />
              </Route>
              <Route path="/catalogue/:dataset">
                {(params) => <CataloguePage dataset={params.dataset} />}
              </Route>
              <Route path="/records/:dataset/:id">
                {(params) => <RecordPage dataset={params.dataset} id={params.id} />}
              </Route>
              <Route path="/nearby">
                <NearbyPage />
              </Route>
              <Route path="/deliveries">
                <DeliveriesPage />
              </Route>
              <Route path="/report">
                <ReportPage />
              </Route>
              <Route path="/accessibility">
                <AccessibilityPage />
              </Route>
              <Route path="/account">
                <AccountPage />
              </Route>
              <Route path="/admin/*?">
                <AdminPages />
              </Route>
              <Route>
                <Redirect to="/" replace />
              </Route>
            </Switch>
          </Suspense>
        </PageBoundary>
      </Membership>
      <SiteFoot />
    </>
  );
}
