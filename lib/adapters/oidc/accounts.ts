import type { IncomingMessage, ServerResponse } from 'node:http';
import { recordRefusal } from '#app/audit/refused.ts';
import { changePassword } from '#app/people/change-password.ts';
import { acceptInvitation, openInvitation, signUp } from '#app/people/coming-in.ts';
import { EmailSchema, PersonNameSchema } from '#app/people/person.ts';
import { organisationName } from '#app/people/person-view.ts';
import { countUse } from '#app/people/use-limit.ts';
import { findUserByEmail } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { type FormPage, invitationPage, passwordPage, requestSentPage, signUpPage } from './account-pages.ts';
import { checkPassword, credentialWrite, hashPassword } from './credentials.ts';
import { readForm, sendHtml } from './form.ts';
import { messagePage } from './pages.ts';
import { passwordFault } from './password.ts';

type Context = Pick<Platform, 'registry' | 'audit' | 'clock' | 'newId'>;
type Paths = { readonly mount: string; readonly assets: string };
type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly page: Omit<FormPage, 'problem'>;
  readonly form: URLSearchParams | null;
};

const HOUR_MS = 60 * 60_000;
/** Longer than making an account takes, so that how long an answer takes tells nothing. */
const ANSWER_MS = 600;

/** The pages of accounts: to ask for one, to come in by an invitation, to change one's password. */
export class Accounts {
  readonly #context: Context;
  readonly #paths: Paths;

  constructor(context: Context, paths: Paths) {
    this.#context = context;
    this.#paths = paths;
  }

