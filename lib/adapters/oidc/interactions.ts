import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { recordRefusal } from '#app/audit/refused.ts';
import { changePassword } from '#app/people/change-password.ts';
import { noteSignIn } from '#app/people/last-sign-in.ts';
import { findUserByEmail, type User } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { passwordPage } from './account-pages.ts';
import { newPasswordFault } from './accounts.ts';
import { checkPassword, credentialWrite, hashPassword, type SignInOutcome } from './credentials.ts';
import { readForm, sendHtml } from './form.ts';
import { messagePage, signInPage } from './pages.ts';

type Context = Pick<Platform, 'registry' | 'audit' | 'clock' | 'newId'>;
type Paths = { readonly mount: string; readonly assets: string };
type Page = { readonly assets: string; readonly mount: string; readonly action: string };
type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly page: Page;
  readonly email: string;
};

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
      const page: Page = { ...this.#paths, action: path };
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

  async #signIn(request: IncomingMessage, response: ServerResponse, page: Page): Promise<void> {
    const form = await readForm(request);
    if (form === null) {
      sendHtml(response, 413, messagePage(page.assets, 'Too large', 'The form is too large.'));
      return;
    }
    const email = form.get('email') ?? '';
    const { registry, clock } = this.#context;
    const outcome = await checkPassword(registry, clock, email, form.get('password') ?? '');
    const exchange: Exchange = { request, response, page, email };
    if (outcome.kind !== 'user') return this.#refuse(exchange, outcome, form.has('next'));
    const fault = outcome.first ? await this.#replaceFirst(outcome.user, form) : 'none';
    if (fault !== 'none')
      return sendHtml(
        response,
        fault === null ? 200 : 400,
        passwordPage({ ...page, problem: fault }, email, true),
      );
    const { id, organisation } = outcome.user;
    await this.#context.audit.record({
      phase: 'outcome',
      action: 'sign-in',
      effect: this.#context.newId(),
      who: id,
      organisation,
      object: 'sign-in',
      detail: {},
    });
    await noteSignIn(registry, clock, id);
    const login = { accountId: outcome.user.id, amr: ['pwd'] };
    await this.#provider.interactionFinished(
      request,
      response,
      { login },
      { mergeWithLastSubmission: false },
    );
  }

  /** Puts a person's own password in the place of the first one; says what is wrong with it, null = it is to be asked for. */
  async #replaceFirst(user: User, form: URLSearchParams): Promise<string | null | 'none'> {
    if (!form.has('next')) return null;
    const next = form.get('next') ?? '';
    if (next === form.get('password')) return 'Use another password than the one that you were given.';
    const fault = newPasswordFault(form, user);
    if (fault !== null) return fault;
    const credential = credentialWrite(user.id, await hashPassword(next));
    await changePassword(
      this.#context,
      { user: user.id, organisation: user.organisation },
      user.id,
      credential,
    );
    return 'none';
  }

  async #refuse(
    { response, page, email }: Exchange,
    outcome: Exclude<SignInOutcome, { readonly kind: 'user' }>,
    replacing: boolean,
  ): Promise<void> {
    const known = await findUserByEmail(this.#context.registry, email.slice(0, 300));
    await recordRefusal(this.#context, {
      who: known?.id ?? 'unknown',
      organisation: known?.organisation ?? null,
      object: 'sign-in',
      detail: { why: outcome.kind },
    });
    const pageFor = (problem: string) =>
      replacing ? passwordPage({ ...page, problem }, email, true) : signInPage({ ...page, email, problem });
    if (outcome.kind === 'blocked') {
      response.setHeader('retry-after', String(outcome.minutes * 60));
      const problem = `Too many attempts with this address. Wait ${outcome.minutes} minutes, then try again.`;
      sendHtml(response, 429, pageFor(problem));
    } else sendHtml(response, 401, pageFor('The e-mail address or the password is not right.'));
  }
}
