import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, SITE, settled } from './browser.ts';
import { focusProblem, tabRound, tabTo } from './focus.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  page = await (
    await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true })
  ).newPage();
  page.setDefaultTimeout(45_000);
});
afterAll(() => browser.close());

const textOfFocus = () => page.evaluate<string>('document.activeElement.textContent.trim()');

describe('with the keyboard alone', () => {
  it('somebody comes from an empty page to a file of the query they built, and always sees where they are', async () => {
    await page.goto(SITE.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await tabTo(page, '.button-go');
    await page.keyboard.press('Enter');
    await page.locator('#email').waitFor();
    await tabTo(page, '#email');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(SITE.email);
    await tabTo(page, '#password');
    await page.keyboard.type(SITE.password);
    await page.keyboard.press('Enter');
    await settled(page);

    await tabTo(page, '.skip');
    await tabTo(page, '.panel input[type=checkbox]:not(:checked)');
    const dataset = await page.evaluate<string>('document.activeElement.closest("label").textContent.trim()');
    await page.keyboard.press('Space');
    await tabTo(page, '.panel .pill');
    const period = await textOfFocus();
    await page.keyboard.press('Enter');
    await tabTo(page, '[role=treeitem]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await focusProblem(page)).toBeNull();
    await page.keyboard.press('Space');
    const area = await page.locator('[role=treeitem]:focus .tree-name').innerText();
    await tabTo(page, '#panel-category input[type=checkbox]');
    const category = await page.evaluate<string>(
      'document.activeElement.closest("label").textContent.trim()',
    );
    await page.keyboard.press('Space');
    await tabTo(page, '.panel-foot .button-go');
    await page.keyboard.press('Enter');
    await page.locator('.chip', { hasText: area }).waitFor();
    await settled(page);
    expect(dataset).not.toBe('');
    expect(period).toBe('3 months');

    await page.evaluate('document.activeElement?.blur()');
    await tabTo(page, '[role=tab][aria-selected=true]');
    await page.keyboard.press('End');
    for (let step = 0; step < 6 && !(await page.locator('#tab-table[aria-selected=true]').count()); step += 1)
      await page.keyboard.press('ArrowRight');
    await page.locator('table.result tbody tr').first().waitFor();
    const row = page.locator('table.result tbody tr', { hasText: area }).first();
    const number = await row.locator('td.number').first().getAttribute('data-value');

    await page.evaluate('document.activeElement?.blur()');
    await tabTo(page, '.title-tools details.menu:last-of-type > summary');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Download CSV/ }).waitFor();
    for (let step = 0; step < 12 && !/CSV/.test(await textOfFocus()); step += 1)
      await page.keyboard.press('Tab');
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const text = await readFile(await file.path(), 'utf8');
    const line = text
      .split(/\r?\n/)
      .find((candidate) => candidate.includes(area) && !candidate.startsWith('#'));
    expect(line).toMatch(new RegExp(`(^|,)"?${number}"?(,|$)`));
    expect(text).toContain(category);
    expect(await focusProblem(page)).toBeNull();
  }, 180_000);

  it('the focus comes round on every view: nothing holds it', async () => {
    for (const view of ['dashboard', 'table']) {
      await page.locator(`#tab-${view}`).click();
      await settled(page);
      expect(await tabRound(page)).toBeGreaterThan(10);
    }
  }, 120_000);

  it('the link before everything leads past the query to what it shows', async () => {
    await page.evaluate('document.querySelector(".skip").focus()');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);
  });
});
