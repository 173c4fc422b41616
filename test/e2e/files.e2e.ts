import { mkdir, readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv, readGeoJson, readParquet, readXlsx } from '../support/read-files.ts';
import { openBrowser, settled, signIn, violationsOf } from './browser.ts';

const PICTURES = 'test/report';
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await signIn(page, '/?v=table&a=E09000007.E09000012');
  await settled(page);
  await page.locator('table.result tbody tr').first().waitFor();
});
afterAll(() => browser?.close());

async function file(name: RegExp): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  await page.locator('summary', { hasText: 'Export' }).click();
  await page.getByText(/rows?, complete\./).waitFor();
  const [made] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).click(),
  ]);
  return { name: made.suggestedFilename(), bytes: await readFile(await made.path()) };
}

describe('files of what the table shows', () => {
  it('hold the same numbers in every format, and the address of the page', async () => {
    await page.locator('table.result tbody tr').first().waitFor();
    const shown = await page
      .locator('table.result tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.children].map((cell) => cell.getAttribute('data-key') ?? cell.getAttribute('data-value')),
        ),
      );
    expect(shown.length).toBeGreaterThan(1);
    const csv = readCsv((await file(/CSV/)).bytes);
    expect(csv.facts.join('\n')).toContain('v=table');
    const rows = csv.rows.map((row) => Object.values(row).map((cell) => cell.text));
    expect(rows.map((row) => [row[0], row[2]])).toEqual(shown.map((row) => [row[0], row[1]]));
    const counts = shown.map((row) => Number(row[1]));
    const xlsx = await file(/XLSX/);
    expect(xlsx.name).toMatch(/^safestats-.*\.xlsx$/);
    expect(readXlsx(xlsx.bytes).rows.map((row) => row['count']?.value)).toEqual(counts);
    expect(
      (await readParquet((await file(/Parquet/)).bytes)).rows.map((row) => Number(row['count'])),
    ).toEqual(counts);
    const { features } = readGeoJson((await file(/GeoJSON/)).bytes);
    expect(features.map(({ properties }) => properties['count'])).toEqual(counts);
    expect(features.every(({ geometry }) => geometry?.type.endsWith('Polygon'))).toBe(true);
  });

  it('are offered with what will be in them, and say that downloads are recorded', async () => {
    await page.locator('summary', { hasText: 'Export' }).click();
    await page.getByText(/download is recorded/).waitFor();
    await page.screenshot({ path: `${PICTURES}/export-1280.png` });
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });
});

describe('two groupings', () => {
  it('are a cross-table with the numbers of the list, that the address keeps and that can be copied', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${new URL(page.url()).origin}/?v=table&g=borough.f:category`);
    await page.locator('table.result tbody tr').first().waitFor();
    await settled(page);
    const cells = (row: string) =>
      page
        .locator(row)
        .evaluateAll((rows) =>
          rows.map((one) =>
            [...one.children].map(
              (cell) => cell.getAttribute('data-key') ?? cell.getAttribute('data-value') ?? '',
            ),
          ),
        );
    const list = await cells('table.result tbody tr');
    await page.locator('.segmented', { hasText: 'Cross-table' }).getByText('Cross-table').click();
    await page.locator('table.cross tbody tr').first().waitFor();
    expect(new URL(page.url()).searchParams.get('table')).toBe('cross');
    const [head = []] = await cells('table.cross thead tr');
    const pairs = (await cells('table.cross tbody tr')).flatMap(([name = '', ...numbers]) =>
      numbers.slice(0, -1).map((number, at) => [name, head[at + 1] ?? '', number]),
    );
    const numbered = (rows: readonly (readonly string[])[]) =>
      rows
        .filter(([, , number]) => number !== '0')
        .map((row) => row.join(' '))
        .sort();
    expect(numbered(pairs)).toEqual(numbered(list));
    const total = Number((await cells('table.cross tfoot tr'))[0]?.at(-1));
    expect(total).toBe(list.reduce((sum, [, , number]) => sum + (Number(number) || 0), 0));
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText(/^Copied \d+ by \d+ cells\.$/).waitFor();
    const lines = (await page.evaluate<string>('navigator.clipboard.readText()')).split('\n');
    expect(lines.at(-1)?.split('\t').at(-1)).toBe(String(total));
    expect(new Set(lines.map((line) => line.split('\t').length)).size).toBe(1);
    for (const [width, height] of [
      [1280, 900],
      [1920, 1080],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${PICTURES}/cross-${width}.png` });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.locator('.table-scroll').evaluate((box) => box.scrollTo(300, 200));
    await page.screenshot({ path: `${PICTURES}/cross-scrolled.png` });
    expect(await violationsOf(page)).toEqual([]);
    await page.goto(`${new URL(page.url()).origin}/?v=table&a=E09000007.E09000012`);
    await page.locator('table.result tbody tr').first().waitFor();
  });
});

describe('records', () => {
  it('are listed a page at a time in columns of one’s choice, which the address keeps', async () => {
    await page.getByRole('radio', { name: 'Records' }).click();
    await page.getByText(/1 to 100/).waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText(/101 to 200/).waitFor();
    await page.locator('summary', { hasText: 'Columns' }).click();
    await page.locator('.column-list').getByRole('checkbox').first().click();
    await page.getByText(/1 to 100/).waitFor();
    expect(page.url()).toMatch(/rows=records\./);
    await page.screenshot({ path: `${PICTURES}/records-1280.png` });
    expect(await violationsOf(page)).toEqual([]);
  });

  it('open on a page of their own, with where they come from, and lead back', async () => {
    const wanted = await page.locator('table.result tbody tr').nth(1).locator('td').first().textContent();
    await page.getByRole('link', { name: 'Open record 2', exact: true }).click();
    await page.getByRole('heading', { name: 'Where it comes from' }).waitFor();
    expect(page.url()).toMatch(/\/records\/[a-z-]+\/[\w-]{22}$/);
    expect(await page.locator('.record-list').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining(wanted ?? '?')]),
    );
    await page.getByText('Row in the file').waitFor();
    for (const [width, height] of [
      [1280, 900],
      [1920, 1080],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${PICTURES}/record-${width}.png` });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByText(/1 to 100/).waitFor();
  });

  it('say what earlier publications said of them, or why that cannot be told', async () => {
    await page.getByRole('link', { name: 'Open record 2', exact: true }).click();
    await page.getByRole('button', { name: 'Look for earlier versions' }).click();
    const said = page.locator('section', { hasText: 'Earlier versions' }).getByRole('status');
    await said
      .getByText(/cannot be told|No earlier publication|As last published on/)
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: `${PICTURES}/record-earlier.png`, fullPage: true });
  });

  it('say the same of a record that is not there', async () => {
    await page.goto(`${new URL(page.url()).origin}/records/mps-crime/${'A'.repeat(22)}`);
    await page.getByText(/no such record/).waitFor();
  });
});
