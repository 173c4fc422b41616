import { mkdir, readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Download, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { classOf } from '#web/map/classes.ts';
import { coloursOf, openBrowser, SITE, settled, signIn, violationsOf, watch } from './browser.ts';

const REPORT = 'test/report';
const SIZES = [
  [390, 844],
  [1180, 900],
  [1440, 900],
  [1920, 1080],
] as const;

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
  watch(page, complaints);
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

type Row = { readonly code: string; readonly name: string; readonly value: number };

/** Areas of the table that is shown and their numbers. */
async function tableRows(): Promise<readonly Row[]> {
  await page.locator('table.result tbody tr').first().waitFor();
  const rows = await page.evaluate<
    [string, string, string][]
  >(`[...document.querySelectorAll('table.result tbody tr')].map((row) => {
    const head = row.querySelector('th');
    return [head.dataset.key, head.textContent, row.querySelector('td.number').dataset.value];
  })`);
  return rows
    .map(([code, name, value]) => ({ code, name, value: Number(value) }))
    .filter((row) => row.code !== '' && !Number.isNaN(row.value));
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

async function download(press: () => Promise<void>): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return file;
}

describe('the explorer', () => {
  it('shows the same number on the map, in the table and in the file', async () => {
    await signIn(page);
    await settled(page);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.locator('#panel-category input[type=checkbox]').first().check();
    await page.getByRole('button', { name: 'Run query' }).click();
    await page.locator('.chip').first().waitFor();
    await settled(page);
    const drawn = await page.evaluate<[string, string, string][]>(
      `[...document.querySelectorAll('.map-mirror li')].map((item) => [item.dataset.area, item.dataset.class, item.dataset.value])`,
    );
    const breaks = await page.evaluate<number[]>(
      `document.querySelector('.map-mirror').dataset.breaks.split(' ').map(Number)`,
    );
    await page.screenshot({ path: `${REPORT}/explorer-filtered.png` });
    await page.getByRole('button', { name: /Download image: Where/ }).click();
    const image = await download(() => page.getByRole('button', { name: /^PNG/ }).click());
    expect(await coloursOf(page, await readFile(await image.path()))).toBeGreaterThan(50);

    await page.getByRole('tab', { name: 'Table' }).click();
    const rows = await tableRows();
    const named = rows.find((row) => row.name === 'Camden') ?? rows[0];
    expect(rows.length).toBeGreaterThan(20);
    const onMap = drawn.find(([code]) => code === named?.code);
    expect(onMap?.[2]).toBe(String(named?.value));
    expect(onMap?.[1]).toBe(String(classOf(named?.value ?? Number.NaN, breaks)));
    for (const row of rows) {
      const [, drawnClass, value] = drawn.find(([code]) => code === row.code) ?? [];
      expect([row.name, value, drawnClass]).toEqual([
        row.name,
        String(row.value),
        String(classOf(row.value, breaks)),
      ]);
    }

    await page.locator('summary', { hasText: 'Export' }).click();
    const file = await download(() => page.getByRole('button', { name: /Download CSV/ }).click());
    const lines = (await textOf(file)).split(/\r?\n/);
    const line = lines.find((text) => text.includes(named?.name ?? '?') && !text.startsWith('#'));
    expect(line).toMatch(new RegExp(`(^|,)"?${named?.value}"?(,|$)`));
  });

  it('keeps its state through reload, Back and a copied address', async () => {
    await signIn(page);
    await settled(page);
    await page.locator('.card-category [role=option]').nth(1).click();
    await page.locator('.chip').waitFor();
    await settled(page);
    const [heading, address] = [await page.locator('h1').innerText(), page.url()];
    await page.locator('.card-rank [role=option]').first().click();
    await page.locator('.chip').nth(1).waitFor();
    await page.goBack();
    await page.locator('.chip').nth(1).waitFor({ state: 'detached' });
    expect(page.url()).toBe(address);
    await page.reload();
    await settled(page);
    expect(await page.locator('h1').innerText()).toBe(heading);
    const other = await context.newPage();
    await other.goto(address);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.locator('.workspace h1').waitFor();
    expect(await other.locator('h1').innerText()).toBe(heading);
  });

  it('shows every filter but its own in each chart', async () => {
    await signIn(page);
    await settled(page);
    const bars = () => page.locator('.card-category [role=option]').count();
    const before = await bars();
    await page.locator('.card-category [role=option]').first().click();
    await page.locator('.chip').waitFor();
    await settled(page);
    expect(await bars()).toBe(before);
    expect(await page.locator('.card-category [aria-selected=true]').count()).toBe(1);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.locator('.chip').waitFor({ state: 'detached' });
  });

  it('keeps the work on the page when the session ends, and offers to sign in again', async () => {
    await signIn(page);
    await settled(page);
    const heading = await page.locator('h1').innerText();
    await page.route('**/oidc/token', (route) =>
      route.fulfill({ status: 400, json: { error: 'invalid_grant' } }),
    );
    await page.route('**/v1/queries', (route) =>
      route.fulfill({ status: 401, json: { code: 'UNAUTHENTICATED' } }),
    );
    await page.locator('.card-category [role=option]').first().click();
    await page.getByRole('button', { name: 'Sign in again' }).waitFor();
    const address = page.url();
    // Only then: a question asked in the background would bring the session back before.
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.unroute('**/oidc/token');
    await page.unroute('**/v1/queries');
    await page.locator('.chip').waitFor();
    expect(page.url()).toBe(address);
    expect(await page.locator('h1').innerText()).not.toBe(heading);
  });

  it('tells a supplier why a file was refused', async () => {
    await signIn(page, '/deliveries', 'supplier@safestats.local');
    const name = `refused-${Date.now()}.csv`;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
    await page.getByRole('button', { name: 'Send file' }).click();
    const row = page.locator('tr', { hasText: name });
    await row.getByText('Refused', { exact: true }).waitFor();
    await row.getByRole('button').click();
    await page.getByText('FILE_HEADER_UNKNOWN').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it('has nothing for axe to report on any page', async () => {
    await page.goto(SITE.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await signIn(page);
    await settled(page);
    expect(await violationsOf(page)).toEqual([]);
    for (const view of ['Map', 'Charts', 'Table']) {
      await page.getByRole('tab', { name: view }).click();
      await settled(page);
      expect([view, ...(await violationsOf(page))]).toEqual([view]);
    }
    for (const link of ['Data catalogue', 'Deliveries']) {
      await page.getByRole('link', { name: link }).click();
      await page.locator('main h1').waitFor();
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      expect([link, ...(await violationsOf(page))]).toEqual([link]);
      await page.screenshot({ path: `${REPORT}/explorer-${link.toLowerCase().replace(' ', '-')}.png` });
    }
  });

  it('says what of an address it does not know, and what it shows instead, until that is closed', async () => {
    await signIn(page, '/?d=no-such-data&m=severity');
    const note = page.locator('.banner', { hasText: 'The address names' });
    await note.waitFor();
    expect(await note.innerText()).toMatch(
      /dataset “no-such-data” and measure “severity”\. Shown instead: crimes of Metropolitan Police/,
    );
    await settled(page);
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: `${REPORT}/explorer-not-understood.png` });
    await note.getByRole('button', { name: 'Close' }).click();
    expect(await note.count()).toBe(0);
  });

  it('does not run off a phone with a catalogue page or with areas chosen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(page);
    for (const path of ['/catalogue/mps-crime', '/deliveries', '/?a=E09000007']) {
      await page.goto(`${SITE.url}${path}`);
      if (path.startsWith('/?')) await settled(page);
      else await page.locator('main h2').first().waitFor();
      const over = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([path, over]).toEqual([path, 0]);
    }
  });

  it('fits every width without scrolling sideways', async () => {
    await signIn(page);
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await page.reload();
      await settled(page);
      const over = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([width, over]).toEqual([width, 0]);
      await page.screenshot({ path: `${REPORT}/explorer-${width}.png`, fullPage: width < 1200 });
    }
  });
});
