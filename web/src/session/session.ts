import { InMemoryWebStorage, OidcClient, User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { SiteConfig } from '#core/model/site-config.ts';
import type { TokenSource } from '../api/client.ts';
import { answerOf, openSignInWindow, RETURN_PATH, WINDOW_MARK } from './window.ts';

export type SessionState = {
  readonly status: 'starting' | 'signed-out' | 'signed-in' | 'ended';
  /** Why signing in did not work, in words; null when nothing went wrong. */
  readonly problem: string | null;
};

const WINDOW_PATIENCE_MS = 10 * 60_000;
const WAS_SIGNED_IN = 'safestats.signed-in';

/** The path to come back to after signing in: only a path of this site, never another origin. */
export function safeReturn(target: unknown): string {
  return typeof target === 'string' && /^\/(?![/\\])/.test(target) && !target.startsWith(RETURN_PATH)
    ? target
    : '/';
}

/**
 * Who is signed in. Tokens live in memory only; sessionStorage holds the code verifier of a sign-in that is under
 * way and the mark that this tab was signed in, so that a reload passes through the provider without a click.
 */
export class Session implements TokenSource {
  readonly #manager: UserManager;
  readonly #client: OidcClient;
  readonly #signOutPage: string | null;
  readonly #apiBase: string;
  #person: string | null = null;
  #state: SessionState = { status: 'starting', problem: null };
  #token: string | null = null;
  #renewing: Promise<boolean> | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(config: SiteConfig, origin: string) {
    const settings = {
      authority: config.issuer,
      client_id: config.clientId,
      redirect_uri: `${origin}${RETURN_PATH}`,
      post_logout_redirect_uri: `${origin}/`,
      response_type: 'code',
      scope: config.scope,
      loadUserInfo: false,
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      ...(config.metadata === null ? {} : { metadata: config.metadata }),
    };
    this.#signOutPage = config.pages.signOut;
    this.#apiBase = config.apiBase;
    this.#client = new OidcClient(settings);
    this.#manager = new UserManager({
      ...settings,
      automaticSilentRenew: true,
      monitorSession: false,
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    });
    this.#manager.events.addUserLoaded((user) => {
      this.#token = user.access_token;
      this.#person = user.profile.sub;
      this.#set({ status: 'signed-in', problem: null });
    });
    this.#manager.events.addAccessTokenExpired(() => void this.renew());
  }

  /** Who is signed in, as the provider calls them; null = nobody yet. */
  get person(): string | null {
    return this.#person;
  }

  /** Finishes a sign-in that is under way, or goes on with one that a reload interrupted. Returns where to go. */
  async start(location: { pathname: string; search: string }): Promise<string | null> {
    if (location.pathname === RETURN_PATH) return this.#finish(location.search);
    if (sessionStorage.getItem(WAS_SIGNED_IN) === 'yes') {
      await this.signIn(`${location.pathname}${location.search}`);
      return null;
    }
    this.#set({ status: 'signed-out', problem: null });
    return null;
  }

  async signIn(returnTo: string): Promise<void> {
    try {
      await this.#manager.signinRedirect({ state: safeReturn(returnTo) });
    } catch {
      sessionStorage.removeItem(WAS_SIGNED_IN);
      this.#set({
        status: 'signed-out',
        problem: 'The sign-in service could not be reached. Try again in a minute.',
      });
    }
  }

  /**
   * Signs in again in a window of its own, so that the page and what is written on it stay. Somebody else than before
   * starts afresh. False when the browser opens no window.
   */
  async signInAgain(): Promise<boolean> {
    const opened = openSignInWindow();
    if (opened === null) return false;
    try {
      const request = await this.#client.createSigninRequest({ url_state: WINDOW_MARK });
      const answer = answerOf(new URL(request.url).searchParams.get('state') ?? '', WINDOW_PATIENCE_MS);
      opened.location.assign(request.url);
      const search = await answer;
      if (search === null) return true;
      const url = `${globalThis.location.origin}${RETURN_PATH}${search}`;
      const user = new User(await this.#client.processSigninResponse(url));
      if (this.#person !== null && user.profile.sub !== this.#person) {
        globalThis.location.reload();
        return true;
      }
      await this.#manager.storeUser(user);
      await this.#manager.events.load(user);
    } catch {
      opened.close();
      this.#set({ ...this.#state, problem: 'You were not signed in. Try again in a minute.' });
    }
    return true;
  }

  async signOut(): Promise<void> {
    sessionStorage.clear();
    const token = this.#token;
    this.#token = null;
    try {
      if (this.#signOutPage === null) return await this.#manager.signoutRedirect();
      await fetch(`${this.#apiBase}/me/sign-out`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      }).catch(() => undefined);
      await this.#manager.revokeTokens(['refresh_token']).catch(() => undefined);
      await this.#manager.removeUser();
      this.#token = null;
      globalThis.location.assign(this.#signOutPage);
    } catch {
      this.#set({ status: 'signed-out', problem: null });
    }
  }

  token(): string | null {
    return this.#token;
  }

  renew(): Promise<boolean> {
    this.#renewing ??= this.#refresh().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async #refresh(): Promise<boolean> {
    const user = await this.#manager.getUser().catch(() => null);
    const renewed = user?.refresh_token ? await this.#manager.signinSilent().catch(() => null) : null;
    if (renewed !== null && !renewed.expired) {
      this.#token = renewed.access_token;
      return true;
    }
    this.#token = null;
    if (this.#state.status === 'signed-in') this.#set({ status: 'ended', problem: null });
    return false;
  }

  /** An answer to no request of ours comes from the provider's own pages, after a sign-up or a new password. */
  async #finish(search: string): Promise<string | null> {
    const answer = new URLSearchParams(search);
    if (answer.has('code') && !answer.has('state')) {
      await this.signIn('/');
      return null;
    }
    try {
      const user = await this.#manager.signinRedirectCallback(
        `${globalThis.location.origin}${RETURN_PATH}${search}`,
      );
      this.#token = user.access_token;
      this.#person = user.profile.sub;
      sessionStorage.setItem(WAS_SIGNED_IN, 'yes');
      this.#set({ status: 'signed-in', problem: null });
      return safeReturn(user.state);
    } catch {
      sessionStorage.removeItem(WAS_SIGNED_IN);
      this.#set({
        status: 'signed-out',
        problem: 'You were not signed in. The sign-in was stopped or took too long.',
      });
      return '/';
    }
  }

  #set(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
