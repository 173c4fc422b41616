import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, SITE, signIn, violationsOf, WCAG_AND_GOOD } from './browser.ts';

const REPORT = 'test/report';
/** A window of 1280 by 1024 at 400% zoom is 320 by 256 pixels of the page. */
const ZOOMED = { width: 320, height: 256 };
const WIDE = { width: 1280, height: 900 };
const PATIENCE_MS = 30_000;

const PAGES = [
  '/?d=mps-crime',
  '/?d=mps-crime&v=map',
  '/?d=mps-crime&v=charts',
  '/?d=mps-crime&v=table&g=borough.month',
  '/?d=mps-crime&v=table&a=E09000001&f.category=nothing-of-the-kind',
  '/saved',
  '/report',
  '/catalogue',
  '/catalogue/mps-crime',
  '/deliveries',
  '/account',
  '/accessibility',
  '/admin/people',
  '/admin/organisations',
  '/admin/profiles',
  '/admin/approvals',
  '/admin/stops',
  '/admin/datasets',
  '/admin/datasets/mps-crime',
  '/admin/lookups',
  '/admin/references',
  '/admin/geographies',
  '/admin/use',
  '/admin/trail',
];
const AUDIT = ['/admin/audit', '/admin/holds', '/admin/chain'];

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

/** Goes to a page of the site without loading it anew, and waits until nothing on it waits. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(path)}), dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await page.waitForTimeout(150);
  await page.locator('h1').first().waitFor();
  const until = Date.now() + PATIENCE_MS;
  for (let still = 0; still < 2; ) {
    if (Date.now() > until) throw new Error(`${path} still waits for something`);
    const waits = await page.evaluate<boolean>(
      `document.querySelector('[aria-busy=true], .skeleton, .map-wrap[data-ready=false]') !== null`,
    );
    still = waits ? 0 : still + 1;
    await page.waitForTimeout(100);
  }
}

/** What is wrong with a page as it is shown now. */
async function problems(page: Page, path: string, zoomed: boolean): Promise<readonly string[]> {
  const found = (await violationsOf(page, WCAG_AND_GOOD)).map((rule) => `${path}: ${rule}`);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  if (zoomed && width > ZOOMED.width) found.push(`${path}: ${width} pixels wide`);
  const moving = await page.evaluate<number>(
    `document.getAnimations().filter(({ playState }) => playState === 'running').length`,
  );
  if (moving > 0) found.push(`${path}: ${moving} things move where motion is reduced`);
  return found;
}

/** Each page wide and light, then zoomed to 400% and dark. */
async function sweep(page: Page, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await go(page, path);
    found.push(...(await problems(page, path, false)));
    await page.setViewportSize(ZOOMED);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.waitForTimeout(100);
    found.push(...(await problems(page, `${path}, dark and zoomed`, true)));
  }
  await page.setViewportSize(WIDE);
  return found;
}

describe('every page, in light and dark, at full size and at 400% zoom,', () => {
  it('breaks no rule of WCAG 2.2 AA, and none scrolls sideways', async () => {
    const page = await newPage();
    await signIn(page, '/account', 'super-admin@safestats.local');
    expect(await sweep(page, PAGES)).toEqual([]);
    await page.context().close();
  }, 300_000);

  it('breaks none for auditors, and none before anybody has signed in', async () => {
    const page = await newPage();
    const outside: string[] = [];
    for (const path of ['/', '/accessibility']) {
      await page.setViewportSize(WIDE);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${SITE.url}${path}`);
      await page.locator('h1').waitFor();
      outside.push(...(await problems(page, `${path}, signed out`, false)));
      await page.setViewportSize(ZOOMED);
      await page.emulateMedia({ colorScheme: 'dark' });
      outside.push(...(await problems(page, `${path}, signed out, dark and zoomed`, true)));
    }
    await page.goto(SITE.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#email').waitFor();
    outside.push(...(await problems(page, 'sign-in', true)));
    expect(outside).toEqual([]);
    await page.setViewportSize(WIDE);
    await signIn(page, '/account', 'auditor@safestats.local');
    expect(await sweep(page, AUDIT)).toEqual([]);
    await page.context().close();
  }, 120_000);

  it('breaks none while a menu, a window, a table of a chart or a message is open', async () => {
    const page = await newPage();
    await signIn(page, '/?d=mps-crime&v=charts');
    await go(page, '/?d=mps-crime&v=charts');
    const found: string[] = [];
    const look = async (what: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        found.push(...(await problems(page, `${what}, ${colorScheme}`, false)));
      }
    };
    await page
      .getByRole('button', { name: /^Show as table/ })
      .first()
      .click();
    await page.locator('.user-menu summary', { hasText: 'Anna' }).click();
    await look('the user menu and a chart as a table');
    await page.keyboard.press('Escape');
    for (const menu of ['Report', 'Export']) {
      await page.locator('.menu summary', { hasText: menu }).click();
      await look(`the menu ${menu}`);
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: /^Save/ }).first().click();
    await page.getByRole('dialog').waitFor();
    await look('saving');
    await page.screenshot({ path: `${REPORT}/accessibility-save-dark.png` });
    expect(found).toEqual([]);
    await page.context().close();
  }, 120_000);

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
