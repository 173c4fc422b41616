import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, openBrowser, settled, signIn, violationsOf, watch } from './browser.ts';

const REPORT = 'test/report';

let browser: Browser;
let page: Page;
let token = '';
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(30_000);
  watch(page, complaints);
  page.on('request', (request) => {
    token = request.headers()['authorization'] ?? token;
  });
  await signIn(page, '/nearby');
}, 60_000);
afterAll(async () => {
  await browser.close();
  expect(complaints).toEqual([]);
});

/** The numbers of a row of the ring table. */
async function numbersOf(row: string): Promise<readonly number[]> {
  const values = await page.evaluate<string[]>(
    `[...document.querySelectorAll('${row} td')].map((cell) => cell.dataset.value)`,
  );
  return values.map(Number);
}

type Result = { readonly columns: readonly { readonly values: readonly (string | number)[] }[] };

async function ask(spec: unknown): Promise<Result> {
  const view = await call<{ readonly id: string; readonly result?: Result }>(token, 'POST', '/queries', spec);
  return view.result ?? call<Result>(token, 'GET', `/queries/${view.id}/result`);
}

describe('what lies near a place', () => {
  it('is found by keyboard alone, counted by ring, and every number is that of the query behind it', async () => {
    const field = page.getByRole('combobox', { name: 'Place' });
    await field.focus();
    await page.keyboard.type('camden');
    await page.locator('.place-list li').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Near Camden', level: 1 }).waitFor();
    await page.getByRole('textbox', { name: 'Metres' }).fill('1500');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /within 1\.5 km/ }).waitFor();
    await page.locator('.ring-table tbody tr').nth(3).waitFor();
    await page.locator('.year-table').nth(1).waitFor();
    const address = new URL(page.url());
    const [lat, lon, metres] = (address.searchParams.get('near') ?? '').split(',').map(Number);
    expect(metres).toBe(1_500);
    const months = (await page
      .locator('.nearby-choices select')
      .evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value))) as string[];
    const [from = '', to = ''] = months;
    const last = new Date(Date.UTC(Number(to.slice(0, 4)), Number(to.slice(5)), 0))
      .toISOString()
      .slice(0, 10);
    const where = { time: { from: `${from}-01`, to: last }, space: { near: { lat, lon, metres } } };
    const base = { datasets: ['mps-crime'], where };
    const rings = await ask({ ...base, groupBy: [{ ring: [500, 1_000, 1_500] }] });
    const totals = await numbersOf('.ring-total');
    expect(totals).toEqual(rings.columns[1]?.values);
    expect(totals.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
    const whole = await ask(base);
    expect(await numbersOf('.ring-table tfoot')).toEqual(whole.columns[0]?.values);
    expect(totals.reduce((sum, one) => sum + one, 0)).toBe(whole.columns[0]?.values[0]);
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: `${REPORT}/nearby-1280.png`, fullPage: true });
  }, 60_000);

  it('prints both windows of the year before, with the change and its chance', async () => {
    const section = page.locator('section[aria-labelledby=year-before]');
    await section
      .getByText(/\w+ \d{4} to \w+ \d{4} against \w+ \d{4} to \w+ \d{4}/)
      .first()
      .waitFor();
    const rows = await section
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) =>
          [...(row as unknown as { cells: { textContent: string }[] }).cells].map((c) => c.textContent),
        ),
      );
    expect(rows).toHaveLength(3);
    for (const row of rows as string[][]) {
      const [now, before] = [row[1], row[2]].map((text) => Number((text ?? '').replaceAll(',', '')));
      const z = 2 * (Math.sqrt(now ?? 0) - Math.sqrt(before ?? 0));
      expect(row[4]).toContain(`z = ${z < -0.05 ? '−' : ''}${Math.abs(z).toFixed(1)}`);
    }
  });

  it('opens the same circle in the explorer, fits 320 px, and comes back by its address', async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.waitForTimeout(200);
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(320);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${REPORT}/nearby-390.png`, fullPage: true });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.screenshot({ path: `${REPORT}/nearby-1920.png`, fullPage: true });
    await page.setViewportSize({ width: 1280, height: 900 });
    const totals = await numbersOf('.ring-total');
    await page.getByRole('link', { name: 'Open in Explore' }).click();
    await settled(page);
    expect(new URL(page.url()).searchParams.get('near')).toMatch(/,1500$/);
    await page.goBack();
    await page.locator('.ring-table tbody tr').nth(3).waitFor();
    expect(await numbersOf('.ring-total')).toEqual(totals);
    // The second ring alone, without the circle inside it, has the number that its column says.
    await page
      .getByRole('link', { name: /^Explore the ring/ })
      .first()
      .click();
    await settled(page);
    const near = new URL(page.url()).searchParams.get('near');
    expect(near).toMatch(/,1000,500$/);
    const [figure = ''] = await page.locator('.kpi-value').allInnerTexts();
    expect(Number(figure.replaceAll(',', ''))).toBe(totals[1]);
    expect(await page.locator('h1').innerText()).toContain('500 m to 1 km from');
    expect(await page.getByText('There is a problem').count()).toBe(0);
    await page.screenshot({ path: `${REPORT}/ring-1280.png` });
    await page.goBack();
    await page.locator('.ring-table tbody tr').nth(3).waitFor();
  }, 60_000);
});

describe('areas in the panel', () => {
  it('are chosen without the map, and area and number are said', async () => {
    await page.locator('.nav').getByRole('link', { name: 'Explore' }).click();
    await settled(page);
    await page.getByRole('treeitem', { name: /^Barking and Dagenham/ }).focus();
    await page.keyboard.press('c');
    await page.keyboard.press(' ');
    const said = page.locator('#panel-area-said');
    await said.getByText(/^Camden chosen: [\d,]+ crimes\.$/).waitFor({ state: 'attached' });
    const drawn = await page.locator('.map-mirror li[data-area="E09000007"]').getAttribute('data-value');
    expect(await said.innerText()).toBe(`Camden chosen: ${Number(drawn).toLocaleString('en-GB')} crimes.`);
  }, 60_000);

  it('grow by their neighbours and by a pasted list, which names what it cannot find', async () => {
    const said = page.locator('#panel-area-said');
    await page.getByText('Neighbours, or paste a list').click();
    await page.getByRole('button', { name: 'Add the neighbours of Camden' }).click();
    await said.getByText(/neighbours added: Barnet, Brent/).waitFor({ state: 'attached' });
    await page.locator('.area-tools textarea').fill('E09000007, Bromley\nNo such place');
    await page.getByRole('button', { name: 'Add these areas' }).click();
    await said
      .getByText('1 area added, 1 chosen already. Not found: No such place.')
      .waitFor({ state: 'attached' });
    expect(await page.getByRole('treeitem', { name: /^Bromley/ }).getAttribute('aria-checked')).toBe('true');
  }, 60_000);

  it('are kept under a name, chosen again with one press, and deleted', async () => {
    const name = `Kept ${Date.now()}`;
    await page.getByText('My areas').click();
    await page.getByLabel(/Keep what is chosen \(\d+ areas\) as/).fill(name);
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByRole('button', { name, exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear areas' }).click();
    await page.getByRole('button', { name, exact: true }).click();
    expect(await page.getByRole('treeitem', { name: /^Camden/ }).getAttribute('aria-checked')).toBe('true');
    await page.screenshot({ path: `${REPORT}/panel-areas.png` });
    await page.getByRole('button', { name: `Delete ${name}` }).click();
    await page
      .getByRole('button', { name: `Delete ${name}` })
      .last()
      .click();
    await page.getByRole('button', { name, exact: true }).waitFor({ state: 'detached' });
  }, 60_000);

  it('are found by search together with streets, and all that are shown can be chosen', async () => {
    await page.getByRole('button', { name: 'Clear areas' }).click();
    const field = page.getByRole('searchbox', { name: 'Find an area' });
    await field.fill('Hackney area 1');
    await page.getByRole('button', { name: /^Select \d+ shown$/ }).click();
    await page
      .locator('#panel-area-said')
      .getByText(/more areas chosen/)
      .waitFor({ state: 'attached' });
    await field.fill('orchard');
    const hit = page.locator('.place-hits button').first();
    await hit.waitFor();
    const street = await hit.innerText();
    await hit.click();
    await page.locator('#panel-area-said').getByText(`round ${street} chosen`).waitFor({ state: 'attached' });
  }, 60_000);
});
