import './styles/index.ts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { SiteConfig } from '#core/model/site-config.ts';
import { ApiClient } from './api/client.ts';
import { App } from './app.tsx';
import { SiteProvider } from './session/context.tsx';
import { Preview } from './session/preview.ts';
import { Session } from './session/session.ts';
import { announceSignIn } from './session/window.ts';
import { SignedInAgain } from './shell/signed-in-again.tsx';
import { Unreachable } from './shell/unreachable.tsx';
import { followTheme } from './theme/theme.ts';

async function open(container: Element): Promise<void> {
  const root = createRoot(container);
  const config = await fetch('/config.json')
    .then((response) => (response.ok ? (response.json() as Promise<SiteConfig>) : null))
    .catch(() => null);
  if (config === null) {
    root.render(<Unreachable />);
    return;
  }
  const session = new Session(config, globalThis.location.origin);
  const preview = new Preview();
  const api = new ApiClient(config.apiBase, session, () => preview.current()?.id ?? null);
  const queries = new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 300_000, gcTime: 600_000, refetchOnWindowFocus: false },
    },
  });
  if (announceSignIn(globalThis.location)) {
    root.render(<SignedInAgain />);
    return;
  }
  const returnTo = await session.start(globalThis.location);
  if (returnTo !== null) globalThis.history.replaceState(null, '', returnTo);
  root.render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <SiteProvider site={{ config, session, api, preview }}>
          <App />
        </SiteProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

followTheme();
const container = document.getElementById('root');
if (container !== null) void open(container);
