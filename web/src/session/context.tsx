import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { SiteConfig } from '#core/model/site-config.ts';
import type { ApiClient } from '../api/client.ts';
import type { Preview, Previewed } from './preview.ts';
import type { Session, SessionState } from './session.ts';

export type Site = {
  readonly config: SiteConfig;
  readonly session: Session;
  readonly api: ApiClient;
  readonly preview: Preview;
};

const SiteContext = createContext<Site | null>(null);

export function SiteProvider({ site, children }: { readonly site: Site; readonly children: ReactNode }) {
  return <SiteContext.Provider value={site}>{children}</SiteContext.Provider>;
}

export function useSite(): Site {
  const site = useContext(SiteContext);
  if (site === null) throw new Error('useSite is called outside SiteProvider');
  return site;
}

export function useSessionState(): SessionState {
  const { session } = useSite();
  return useSyncExternalStore(session.subscribe, session.state);
}

/** The profile that the page is looked at through; null = the person's own. */
export function usePreview(): Previewed | null {
  const { preview } = useSite();
  return useSyncExternalStore(preview.subscribe, preview.current);
}
