import { mkdir, readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, SITE, settled, signIn, violationsOf } from './browser.ts';

const REPORT = 'test/report';

let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  complaints.length = 0;
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

const shot = (name: string) => page.screenshot({ path: `${REPORT}/audit-${name}.png` });

/** An analyst looks something up in the table, so that there is something to find. */
async function lookUp(): Promise<readonly string[]> {
  const other = await browser.newContext();
  const analyst = await other.newPage();
  await signIn(analyst, '/?v=table&d=mps-crime');
  await settled(analyst);
  await analyst.locator('table.result tbody tr').first().waitFor();
  const cells = await analyst.locator('table.result tbody td.number').allInnerTexts();
  await other.close();
  return cells;
}

describe('the audit in the browser', () => {
  it('finds what a person consulted and shows again what they saw', async () => {
    const seen = await lookUp();
    await signIn(page, '/admin/audit', 'auditor@safestats.local');
    await page.getByLabel('Person').fill('analyst@safestats.local');
    await page.getByLabel('What was done').selectOption('consultation');
    await page.getByLabel('Dataset').fill('mps-crime');
    await page.getByRole('button', { name: 'Search' }).click();
    const row = page.locator('.audit-table tbody tr', { hasText: 'by borough' }).first();
    await row.waitFor();
    expect(await row.innerText()).toContain('Anna Lindqvist');
    await shot('search');
    expect(await violationsOf(page)).toEqual([]);
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: /Consulted by Anna Lindqvist/ }).waitFor();
    await page.getByRole('button', { name: 'See what they saw' }).click();
    await page.locator('table.result tbody tr').first().waitFor();
    expect(await page.locator('table.result tbody td.number').allInnerTexts()).toEqual(seen);
    await shot('entry');
    expect(await violationsOf(page)).toEqual([]);
  });

  it('places a legal hold on an entry and releases it', async () => {
    await signIn(page, '/admin/audit', 'auditor@safestats.local');
    await page.locator('.audit-table tbody tr').first().getByRole('link').click();
    await page.getByRole('link', { name: 'Place a legal hold on this entry' }).click();
    const title = `Matter ${Date.now()}`;
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Why', { exact: true }).fill('An inquiry');
    await page.getByRole('button', { name: 'Place the hold' }).click();
    const card = page.locator('section.card', { hasText: title });
    await card.getByText('In force').waitFor();
    await shot('holds');
    expect(await violationsOf(page)).toEqual([]);
    await card.getByRole('button', { name: 'Release this hold' }).click();
    await card.getByRole('button', { name: `Release “${title}”` }).click();
    await card.getByText('Released', { exact: true }).waitFor();
  });

  it('verifies the chain and exports it as JSON Lines and as OCSF', async () => {
    await signIn(page, '/admin/chain', 'auditor@safestats.local');
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByText('The chain is whole').waitFor({ timeout: 60_000 });
    await shot('chain');
    expect(await violationsOf(page)).toEqual([]);
    for (const format of ['jsonl', 'ocsf']) {
      await page.getByLabel('Format').selectOption(format);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Export', exact: true }).click(),
      ]);
      const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n');
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines.slice(0, 50)) expect(typeof JSON.parse(line)).toBe('object');
    }
  });

  it('shows suppliers which organisations used their data, and everybody their own trail', async () => {
    await lookUp();
    await signIn(page, '/admin/use', 'supplier@safestats.local');
    await page.locator('table tbody tr').first().waitFor();
    await shot('use');
    expect(await violationsOf(page)).toEqual([]);
    await page.goto(`${SITE.url}/admin/trail`);
    await page.locator('.audit-table tbody tr').first().waitFor();
    await shot('trail');
  });

  it('is not shown to those who are no auditors', async () => {
    await signIn(page, '/admin/audit', 'org-admin@safestats.local');
    await page.getByRole('heading', { name: 'This page is not yours to see' }).waitFor();
  });

  it('fits a phone and a wide screen', async () => {
    await signIn(page, '/admin/audit', 'auditor@safestats.local');
    for (const width of [390, 1920])
      for (const path of ['/admin/audit', '/admin/holds', '/admin/chain', '/admin/use', '/admin/trail']) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${SITE.url}${path}`);
        await page.locator('main .card').first().waitFor();
        await page.locator('.skeleton').first().waitFor({ state: 'detached' });
        const over = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect([path, width, over]).toEqual([path, width, 0]);
        await shot(`${width}${path.replaceAll('/', '-')}`);
      }
  });
});