  /** Answers a request to one of these pages; false when it is another path. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const [, name = '', secret = ''] =
      /^\/(sign-up|password|invitation)(?:\/([\w-]{20,100}))?$/.exec(path.slice(this.#paths.mount.length)) ??
      [];
    if (name === '' || (name === 'invitation') === (secret === '')) return false;
    const { assets } = this.#paths;
    const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams();
    if (form === null) {
      sendHtml(response, 413, messagePage(assets, 'Too large', 'The form is too large.'));
      return true;
    }
    const sent = request.method === 'POST' ? form : null;
    const exchange: Exchange = { request, response, page: { assets, action: path }, form: sent };
    try {
      if (name === 'sign-up') await this.#signUp(exchange);
      else if (name === 'password') await this.#changePassword(exchange);
      else await this.#comeIn(exchange, secret);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'TOO_MANY_REQUESTS') throw error;
      response.setHeader('retry-after', String(error.details['retryAfterSeconds'] ?? 60));
      sendHtml(response, 429, messagePage(assets, 'Too many attempts', sentence(error.message)));
    }
    return true;
  }

  async #signUp({ request, response, page, form }: Exchange): Promise<void> {
    if (form === null) {
      sendHtml(response, 200, signUpPage({ ...page, problem: null }, '', ''));
      return;
    }
    const name = PersonNameSchema.safeParse(form.get('name') ?? '');
    const email = EmailSchema.safeParse(form.get('email') ?? '');
    const problem = !name.success
      ? 'Write your name: letters, digits and punctuation on one line.'
      : !email.success
        ? 'Write your e-mail address, as in name@example.org.'
        : newPasswordFault(form, { email: email.data, name: name.data });
    if (problem !== null || !name.success || !email.success) {
      const [typedName, typedEmail] = [form.get('name') ?? '', form.get('email') ?? ''];
      sendHtml(response, 400, signUpPage({ ...page, problem }, typedName, typedEmail));
      return;
    }
    await this.#count('sign-up from', request.socket.remoteAddress ?? '', 100);
    await this.#count('sign-up of', email.data, 5);
    const pause = new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    const hashed = await hashPassword(form.get('next') ?? '');
    const person = { name: name.data, email: email.data };
    await signUp(this.#context, person, (user) => [credentialWrite(user, hashed)]);
    await pause;
    sendHtml(response, 200, requestSentPage(page.assets));
  }

  async #comeIn({ request, response, page, form }: Exchange, secret: string): Promise<void> {
    await this.#count('invitation page', request.socket.remoteAddress ?? '', 300);
    const item = await openInvitation(this.#context, secret);
    if (item === null) return this.#refuseClosed(response);
    const { email, organisation } = item.value;
    const invited = {
      email,
      name: form?.get('name') ?? item.value.name ?? '',
      organisation: (await organisationName(this.#context.registry, organisation)).name,
    };
    if (form === null) {
      sendHtml(response, 200, invitationPage({ ...page, problem: null }, invited));
      return;
    }
    const name = PersonNameSchema.safeParse(invited.name);
    const problem = name.success
      ? newPasswordFault(form, { email, name: name.data })
      : 'Write your name: letters, digits and punctuation on one line.';
    if (problem !== null || !name.success) {
      sendHtml(response, 400, invitationPage({ ...page, problem }, invited));
      return;
    }
    const hashed = await hashPassword(form.get('next') ?? '');
    const user = await acceptInvitation(this.#context, secret, name.data, (id) => [
      credentialWrite(id, hashed),
    ]);
    if (user === null) return this.#refuseClosed(response);
    const text = `You can sign in now, with the address ${email} and the password that you chose.`;
    sendHtml(response, 200, messagePage(page.assets, 'Your account is made', text));
  }

  async #changePassword({ response, page, form }: Exchange): Promise<void> {
    const email = form?.get('email') ?? '';
    const answer = (status: number, problem: string | null) =>
      sendHtml(response, status, passwordPage({ ...page, problem }, email, false));
    if (form === null) return answer(200, null);
    const fault = newPasswordFault(form, { email });
    if (fault !== null) return answer(400, fault);
    const { registry, clock } = this.#context;
    const outcome = await checkPassword(registry, clock, email, form.get('password') ?? '');
    if (outcome.kind !== 'user') {
      const known = await findUserByEmail(registry, email.slice(0, 300));
      await recordRefusal(this.#context, {
        who: known?.id ?? 'unknown',
        organisation: known?.organisation ?? null,
        object: 'sign-in/password',
        detail: { why: outcome.kind },
      });
    }
    if (outcome.kind === 'blocked')
      return answer(
        429,
        `Too many attempts with this address. Wait ${outcome.minutes} minutes, then try again.`,
      );
    if (outcome.kind === 'wrong') return answer(401, 'The e-mail address or the password is not right.');
    await this.#count('password change', outcome.user.id, 10);
    const hashed = await hashPassword(form.get('next') ?? '');
    const { id, organisation } = outcome.user;
    await changePassword(this.#context, { user: id, organisation }, id, credentialWrite(id, hashed));
    const text = 'You are signed out everywhere. Sign in with the new password.';
    sendHtml(response, 200, messagePage(page.assets, 'Your password is changed', text));
  }

  async #refuseClosed(response: ServerResponse): Promise<void> {
    const object = 'sign-in/invitation';
    await recordRefusal(this.#context, { who: 'unknown', organisation: null, object, detail: {} });
    const text =
      'It was used, taken back, or is older than seven days, who sent it may no longer give what it gives, or there is an account with its address already. Ask your organisation for another one.';
    sendHtml(response, 410, messagePage(this.#paths.assets, 'This invitation cannot be used', text));
  }

  #count(what: string, by: string, most: number): Promise<void> {
    const { registry, clock } = this.#context;
    return countUse(registry, clock, { what, by, most, windowMs: HOUR_MS });
  }
}

/** What is wrong with the two fields of a new password; null = nothing. */
export function newPasswordFault(
  form: URLSearchParams,
  person: { readonly email: string; readonly name?: string },
): string | null {
  const next = form.get('next') ?? '';
  if (next !== (form.get('again') ?? '')) return 'The two new passwords differ. Write the same one twice.';
  return passwordFault(next, person);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
