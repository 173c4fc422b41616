import { mkdir, readdir, readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dress, faultsOf, go, WIDE, ZOOMED } from './appearance.ts';
import { call, openBrowser, SITE, signIn, tokenOf } from './browser.ts';

const REPORT = 'test/report';
const PATIENCE_MS = 30_000;

const PAGES = [
  '/?d=mps-crime',
  '/?d=mps-crime&v=map',
  '/?d=mps-crime&v=map&look=hex8',
  '/?d=mps-crime&v=map&look=points&a=E09000001',
  '/?d=mps-crime&v=map&look=two',
  '/?d=mps-crime&v=charts',
  '/?d=mps-crime.colp-crime&v=charts&compare=year-before&a=E09000007.E09000012',
  '/?d=mps-crime&v=table&g=borough.month',
  '/?d=mps-crime&v=table&g=f:category.year&table=cross',
  '/?d=mps-crime&v=table&rows=records',
  '/nearby',
  '/nearby?d=mps-crime&near=51.54,-0.14,600',
  '/saved',
  '/saved?of=everyone',
  '/saved/01JABCDEFGHJKMNPQRSTVWXYZ0',
  '/as-it-was/01JABCDEFGHJKMNPQRSTVWXYZ0',
  '/report',
  '/catalogue',
  '/catalogue/mps-crime',
  '/deliveries',
  '/account',
  '/accessibility',
  '/no-such-page',
  '/admin',
  '/admin/people',
  '/admin/organisations',
  '/admin/profiles',
  '/admin/profiles/new',
  '/admin/profiles/ward-records',
  '/admin/profiles/all-records/versions/1',
  '/admin/approvals',
  '/admin/stops',
  '/admin/datasets',
  '/admin/datasets/new',
  '/admin/datasets/mps-crime',
  '/admin/lookups',
  '/admin/lookups/new',
  '/admin/lookups/crime_groups',
  '/admin/references',
  '/admin/geographies',
  '/admin/use',
  '/admin/trail',
];
const AUDIT = ['/admin/audit', '/admin/holds', '/admin/chain'];
/** Pages of things that are made here, each with the path that its address begins with. */
const MADE = ['/records/', '/as-it-was/', '/admin/audit/'];

let browser: Browser;

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function newPage(): Promise<Page> {
  const page = await (await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

/** Each page wide and light, then zoomed to 400% and dark. */
async function sweep(page: Page, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    await dress(page, WIDE, 'light');
    await go(page, path);
    found.push(...(await faultsOf(page, path)));
    await dress(page, ZOOMED, 'dark');
    found.push(...(await faultsOf(page, `${path}, dark and zoomed`)));
  }
  await dress(page, WIDE, 'light');
  return found;
}

/** The pages of one record, and of a table as it was. */
async function madePages(token: string): Promise<readonly string[]> {
  type Asked = { readonly id: string; readonly result?: { readonly references?: readonly string[] } };
  const ask = (spec: object) => call<Asked>(token, 'POST', '/queries', { datasets: ['mps-crime'], ...spec });
  const { result } = await ask({ records: { fields: ['category'] }, limit: 1 });
  const { id } = await ask({ groupBy: [{ area: 'borough' }] });
  const link = await call<{ id: string }>(token, 'POST', `/queries/${id}/links`, { search: 'd=mps-crime' });
  return [`/records/${result?.references?.[0]}`, `/as-it-was/${link.id}`];
}

/** What the site has routes for, as patterns of wouter. */
async function routesOfSite(): Promise<readonly string[]> {
  const files = (await readdir('web/src', { recursive: true })).filter((file) => file.endsWith('.tsx'));
  const texts = await Promise.all(files.map((file) => readFile(`web/src/${file}`, 'utf8')));
  return texts.flatMap((text) =>
    [...text.matchAll(/(?:<Route path=|^ *path: )["'](\/[^"']*)["']/gm)].map(([, route = '']) => route),
  );
}

describe('every page, in light and dark, at full size and at 400% zoom,', () => {
  it('is among those that are looked at here', async () => {
    const looked = [...PAGES, ...AUDIT, ...MADE.map((start) => `${start}x`), '/records/a/b'];
    const routes = await routesOfSite();
    expect(routes.length).toBeGreaterThan(25);
    const unseen = routes.filter((route) => {
      const pattern = new RegExp(`^${route.replace(/\/\*\?$/, '(/.*)?').replaceAll(/:\w+/g, '[^/]+')}$`);
      return !looked.some((path) => pattern.test(path.split('?')[0] ?? ''));
    });
    expect(unseen).toEqual([]);
  });

  it('breaks no rule of WCAG 2.2 AA, and none scrolls sideways', async () => {
    const page = await newPage();
    await signIn(page, '/account', 'super-admin@safestats.local');
    const made = await madePages(await tokenOf(page));
    expect(await sweep(page, [...PAGES, ...made])).toEqual([]);
    await page.context().close();
  }, 600_000);

  it('breaks none for auditors, and none before anybody has signed in', async () => {
    const page = await newPage();
    const outside: string[] = [];
    for (const path of ['/', '/accessibility']) {
      await dress(page, WIDE, 'light');
      await page.goto(`${SITE.url}${path}`);
      await page.locator('h1').waitFor();
      outside.push(...(await faultsOf(page, `${path}, signed out`)));
      await dress(page, ZOOMED, 'dark');
      outside.push(...(await faultsOf(page, `${path}, signed out, dark and zoomed`)));
    }
    await page.goto(SITE.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#email').waitFor();
    outside.push(...(await faultsOf(page, 'sign-in')));
    expect(outside).toEqual([]);
    await dress(page, WIDE, 'light');
    await signIn(page, '/account', 'auditor@safestats.local');
    await go(page, '/admin/audit');
    const entry = await page.locator('.audit-table tbody a').first().getAttribute('href');
    expect(await sweep(page, [...AUDIT, entry ?? ''])).toEqual([]);
    await page.context().close();
  }, 240_000);

  it('shows what is chosen and what has the focus where the system gives the colours', async () => {
    const page = await newPage();
    await page.emulateMedia({ forcedColors: 'active' });
    await signIn(page, '/?d=mps-crime&v=charts');
    await go(page, '/?d=mps-crime&v=charts');
    const colours = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.pill')].map((pill) => [pill.getAttribute('aria-pressed'), getComputedStyle(pill).backgroundColor].join(' '))`,
    );
    const of = (pressed: string) =>
      new Set(colours.filter((text) => text.startsWith(pressed)).map((text) => text.replace(/^\w+ /, '')));
    expect(of('true').size).toBe(1);
    expect([...of('true')].some((colour) => of('false').has(colour))).toBe(false);
    await page.locator('.pill').first().focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).not.toBe('none');
    await page.screenshot({ path: `${REPORT}/accessibility-forced.png` });
    await page.context().close();
  });
});
