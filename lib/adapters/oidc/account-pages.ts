import { escapeHtml, page, problemBox } from './pages.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password.ts';

/** What a page of a form needs: where it is sent, and what went wrong with what was sent before (null = nothing). */
export type FormPage = {
  readonly assets: string;
  readonly action: string;
  readonly problem: string | null;
};

type Field = {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  readonly autocomplete: string;
  readonly value?: string;
  readonly maxLength?: number;
};

const NEW_PASSWORDS: readonly Field[] = [
  {
    name: 'next',
    label: `New password, ${MIN_PASSWORD_LENGTH} characters or more`,
    type: 'password',
    autocomplete: 'new-password',
  },
  { name: 'again', label: 'New password again', type: 'password', autocomplete: 'new-password' },
];

/** The page on which somebody asks for an account. */
export function signUpPage(form: FormPage, name: string, email: string): string {
  return formPage(
    form,
    'Ask for an account',
    'Use the e-mail address of your work: it says which organisation you belong to, and its administrator decides on your request.',
    [
      { name: 'name', label: 'Your name', type: 'text', autocomplete: 'name', value: name, maxLength: 100 },
      emailField(email),
      ...NEW_PASSWORDS,
    ],
    'Ask for an account',
  );
}

/** What is said of every request alike, whether or not there is an organisation that could approve it. */
export function requestSentPage(assets: string): string {
  return page(
    assets,
    'Request sent',
    `<h1>Your request has been sent</h1>
<p>If your organisation takes part, its administrator decides on it. Then you can sign in with this address and password.</p>
<p>If you hear nothing within a few days, ask in your organisation who administers SafeStats.</p>
<p><a href="/">Go to the explorer</a></p>`,
  );
}

/** The page on which somebody comes in who was invited. */
export function invitationPage(
  form: FormPage,
  invited: { name: string; email: string; organisation: string },
): string {
  return formPage(
    form,
    'Your account',
    `You were invited to ${invited.organisation}. Your account is for the address ${invited.email}.`,
    [
      {
        name: 'name',
        label: 'Your name',
        type: 'text',
        autocomplete: 'name',
        value: invited.name,
        maxLength: 100,
      },
      ...NEW_PASSWORDS,
    ],
    'Make my account',
    invited.email,
  );
}

/** The page on which somebody changes their password; `first` when they must, before they come in. */
export function passwordPage(form: FormPage, email: string, first: boolean): string {
  return formPage(
    form,
    first ? 'Choose your own password' : 'Change your password',
    first
      ? 'The password that you were given was for the first time only.'
      : 'You are signed out everywhere afterwards, and sign in with the new one.',
    [
      ...(first ? [] : [emailField(email)]),
      { name: 'password', label: 'Password until now', type: 'password', autocomplete: 'current-password' },
      ...NEW_PASSWORDS,
    ],
    'Change the password',
    first ? email : null,
  );
}

function emailField(value: string): Field {
  return {
    name: 'email',
    label: 'E-mail address',
    type: 'email',
    autocomplete: 'username',
    value,
    maxLength: 254,
  };
}

/** `username` goes along unseen, so that a password manager knows whose password it is. */
function formPage(
  { assets, action, problem }: FormPage,
  title: string,
  lead: string,
  fields: readonly Field[],
  button: string,
  username: string | null = null,
): string {
  const hidden =
    username === null
      ? ''
      : `<input type="hidden" name="email" autocomplete="username" value="${escapeHtml(username)}">`;
  return page(
    assets,
    problem === null ? title : `Error: ${title}`,
    `${problemBox(problem)}
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(lead)}</p>
<form method="post" action="${escapeHtml(action)}">
${hidden}
${fields.map((field) => inputOf(field, problem !== null)).join('\n')}
<button type="submit">${escapeHtml(button)}</button>
</form>
<nav><a href="/">Go to the explorer</a></nav>`,
  );
}

function inputOf(
  { name, label, type, autocomplete, value = '', maxLength = MAX_PASSWORD_LENGTH }: Field,
  invalid: boolean,
): string {
  const described = invalid ? ' aria-describedby="problem"' : '';
  return `<label for="${name}">${escapeHtml(label)}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" maxlength="${maxLength}" required value="${escapeHtml(value)}"${described}>`;
}
