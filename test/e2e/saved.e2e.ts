import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, openBrowser, SITE, settled, signIn, tokenOf, violationsOf, watch } from './browser.ts';

const REPORT = 'test/report';
const TITLE = `Trend of robbery ${Date.now()}`;

let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  watch(page, complaints);
});
afterAll(() => browser.close());

const dialog = () => page.getByRole('dialog');
const card = () => page.getByRole('article', { name: TITLE });

/** Numbers of the table that is shown, by code of their area. */
async function tableNumbers(): Promise<readonly string[]> {
  await page.locator('table.result tbody tr').first().waitFor();
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('table.result tbody tr')].map((row) => row.querySelector('th').dataset.key + ' ' + row.querySelector('td.number').dataset.value)`,
  );
}

describe('a query that is kept', () => {
  it('is saved with the keyboard, and named on the page that it is opened from', async () => {
    await signIn(page, '/?d=mps-crime&f.category=Robbery&v=table');
    await settled(page);
    await page.getByRole('button', { name: 'Save', exact: true }).focus();
    await page.keyboard.press('Enter');
    await dialog().getByLabel('Title').waitFor();
    expect(await dialog().getByLabel('Title').inputValue()).toMatch(/Robbery/);
    expect(await violationsOf(page)).toEqual([]);
    await dialog().getByLabel('Title').fill('');
    await page.keyboard.press('Enter');
    await dialog().getByText('Write a title.').waitFor();
    await dialog().getByLabel('Title').fill(TITLE);
    await dialog()
      .getByRole('radio', { name: /Everyone/ })
      .focus();
    await page.keyboard.press('Space');
    await dialog().getByLabel('Title').focus();
    await page.keyboard.press('Enter');
    await page.locator('.saved-bar', { hasText: TITLE }).waitFor();
    await page.getByText('Its numbers are kept from now on').waitFor();
    expect(page.url()).toMatch(/saved=[0-9A-Z]{26}/);
    await settled(page);
    await page.screenshot({ path: `${REPORT}/saved-bar.png` });
  });

  it('says that it was changed, goes back, and takes the change', async () => {
    await page.locator('.chip').first().click();
    await page.getByText('Changed since it was saved.').waitFor();
    await settled(page);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Go back to what was saved' }).click();
    await page.locator('.chip').first().waitFor();
    await expect.poll(() => page.getByText('Changed since it was saved.').count()).toBe(0);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog().getByRole('heading', { name: 'Update saved query' }).waitFor();
    await dialog().getByLabel('Description').fill('For the meeting');
    await dialog().getByRole('button', { name: 'Update' }).click();
    await page.getByText(`“${TITLE}” is updated.`).waitFor();
    await page.getByRole('link', { name: 'Saved query', exact: true }).click();
    await card().getByText('For the meeting').waitFor();
    await card().getByRole('button', { name: /^Edit/ }).click();
    await dialog().getByLabel('Description').fill('For the monthly meeting');
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await card().getByText('For the monthly meeting').waitFor();
    await card().getByRole('link', { name: /^Open/ }).click();
    await settled(page);
  });

  it('is shared by two links that are told apart, and the table as it was has the same numbers', async () => {
    const numbers = await tableNumbers();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const latest = await dialog().getByLabel('Link to this query', { exact: true }).inputValue();
    await dialog().getByRole('button', { name: 'Make this link' }).click();
    const was = await dialog().getByLabel('Link to this table', { exact: true }).inputValue();
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: `${REPORT}/saved-share.png` });
    expect(new URL(latest).searchParams.get('d')).toBe('mps-crime');
    expect(new URL(latest).searchParams.get('saved')).toBeNull();
    await page.goto(was);
    await page.getByRole('heading', { name: /^As it was on/ }).waitFor();
    expect(await tableNumbers()).toEqual(numbers);
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: `${REPORT}/saved-as-it-was.png` });
    await page.getByRole('link', { name: 'Ask the latest data' }).click();
    await page.waitForURL(/f\.category=Robbery/);
    await page.goto(`${SITE.url}/as-it-was/01JABCDEFGHJKMNPQRSTVWXYZ0`);
    await page.getByText(/There is no such link/).waitFor();
  });

  it('is found by words, watched, copied and deleted', async () => {
    await page.goto(`${SITE.url}/saved`);
    await page.getByLabel('Find by words').fill(TITLE.toUpperCase());
    await card().waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    expect(await violationsOf(page)).toEqual([]);
    await card()
      .getByRole('button', { name: /^Alert/ })
      .click();
    await dialog()
      .getByRole('radio', { name: /above a number/ })
      .check();
    await dialog().getByRole('button', { name: 'Set the alert' }).click();
    await dialog().getByText('Write a number.').waitFor();
    await dialog().getByRole('textbox', { name: 'Number' }).fill('1,000,000');
    expect(await violationsOf(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Set the alert' }).click();
    await card().getByText('takes the total above 1,000,000').waitFor();
    await card().getByRole('button', { name: /^Copy/ }).click();
    const copy = page.getByRole('article', { name: `Copy of ${TITLE}` });
    await copy.waitFor();
    await page.screenshot({ path: `${REPORT}/saved-list.png` });
    for (const name of [`Delete Copy of ${TITLE}`, `Delete ${TITLE}`]) {
      await page.getByRole('button', { name, exact: true }).click();
      await dialog().getByRole('button', { name: 'Yes, delete it' }).click();
      await dialog().waitFor({ state: 'detached' });
    }
    await page.getByText('No saved query here has all of these words.').waitFor();
    await page.setViewportSize({ width: 320, height: 700 });
    await page.getByLabel('Find by words').fill('');
    expect(
      await page.evaluate<boolean>(
        'document.documentElement.scrollWidth <= document.documentElement.clientWidth',
      ),
    ).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('holds markup in a title as text, and opens for others as far as they may see it', async () => {
    const token = await tokenOf(page);
    const title = `<img src=x onerror="document.title='broken'"> ${TITLE}`;
    const { id, etag } = await call<{ id: string; etag: string }>(token, 'POST', '/saved-queries', {
      title,
      search: 'd=mps-crime&f.category=Robbery&v=table',
      spec: { datasets: ['mps-crime'], groupBy: [{ area: 'borough' }] },
      visibility: 'everyone',
    });
    const other = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    try {
      const theirs = await other.newPage();
      theirs.setDefaultTimeout(30_000);
      await signIn(theirs, '/saved?of=everyone', 'org-admin@safestats.local');
      const shown = theirs.getByRole('article', { name: title });
      await shown.waitFor();
      expect(await shown.locator('img').count()).toBe(0);
      expect(await shown.getByRole('button', { name: /^(Edit|Delete|Alert)/ }).count()).toBe(0);
      await shown.getByRole('link', { name: `Open ${title}` }).click();
      await theirs.locator('.saved-bar', { hasText: 'by Anna Lindqvist' }).waitFor();
      await theirs.locator('table.result').waitFor();
      expect(await theirs.title()).not.toContain('broken');
    } finally {
      await other.close();
      await call(token, 'DELETE', `/saved-queries/${id}`, undefined, etag);
    }
    expect(complaints).toEqual([]);
  });
});
