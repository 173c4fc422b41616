import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, SITE, settled, signIn, violationsOf } from './browser.ts';

const REPORT = 'test/report';

let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  await signIn(page);
  await settled(page);
});
afterAll(async () => {
  await browser.close();
  expect(complaints).toEqual([]);
});

const part = (name: string) => page.locator(`.phrase[data-part="${name}"]`);
const undo = () => page.getByRole('button', { name: /^Undo: / });
const redo = () => page.getByRole('button', { name: /^Redo: / });
/** Waits until the focus is inside; the page's policy lets nothing of ours wait in the page itself. */
const focused = (selector: string) =>
  expect
    .poll(
      () => page.evaluate<boolean>(`document.activeElement.closest(${JSON.stringify(selector)}) !== null`),
      { timeout: 15_000 },
    )
    .toBe(true);
const run = () => page.getByRole('button', { name: 'Run query' }).click();

describe('the query builder', () => {
  it('says the query as a sentence whose parts open their editors, the panel hidden or not', async () => {
    await page.getByRole('button', { name: 'Hide query' }).click();
    await part('period').click();
    await focused('#panel-period');
    for (const [name, panel] of [
      ['subject', '#panel-category'],
      ['areas', '#panel-areas'],
      ['measure', '#panel-measure'],
      ['by', '#panel-level'],
    ] as const) {
      await part(name).click();
      await focused(panel);
    }
    await page.locator('.caption .phrase').click();
    await focused('#panel-datasets');
  });

  it('keeps a draft through a reload and another page, and says so', async () => {
    await page.locator('[role=treeitem]', { hasText: 'Camden' }).click();
    await page.getByRole('button', { name: '12 months', exact: true }).click();
    await page.getByText('You have changes that were not run.').waitFor();
    await page.locator('.estimate').waitFor();
    expect(await page.locator('.estimate').innerText()).toMatch(
      /^Reads up to [\d,]+ records, at most \d+ rows/,
    );
    await page.reload();
    await settled(page);
    await page.getByText('You have changes that were not run.').waitFor();
    await page.getByRole('link', { name: 'Data catalogue' }).click();
    await page.waitForURL('**/catalogue**');
    await page.locator('.panel').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Explore', exact: true }).click();
    await page.getByText('You have changes that were not run.').waitFor();
    expect(await page.locator('[role=treeitem]', { hasText: 'Camden' }).getAttribute('aria-checked')).toBe(
      'true',
    );
    await run();
    await page.locator('.chip', { hasText: 'Camden' }).waitFor();
    await settled(page);
    expect(await page.locator('h1').innerText()).toContain('in Camden');
    expect(await part('period').innerText()).toMatch(/^in the last 12 months, \w{3} \d{4} to \w{3} \d{4}$/);
    expect(new URL(page.url()).searchParams.get('p')).toBe('12m');
  });

  it('undoes and does again, by key and by button, and Back still works', async () => {
    const asked = page.url();
    await page.getByRole('button', { name: 'Remove the filter Camden' }).click();
    await page.locator('.chip', { hasText: 'Camden' }).waitFor({ state: 'detached' });
    expect(await undo().getAttribute('aria-label')).toBe('Undo: Camden removed');
    await page.keyboard.press('Control+z');
    await page.waitForURL(asked);
    expect(await redo().getAttribute('aria-label')).toBe('Redo: Camden removed');
    await page.keyboard.press('Control+Shift+z');
    await page.locator('.chip', { hasText: 'Camden' }).waitFor({ state: 'detached' });
    await undo().click();
    await page.waitForURL(asked);
    await page.getByLabel('Find an area').fill('Hac');
    await page.keyboard.press('Control+z');
    expect(page.url()).toBe(asked);
    await page.getByLabel('Find an area').fill('');
    await page.goBack();
    await page.locator('.chip', { hasText: 'Camden' }).waitFor({ state: 'detached' });
    await page.goForward();
    await page.locator('.chip', { hasText: 'Camden' }).waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.locator('.chip').first().waitFor({ state: 'detached' });
    await settled(page);
  });

  it('lays a draft aside when the page is left by Back, and lets it be run', async () => {
    await page.locator('[role=treeitem]', { hasText: 'Hackney' }).click();
    await page.getByText('You have changes that were not run.').waitFor();
    await page.goBack();
    const line = page.locator('.draft-line', { hasText: 'All crimes in Hackney' });
    await line.getByRole('button', { name: 'Run' }).click();
    await page.locator('.chip', { hasText: 'Hackney' }).waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.locator('.chip').first().waitFor({ state: 'detached' });
  });

  it('chooses a group of values at once, excludes values, with counts beside them, and asks before a heavy query', async () => {
    await page.goto(`${SITE.url}/?v=table`);
    await page.locator('table.result tbody tr').first().waitFor();
    const list = page.locator('#panel-category');
    await list.locator('.check-count').first().waitFor();
    const counts = await list.locator('.check-count').allInnerTexts();
    expect(counts.every((count) => /^[\d,]+$/.test(count))).toBe(true);
    const group = list.getByRole('group', { name: 'Theft and robbery' });
    await group.getByRole('button', { name: 'Select all of Theft and robbery' }).click();
    await group.getByText('7 of 7').waitFor();
    await group.getByRole('button', { name: 'Clear of Theft and robbery' }).click();
    await group.getByText('0 of 7').waitFor();
    await list.getByRole('combobox').selectOption('not');
    await list.locator('input[type=checkbox]').first().check();
    const add = page.getByRole('combobox', { name: 'Add a grouping' });
    for (const key of ['lsoa', 'month', 'f:crime_type', 'f:category'])
      if ((await add.locator(`option[value="${key}"]`).count()) > 0) await add.selectOption(key);
    await page.getByRole('button', { name: 'Move Month up' }).click();
    await run();
    const question = page.getByRole('alertdialog', { name: 'This is a heavy query' });
    await question.waitFor();
    await page.screenshot({ path: `${REPORT}/builder-heavy.png` });
    expect(await violationsOf(page)).toEqual([]);
    await question.getByRole('button', { name: 'Go back' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
  });

  it('says how far it is after a second, cancels, and says what was cancelled with a way on', async () => {
    await page.route('**/v1/queries', async (route) => {
      if (route.request().method() === 'POST')
        await new Promise((resolve) => {
          setTimeout(resolve, 4_000);
        });
      await route.continue().catch(() => undefined);
    });
    const removed: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'DELETE') removed.push(new URL(request.url()).search);
    });
    await page.locator('[role=treeitem]', { hasText: 'Brent' }).click();
    await run();
    const card = page.getByRole('region', { name: 'Progress' });
    await card.getByRole('button', { name: 'Cancel' }).waitFor();
    await page.screenshot({ path: `${REPORT}/builder-progress.png` });
    await card.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert').filter({ hasText: 'The query was cancelled' }).first().waitFor();
    await focused('.outcome');
    expect(removed.some((search) => search.startsWith('?key='))).toBe(true);
    await page.unroute('**/v1/queries');
    expect(await violationsOf(page)).toEqual([]);
    await page.locator('[role=treeitem]', { hasText: 'Barnet' }).click();
    await page.locator('.outcome').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.locator('.outcome').getByRole('button', { name: 'Run it again' }).click();
    await page.locator('.outcome').waitFor({ state: 'detached' });
    await page.locator('table.result tbody tr').first().waitFor();
  });

  it('tells nothing found from nothing supplied, each with its next step', async () => {
    await page.goto(`${SITE.url}/?v=table&from=2010-01&to=2010-12`);
    await page.locator('.outcome[data-outcome=not-supplied]').waitFor();
    await page.locator('.outcome').getByRole('button', { name: 'Change the period' }).click();
    await focused('#panel-period');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await page.locator('.outcome[data-outcome=not-supplied]').waitFor();
    await part('period').click();
    await focused('#panel-period');
    const over = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(over).toBe(0);
  });
});
