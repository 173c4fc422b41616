import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

/** A browser without a graphics card draws the map with these. */
export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

const PATIENCE_MS = 45_000;
const STILL_CHECKS = 3;

const servers = (process.env['SAFESTATS_URL'] ?? 'http://localhost:4000').split(' ');
const worker = Number(process.env['VITEST_POOL_ID'] ?? 1);

/** Where the explorer is, and the account that looks at it. Each worker of the tests has a server of its own. */
export const SITE = {
  url: servers[(worker - 1) % servers.length] ?? '',
  email: process.env['SAFESTATS_EMAIL'] ?? 'analyst@safestats.local',
  password: process.env['SAFESTATS_DEMO_PASSWORD'] ?? '',
};

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: BROWSER_ARGUMENTS,
  });
}

/** Adds to `complaints` what a page fails with, and what its policy keeps it from. */
export function watch(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
}

/** Signs in from the page that says what this is, and waits for the page that was asked for. */
export async function signIn(page: Page, path = '/', email = SITE.email): Promise<void> {
  await page.goto(`${SITE.url}${path}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#email, .nav').first().waitFor();
  if ((await page.locator('#email').count()) > 0) {
    await page.locator('#email').fill(email);
    await page.locator('#password').fill(SITE.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  await page.locator('.nav').waitFor();
}

/** Signs in with a password of one's own, from the page that says what this is. */
export async function signInAs(page: Page, email: string, password: string, path = '/'): Promise<void> {
  await page.goto(`${SITE.url}${path}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.nav').waitFor();
}

/** Waits until every chart of the page has its numbers, three looks running, and the map is drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.workspace .card, .workspace .state-error').first().waitFor();
  const waiting = `document.querySelectorAll('[aria-busy=true], .skeleton').length > 0`;
  const until = Date.now() + PATIENCE_MS;
  for (let still = 0; still < STILL_CHECKS; ) {
    if (Date.now() > until) throw new Error('the page still waits for numbers');
    still = (await page.evaluate<boolean>(waiting)) ? 0 : still + 1;
    await page.waitForTimeout(100);
  }
  if ((await page.locator('.card-map').count()) > 0)
    await page.locator('.map-wrap[data-ready=true]').waitFor();
}

const WCAG: readonly string[] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What WCAG asks, and what axe thinks is good besides. */
export const WCAG_AND_GOOD: readonly string[] = [...WCAG, 'best-practice'];

/** Rules that axe finds broken within a page or a part of it, with the elements that break them; none is right. */
export async function violationsOf(
  page: Page,
  tags = WCAG,
  within: string | null = null,
): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>('globalThis.axe !== undefined')))
    await page.evaluate(
      await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
    );
  return page.evaluate<
    string[]
  >(`axe.run(${within === null ? 'document' : JSON.stringify(within)}, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] })
    .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.target.join(' ')).join(', ')))`);
}

/** How many points of a picture are of a colour, `#rrggbb`, or so near that nobody sees a difference. */
export async function pointsOf(page: Page, png: Buffer, colour: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const wanted = [1, 3, 5].map((at) => parseInt('${colour}'.slice(at, at + 2), 16));
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
      if (wanted.every((part, index) => Math.abs(data[at + index] - part) < 6)) found += 1;
    return found;
  })()`);
}

/** How many colours a picture has when it is drawn 200 by 150. */
export async function coloursOf(page: Page, png: Buffer): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 200;
    canvas.height = 150;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, 200, 150);
    return new Set(new Uint32Array(context.getImageData(0, 0, 200, 150).data.buffer)).size;
  })()`);
}

/** The header that the page itself sends, read from its next load. */
export async function tokenOf(page: Page): Promise<string> {
  const [request] = await Promise.all([
    page.waitForRequest((other) => other.url().includes('/v1/') && 'authorization' in other.headers()),
    page.reload().catch(() => null),
  ]);
  return request.headers()['authorization'] ?? '';
}

/** Asks the interface as the page with this token would; fails unless it is done. */
export async function call<Body>(
  token: string,
  method: string,
  path: string,
  body?: unknown,
  etag?: string,
): Promise<Body> {
  const response = await fetch(`${SITE.url}/v1${path}`, {
    method,
    headers: {
      authorization: token,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(etag === undefined ? {} : { 'if-match': etag }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? null : JSON.parse(text)) as Body;
}

/** Makes an account out of an invitation, in the browser of who was invited. */
export async function accept(page: Page, link: string, name: string, password: string): Promise<void> {
  await page.goto(link);
  await page.locator('#name').fill(name);
  await page.locator('#next').fill(password);
  await page.locator('#again').fill(password);
  await page.getByRole('button', { name: 'Make my account' }).click();
  await page.getByRole('heading', { name: 'Your account is made' }).waitFor();
}
