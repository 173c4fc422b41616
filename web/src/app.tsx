import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { ExplorePage } from './explore/page.tsx';
import { useSessionState } from './session/context.tsx';
import { Header } from './shell/header.tsx';
import { SessionEnded } from './shell/session-ended.tsx';
import { SignedOut } from './shell/signed-out.tsx';
import { Loading } from './shell/state-message.tsx';

const CataloguePage = lazy(() =>
  import('./catalogue/page.tsx').then((module) => ({ default: module.CataloguePage })),
);
const DeliveriesPage = lazy(() =>
  import('./deliveries/page.tsx').then((module) => ({ default: module.DeliveriesPage })),
);

export function App() {
  const { status, problem } = useSessionState();
  if (status === 'starting') return <Loading what="Signing you in" />;
  if (status === 'signed-out') return <SignedOut problem={problem} />;
  return (
    <>
      <a className="skip" href="#main">
        Skip to the main content
      </a>
      <Header />
      {status === 'ended' && <SessionEnded />}
      <Suspense fallback={<Loading what="Opening the page" />}>
        <Switch>
          <Route path="/">
            <ExplorePage />
          </Route>
          <Route path="/catalogue">
            <CataloguePage dataset={null} />
          </Route>
          <Route path="/catalogue/:dataset">{(params) => <CataloguePage dataset={params.dataset} />}</Route>
          <Route path="/deliveries">
            <DeliveriesPage />
          </Route>
          <Route>
            <Redirect to="/" replace />
          </Route>
        </Switch>
      </Suspense>
    </>
  );
}
