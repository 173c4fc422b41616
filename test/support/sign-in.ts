import { createHash, randomBytes } from 'node:crypto';
import { CLIENT_ID, SCOPE } from '#adapters/oidc/claims.ts';

export type Tokens = {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly scope: string;
};

/** A browser as far as sign-in needs one: cookies, and redirects that are followed by hand. */
export class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async get(url: string): Promise<Response> {
    return this.#send(url, { method: 'GET' });
  }

  async post(url: string, form: Readonly<Record<string, string>>): Promise<Response> {
    return this.#send(url, { method: 'POST', body: new URLSearchParams(form) });
  }

  /** Follows redirects within the provider; stops at the first answer that is none, or at the client's address. */
  async follow(response: Response): Promise<Response> {
    const location = response.headers.get('location');
    if (location === null) return response;
    const next = new URL(location, this.#origin);
    return next.pathname.startsWith('/oidc') ? this.follow(await this.get(next.href)) : response;
  }

  async #send(url: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(url, this.#origin), {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (value === '') this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), value);
    }
    return response;
  }
}

export type Started = {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly url: string;
};

/** The address that begins a sign-in, and what must be kept for its end. */
export function startSignIn(origin: string, change: Readonly<Record<string, string | null>> = {}): Started {
  const [verifier, state, nonce] = [48, 16, 16].map((bytes) => randomBytes(bytes).toString('base64url'));
  if (verifier === undefined || state === undefined || nonce === undefined)
    throw new Error('no random bytes');
  const parameters = new URLSearchParams({
    client_id: CLIENT_ID,
    response_type: 'code',
    redirect_uri: `${origin}/callback`,
    scope: SCOPE,
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  for (const [name, value] of Object.entries(change)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  return { verifier, state, nonce, url: `${origin}/oidc/auth?${parameters}` };
}

/** The token endpoint's answer to these parameters. */
export function askForTokens(
  origin: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(`${origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: CLIENT_ID, ...parameters }),
  });
}

/** Signs in as a person would, and returns the tokens. */
export async function signIn(
  origin: string,
  email: string,
  password: string,
  browser: Browser = new Browser(origin),
): Promise<Tokens> {
  const started = startSignIn(origin);
  const redirected = await browser.get(started.url);
  const page = redirected.headers.get('location') ?? '';
  let answer = redirected;
  if (page.startsWith('/oidc/interaction/')) {
    answer = await browser.follow(await browser.post(page, { email, password }));
  }
  const back = new URL(answer.headers.get('location') ?? '', origin);
  const code = back.searchParams.get('code');
  if (code === null) throw new Error(`sign-in ended with ${answer.status} ${back.href}`);
  const response = await askForTokens(origin, {
    grant_type: 'authorization_code',
    code,
    code_verifier: started.verifier,
    redirect_uri: `${origin}/callback`,
  });
  return (await response.json()) as Tokens;
}
