import { mkdir, writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPdf } from '../support/pdf-text.ts';
import { openBrowser, SITE, signIn, violationsOf, watch } from './browser.ts';

const REPORT = 'test/report';
const ADDRESS = '/?d=mps-crime&v=table';

let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  page.setDefaultTimeout(45_000);
  watch(page, complaints);
  await signIn(page, ADDRESS);
});
afterAll(() => browser.close());

/** Kinds of the parts on the paper, in order. */
function kinds(): Promise<readonly string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('.report-paper [data-kind]')].map((part) => part.dataset.kind)`,
  );
}

/** Names and numbers of the areas in a table. */
function rowsOf(table: string): Promise<readonly string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('${table} tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent).join(' '))`,
  );
}

async function complete(): Promise<void> {
  await page.locator('.report-map svg.svg-map').first().waitFor();
  await page.locator('.report-paper .report-source .coverage-note').last().waitFor();
  await page.locator('.report-paper .skeleton').first().waitFor({ state: 'detached' });
}

describe('a report', () => {
  it('takes what the explorer shows, with the explorer’s own numbers', async () => {
    await page.locator('table.result tbody tr').first().waitFor();
    const shown = await rowsOf('table.result');
    for (const label of ['Figures, map, months and categories', 'Ranked areas', 'Table']) {
      await page.getByText('Report', { exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: label, exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.getByText(`Added to your report: ${label}.`).waitFor();
    }
    await page.getByRole('link', { name: 'Open the report' }).click();
    await complete();
    expect(await kinds()).toEqual(['figures', 'map', 'months', 'categories', 'ranking', 'table']);
    expect(await rowsOf('.report-table')).toEqual(shown);
    const total = await page.locator('.report-figure').first().innerText();
    const sum = shown.reduce((so, row) => so + Number(row.split(' ').at(-1)?.replaceAll(',', '')), 0);
    expect(total.replaceAll(',', '')).toBe(String(sum));
    const first = await page.evaluate<string>(
      `[...document.querySelectorAll('[data-kind=ranking] .report-chart g:first-child text')].map((text) => text.textContent).join(' ')`,
    );
    expect(shown).toContain(first);
  });

  it('is put in order with buttons, is written in, and gives back what was removed', async () => {
    await page.getByLabel('Title of the report').fill('Crime in London');
    await page.getByRole('button', { name: 'Add text' }).click();
    await page.getByLabel('Text', { exact: true }).fill('What we found.\n\nWhat we will do.');
    const up = page.getByRole('button', { name: 'Move up: 7. Text' });
    await up.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Moved up: now 6 of 7.').waitFor();
    expect((await kinds()).slice(-2)).toEqual(['text', 'table']);
    expect(await page.evaluate(`document.activeElement.ariaLabel`)).toBe('Move up: 6. Text');
    await page.getByRole('button', { name: 'Remove: 5. Ranked areas' }).click();
    await page.getByText('Ranked areas removed.').waitFor();
    expect(await kinds()).not.toContain('ranking');
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await kinds()).toContain('ranking');
    await page.getByText('3. Each month').click();
    await page.getByRole('checkbox', { name: 'With its numbers as a table' }).check();
    await page.locator('[data-kind=months] .report-table').waitFor();
  });

  it('takes an address of this explorer and no other', async () => {
    const address = page.getByLabel('Address of the explorer');
    await address.fill('https://elsewhere.example/?d=mps-crime');
    await page.getByRole('button', { name: 'Add from this address' }).click();
    await page.getByText('Paste an address of the explorer').waitFor();
    expect(await page.evaluate(`document.activeElement.getAttribute('aria-invalid')`)).toBe('true');
    await address.fill(`${SITE.url}/?d=btp-crime&compare=year-before`);
    await page.getByRole('checkbox', { name: 'Key figures' }).check();
    await page.getByRole('button', { name: 'Add from this address' }).click();
    await page.getByText('Source 2: All').waitFor();
    expect((await kinds()).slice(-3)).toEqual(['figures', 'map', 'months']);
  });

  it('tells the change that was compared among the key figures, with both windows', async () => {
    const figures = page.locator('[data-kind=figures]').last().locator('.report-figures > div');
    await figures.nth(2).locator('.change').waitFor();
    const [label, value, note] = await figures.nth(2).locator('dt, dd').allInnerTexts();
    expect(label).toMatch(/^\w{3} \d{4} to \w{3} \d{4}$/);
    const [now, before] = [value, note].map((text = '') =>
      Number(/^[\d,]+/.exec(text)?.[0].replaceAll(',', '')),
    );
    expect(note).toMatch(/^[\d,]+ in \w{3} \d{4} to \w{3} \d{4}\. /);
    const change = ((now ?? 0) / (before ?? 0) - 1) * 100;
    expect(value).toContain(`${Math.abs(change).toFixed(1)}%`);
  });

  it('is still there after a reload, and clean in light, dark and at 320 pixels', async () => {
    await page.reload();
    await complete();
    expect(await kinds()).toHaveLength(10);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await violationsOf(page)]).toEqual([colorScheme, []]);
      await page.screenshot({ path: `${REPORT}/report-${colorScheme}.png` });
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.screenshot({ path: `${REPORT}/report-320.png` });
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('prints as tagged A4 pages with numbers, marking, headings and text to select', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(300);
    const file = await page.pdf({ tagged: true, outline: true, preferCSSPageSize: true });
    await page.emulateMedia({ colorScheme: 'light' });
    await writeFile(`${REPORT}/report.pdf`, file);
    const pdf = readPdf(file);
    expect(pdf.pages.length).toBeGreaterThanOrEqual(4);
    expect(pdf.pages.length).toBeLessThanOrEqual(9);
    for (const [index, text] of pdf.pages.entries()) {
      expect(text).toContain(`Page ${index + 1} of ${pdf.pages.length}`);
      expect(text.split('OFFICIAL').length).toBeGreaterThanOrEqual(3);
    }
    const all = pdf.pages.join(' ');
    for (const text of [
      'What we found.',
      'Crime in London',
      'Metropolitan Police recorded crime',
      'How to read this report',
      `${SITE.url}/?d=mps-crime&v=table`,
      `${SITE.url}/?d=btp-crime`,
      'Made by Anna Lindqvist',
    ])
      expect(all).toContain(text);
    for (const text of ['Make a report', 'Accessibility statement', 'Move up', 'Explore'])
      expect(all).not.toContain(text);
    expect(pdf.isTagged).toBe(true);
    expect(pdf.tags.get('H1')).toBe(1);
    expect(pdf.tags.get('H2')).toBeGreaterThanOrEqual(9);
    expect(pdf.tags.get('Figure')).toBeGreaterThanOrEqual(5);
    expect(pdf.tags.get('Table')).toBeGreaterThanOrEqual(2);
    expect(pdf.outline).toEqual(expect.arrayContaining(['Crime in London', 'How to read this report']));
    expect(complaints).toEqual([]);
  });

  it('is nobody else’s', async () => {
    const other = await (await browser.newContext()).newPage();
    await other.addInitScript(
      `localStorage.setItem('safestats.report.somebody-else', '{"title":"Not yours","items":[]}')`,
    );
    await signIn(other, '/report', 'org-admin@safestats.local');
    await other.getByText('There is nothing to print yet.').waitFor();
    expect(await other.locator('#report-title').innerText()).toBe('Untitled report');
    await other.context().close();
  });
});
