type Asset = { readonly type: string; readonly body: string };

/** What the provider's pages load, by name; `fontUrl` is the product's font, null = the nearest of the machine's. */
export function pageAssets(fontUrl: string | null): Readonly<Record<string, Asset>> {
  const face =
    fontUrl === null
      ? ''
      : `@font-face{font-family:"Source Sans 3";font-weight:200 900;font-display:swap;src:url("${fontUrl}") format("woff2")}\n`;
  return {
    'pages.css': { type: 'text/css; charset=utf-8', body: `${face}${STYLE}` },
    'sign-out.js': {
      type: 'text/javascript; charset=utf-8',
      body: "document.querySelector('button[data-at-once]')?.click();\n",
    },
  };
}

/** In light and dark as the device prefers, in the explorer's own colours. */
const STYLE = `:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:#eff2f5;color:#0b0c0c;font:400 16px/1.45 "Source Sans 3","Source Sans Fallback",Arial,"Liberation Sans",sans-serif}
header{display:flex;align-items:center;gap:10px;height:56px;padding:0 24px;background:#10243e;color:#fff;font-size:19px}
header svg{width:26px;height:26px}
main{max-width:420px;margin:48px auto;padding:28px;background:#fff;border-radius:6px;box-shadow:0 1px 2px rgb(16 36 62/.06)}
h1{margin:0 0 8px;font-size:28px;line-height:1.2;letter-spacing:-.012em}
p{margin:0 0 16px;color:#46525c}
label{display:block;margin:16px 0 4px;font-weight:600}
input{width:100%;height:42px;padding:0 10px;border:1px solid #7d8892;border-radius:4px;background:#fff;color:#0b0c0c;font:inherit}
input[aria-invalid=true]{border:2px solid #b3261e}
button{width:100%;height:42px;margin-top:24px;border:0;border-bottom:2px solid #003618;border-radius:4px;background:#00703c;color:#fff;font:inherit;font-weight:600;cursor:pointer}
button:hover{background:#005a30}
:focus-visible{outline:3px solid #fd0;outline-offset:0;box-shadow:0 0 0 5px #0b0c0c}
a{color:#1d5f9e}
nav{display:flex;justify-content:space-between;gap:16px;margin-top:24px}
[role=alert]{margin:0 0 16px;padding:12px 14px;border:3px solid #b3261e;border-radius:4px;color:#0b0c0c}
[role=alert] h2{margin:0 0 4px;font-size:17px}
@media (max-width:480px){main{margin:0;border-radius:0;min-height:calc(100vh - 56px)}}
@media (prefers-color-scheme:dark){
body{background:#0d141b;color:#f1f4f7}
header{background:#14294a}
main{background:#17202a}
p{color:#b6c2cd}
input{border-color:#7b8996;background:#17202a;color:#f1f4f7}
input[aria-invalid=true],[role=alert]{border-color:#ff9488}
button{border-color:#1f7d53;background:#4cc38a;color:#04170d}
button:hover{background:#77d6a7}
a{color:#86bff2}
[role=alert]{color:#f1f4f7}
}
`;

export type SignInPage = {
  readonly assets: string;
  /** Path below which the pages of accounts are. */
  readonly mount: string;
  readonly action: string;
  readonly email: string;
  /** Shown above the form; null when nothing went wrong yet. */
  readonly problem: string | null;
};

export function signInPage({ assets, mount, action, email, problem }: SignInPage): string {
  const invalid = problem === null ? '' : ' aria-invalid="true" aria-describedby="problem"';
  const focus = (wanted: boolean) => (wanted ? ' autofocus' : '');
  return page(
    assets,
    problem === null ? 'Sign in' : 'Error: Sign in',
    `${problemBox(problem)}
<h1>Sign in</h1>
<p>Crime and community-safety statistics for the agencies and boroughs of London.</p>
<form method="post" action="${escapeHtml(action)}">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" maxlength="300" required value="${escapeHtml(email)}"${invalid}${focus(email === '')}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required${invalid}${focus(email !== '')}>
<button type="submit">Sign in</button>
</form>
<nav>
<a href="${escapeHtml(mount)}/sign-up">Ask for an account</a>
<a href="${escapeHtml(mount)}/password">Change your password</a>
</nav>`,
  );
}

/** Says above a form what went wrong; nothing for null. */
export function problemBox(problem: string | null): string {
  return problem === null
    ? ''
    : `<div role="alert" id="problem"><h2>There is a problem</h2>${escapeHtml(problem)}</div>`;
}

/** `form` is the provider's own hidden form; `atOnce` when the explorer proved whose session it is. */
export function signOutPage(assets: string, form: string, atOnce: boolean): string {
  return page(
    assets,
    'Sign out',
    `<h1>Sign out</h1>
<p>This ends your session on this machine. Your work is kept in the address of the page that you were on.</p>
${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes"${atOnce ? ' data-at-once' : ''}>Sign out</button>
${atOnce ? `<script src="${assets}/sign-out.js" defer></script>` : ''}`,
  );
}

export function messagePage(assets: string, title: string, text: string): string {
  return page(
    assets,
    title,
    `<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
<p><a href="/">Go to the explorer</a></p>`,
  );
}

/** A page of the provider: header, title and what is in between. */
export function page(assets: string, title: string, main: string): string {
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – SafeStats</title>
<link rel="icon" href="/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="${assets}/pages.css">
</head>
<body>
<header>
<svg viewBox="0 0 26 26" aria-hidden="true"><path d="M13 1.5 23 7.25v11.5L13 24.5 3 18.75V7.25z" fill="none" stroke="#ffd23f" stroke-width="2.4"/><path d="M13 8.5 17 10.8v4.5l-4 2.2-4-2.2v-4.5z" fill="#fff"/></svg>
<span><strong>SafeStats</strong></span>
</header>
<main>
${main}
</main>
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
