import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, SITE, settled, signIn, violationsOf } from './browser.ts';

const REPORT = 'test/report';
const CAMDEN = 'E09000007';

/** The month before the last that the demonstration has. */
const MONTH = monthBack(2);

function monthBack(months: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString().slice(0, 7);
}

let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];
let asked: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  complaints.length = 0;
  asked = [];
  context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/v1/queries'))
      asked.push(request.postData() ?? '');
  });
  page.on('response', (response) => {
    if (response.url().includes('/v1/') && response.status() >= 400)
      complaints.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

/** The explorer as the profile of counts by borough shows it. */
async function open(search: string): Promise<void> {
  await signIn(page, '/admin/profiles', 'super-admin@safestats.local');
  await page.evaluate(
    `sessionStorage.setItem('safestats.preview', JSON.stringify({ id: 'borough-counts', title: 'Borough counts' }))`,
  );
  await page.goto(`${SITE.url}/${search}`);
  await settled(page);
}

describe('the explorer under a profile that gives counts only', () => {
  it('sends no query that is refused, whatever is chosen, and says that counts are changed', async () => {
    await open('?d=mps-stop-search');
    await page.getByRole('note').getByText('Your profile gives counts only.').waitFor();
    expect(await page.locator('.card-week').count()).toBe(0);
    expect(await page.getByLabel('Centre').count()).toBe(0);
    expect(await page.getByText('Wards', { exact: true }).count()).toBe(0);
    await page.locator('.card-rank [role=option]').nth(1).click();
    await page.locator('.chip').waitFor();
    await page.locator('.card-rank [role=option]').nth(2).click();
    await settled(page);
    expect(await page.locator('.chip').count()).toBe(1);
    await page.locator('.card-category [role=option]').first().click();
    await page.locator('.chip').nth(1).waitFor();
    await settled(page);
    await page.getByLabel('Counts of').selectOption('year');
    await page.getByRole('button', { name: 'Run query' }).click();
    await settled(page);
    await page.screenshot({ path: `${REPORT}/counts-filtered.png` });
    for (const view of ['Map', 'Charts', 'Table']) {
      await page.getByRole('tab', { name: view }).click();
      await settled(page);
    }
    expect(asked.length).toBeGreaterThan(10);
  });

  it('asks the last 12 months as a query of their own', async () => {
    await open('?d=mps-crime');
    const shown = await page.locator('.kpi', { hasText: 'Last 12 months' }).locator('.kpi-value').innerText();
    expect(shown).toMatch(/^[\d,]+/);
    const years = asked.filter((body) => !body.includes('groupBy') && /"from":"\d{4}-\d\d-01"/.test(body));
    expect(years.length).toBeGreaterThanOrEqual(2);
  });

  it('marks what is too small in the table, the chart and on the map, and says what the mark means', async () => {
    await open(`?d=mps-stop-search&a=${CAMDEN}`);
    await page.locator('svg.months rect.gap[data-mark=c]').first().waitFor({ state: 'attached' });
    expect(await page.locator('svg.months rect.gap[data-mark=c] title').first().textContent()).toMatch(
      /: suppressed$/,
    );
    await page.locator('.card-time .marks-line', { hasText: 'fewer than 5, not shown' }).waitFor();
    await page.screenshot({ path: `${REPORT}/counts-dashboard.png` });
    expect(await violationsOf(page)).toEqual([]);
    await page.goto(`${SITE.url}/?d=colp-crime&v=map&from=${MONTH}&to=${MONTH}`);
    await settled(page);
    const marks = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.map-mirror li')].map((item) => item.dataset.value)`,
    );
    await page.screenshot({ path: `${REPORT}/counts-map.png` });
    expect(marks).toContain('c');
    await page.locator('.legend-others', { hasText: 'Fewer than 5' }).waitFor();
    await page.goto(`${SITE.url}/?d=colp-crime&v=table&g=borough&from=${MONTH}&to=${MONTH}`);
    await settled(page);
    await page.locator('td[data-value=c]').first().waitFor();
    await page.locator('.marks-key', { hasText: 'Suppressed: fewer than 5.' }).waitFor();
    await page.screenshot({ path: `${REPORT}/counts-table.png` });
    expect(await violationsOf(page)).toEqual([]);
  });

  it('offers no export and says why when the focus is on it', async () => {
    await open('?d=mps-crime');
    expect(await page.getByRole('button', { name: /Download image/ }).count()).toBe(0);
    const none = page.getByRole('button', { name: 'No export' });
    await none.focus();
    await page.getByText('lets none of them be downloaded').waitFor();
    await page.screenshot({ path: `${REPORT}/counts-no-export.png` });
  });

  it('brings a link from another profile to what counts are given for, and says what was left out', async () => {
    await open(`?d=mps-crime&a=${CAMDEN}.E09000012&from=${monthBack(33)}&to=${monthBack(26)}&h=1.2&l=lsoa`);
    await page.getByText('Not asked for, because counts are not given for it:').waitFor();
    expect(await page.locator('.kpi-value').first().innerText()).toMatch(/^([\d,]+|Suppressed)/);
    for (const width of [390, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      await settled(page);
      const over = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([width, over]).toEqual([width, 0]);
      await page.screenshot({ path: `${REPORT}/counts-${width}.png` });
    }
  });
});
