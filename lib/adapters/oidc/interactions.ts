import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { findUserByEmail } from '#app/people.ts';
import type { AuditLog, Clock, Registry } from '#app/ports.ts';
import { checkPassword } from './credentials.ts';
import { messagePage, signInPage } from './pages.ts';

const MAX_FORM_BYTES = 16 * 1024;

type Context = { readonly registry: Registry; readonly audit: AuditLog; readonly clock: Clock };
type Paths = { readonly mount: string; readonly assets: string };

/** The pages on which a person signs in. */
export class Interactions {
  readonly #provider: Provider;
  readonly #context: Context;
  readonly #paths: Paths;

  constructor(provider: Provider, context: Context, paths: Paths) {
    this.#provider = provider;
    this.#context = context;
    this.#paths = paths;
  }

  /** Answers a request to `<mount>/interaction/<uid>`; false when it is another path. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const match = /^\/interaction\/[\w-]+$/.exec(path.slice(this.#paths.mount.length));
    if (match === null) return false;
    response.setHeader('cache-control', 'no-store');
    try {
      const details = await this.#provider.interactionDetails(request, response);
      const hint = details.params['login_hint'];
      const page = { assets: this.#paths.assets, action: path };
      if (request.method === 'GET') {
        const email = typeof hint === 'string' ? hint : '';
        sendHtml(response, 200, signInPage({ ...page, email, problem: null }));
      } else if (request.method === 'POST') {
        await this.#signIn(request, response, page);
      } else {
        sendHtml(
          response,
          405,
          messagePage(this.#paths.assets, 'Not possible', 'Open this page in a browser.'),
        );
      }
    } catch (error) {
      if (!(error instanceof errors.OIDCProviderError)) throw error;
      const text =
        'This sign-in was started too long ago, or in another browser. Go to the explorer and start again.';
      sendHtml(response, 400, messagePage(this.#paths.assets, 'This sign-in has expired', text));
    }
    return true;
  }

  async #signIn(
    request: IncomingMessage,
    response: ServerResponse,
    page: { readonly assets: string; readonly action: string },
  ): Promise<void> {
    const form = await readForm(request);
    if (form === null) {
      sendHtml(response, 413, messagePage(page.assets, 'Too large', 'The form is too large.'));
      return;
    }
    const email = form.get('email') ?? '';
    const { registry, clock } = this.#context;
    const outcome = await checkPassword(registry, clock, email, form.get('password') ?? '');
    if (outcome.kind === 'user') {
      await this.#record('sign-in', outcome.user.id, outcome.user.organisation);
      const login = { accountId: outcome.user.id, amr: ['pwd'] };
      await this.#provider.interactionFinished(
        request,
        response,
        { login },
        { mergeWithLastSubmission: false },
      );
      return;
    }
    const known = await findUserByEmail(registry, email.slice(0, 300));
    await this.#record('refusal', known?.id ?? 'unknown', known?.organisation ?? null);
    if (outcome.kind === 'blocked') {
      const problem = `Too many attempts with this address. Wait ${outcome.minutes} minutes, then try again.`;
      response.setHeader('retry-after', String(outcome.minutes * 60));
      sendHtml(response, 429, signInPage({ ...page, email, problem }));
    } else {
      const problem = 'The e-mail address or the password is not right.';
      sendHtml(response, 401, signInPage({ ...page, email, problem }));
    }
  }

  #record(action: 'sign-in' | 'refusal', who: string, organisation: string | null): Promise<void> {
    return this.#context.audit.record({
      phase: 'outcome',
      action,
      effect: randomUUID(),
      who,
      organisation,
      object: 'sign-in',
      detail: {},
    });
  }
}

export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(html);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += part.length;
    if (bytes > MAX_FORM_BYTES) return null;
    chunks.push(part);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
