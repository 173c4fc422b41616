import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processorsAreFree } from '../support/free-processors.ts';
import { openBrowser, SITE, settled, signIn } from './browser.ts';

const FIRST_ANSWER_MS = 2_500;
const LAYOUT_SHIFT = 0.05;
/** The best counts: what else the machine does can only make a load slower. */
const LOADS = 3;
const SHARE = 0.7;
const PATIENCE_MS = 10_000;

/** Notes when the first number stands in the strip of figures, and what moved without having been asked to. */
const WATCH = `
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new MutationObserver((_, observer) => {
    const first = document.querySelector('.kpi-value');
    if (first === null || !/\\d/.test(first.textContent)) return;
    window.firstAnswer = performance.timeOrigin + performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.addInitScript(WATCH);
  await signIn(page, '/account');
});
afterAll(() => browser.close());

/** From asking for the page, through the provider, to the first number, in milliseconds. */
async function firstAnswer(): Promise<number> {
  const from = Date.now();
  await page.goto(`${SITE.url}/`, { waitUntil: 'commit' });
  await page.locator('.kpi-value', { hasText: /\d/ }).first().waitFor();
  return (await page.evaluate<number>('window.firstAnswer')) - from;
}

describe('the explorer, while it loads,', () => {
  it('has the first number on the screen 2.5 seconds after the page was asked for', async (context) => {
    const times = [await firstAnswer()];
    if (Math.min(...times) > FIRST_ANSWER_MS && !(await processorsAreFree(SHARE, PATIENCE_MS)))
      context.skip('other work holds the processors');
    while (Math.min(...times) > FIRST_ANSWER_MS && times.length < LOADS) times.push(await firstAnswer());
    expect(Math.min(...times), `of ${times.map(Math.round).join(', ')} ms`).toBeLessThanOrEqual(
      FIRST_ANSWER_MS,
    );
  });

  it('lets nothing jump while the numbers come', async () => {
    for (const path of ['/', '/?v=charts', '/?v=table']) {
      await page.goto(`${SITE.url}${path}`, { waitUntil: 'commit' });
      await page.locator('h1').waitFor();
      await settled(page);
      expect([path, (await page.evaluate<number>('window.shifts')) <= LAYOUT_SHIFT]).toEqual([path, true]);
    }
  });
});
