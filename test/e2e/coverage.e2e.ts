import { mkdir, readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, pointsOf, settled, signIn, violationsOf } from './browser.ts';

const REPORT = 'test/report';
const HEADER =
  'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context';
const NOT_SUPPLIED = ['01', '04', '08', '12', '20', '26', '28', '30'].map((end) => `E090000${end}`);
const SUPPLIED = Array.from({ length: 33 }, (_, i) => `E090000${String(i + 1).padStart(2, '0')}`).filter(
  (code) => !NOT_SUPPLIED.includes(code),
);
const CAMDEN = 'E09000007';
const HACKNEY = 'E09000012';

const PATTERN_INK = '#707c86';
/** Points of the ink of patterns on a map with hatched boroughs: it has 970, of which 296 are edges of lines and names. */
const HATCHED = 600;

/** Five crimes in Camden and two in Hackney, which the delivery says that it does not cover. */
function streetFile(): string {
  const row = (longitude: string, latitude: string) =>
    `,2019-03,Metropolitan Police Service,Metropolitan Police Service,${longitude},${latitude},On or near High Street,,,Burglary,,`;
  const rows = [...Array(5).fill(row('-0.1400', '51.5450')), ...Array(2).fill(row('-0.0600', '51.5500'))];
  return `${[HEADER, ...rows].join('\n')}\n`;
}

describe('what was not supplied', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    await mkdir(REPORT, { recursive: true });
    browser = await openBrowser();
    const supplier = await (await browser.newContext()).newPage();
    await signIn(supplier, '/deliveries', 'supplier@safestats.local');
    const form = supplier.getByRole('region', { name: 'Send a file' });
    await form.getByLabel('Dataset').selectOption({ label: 'Metropolitan Police recorded crime' });
    await supplier.locator('input[type=file]').setInputFiles({
      name: '2019-03-london-street.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(streetFile()),
    });
    await supplier.getByText('What it covers').click();
    await supplier.getByLabel('First month').fill('2019-03');
    await supplier.getByLabel('Last month').fill('2019-03');
    await supplier.getByLabel('Area codes').fill(SUPPLIED.join(', '));
    await supplier.getByRole('button', { name: 'Send file' }).click();
    await supplier.locator('tr', { hasText: '2019-03-london-street.csv' }).getByText('Published').waitFor();
    await supplier.context().close();
    page = await (await browser.newContext({ viewport: { width: 1440, height: 1000 } })).newPage();
    page.setDefaultTimeout(30_000);
    await signIn(page, '/?d=mps-crime&from=2019-03&to=2019-03');
    await settled(page);
  });
  afterAll(() => browser.close());

  it('is hatched on the map, and never in a class', async () => {
    const drawn = await page.evaluate<[string, string][]>(
      `[...document.querySelectorAll('.map-mirror li')].map((item) => [item.dataset.area, item.dataset.class])`,
    );
    expect(drawn.filter(([, mark]) => mark === 'x').map(([code]) => code)).toEqual(NOT_SUPPLIED);
    expect(drawn.find(([code]) => code === CAMDEN)?.[1]).toMatch(/^\d$/);
    const picture = await page.locator('.map-wrap').screenshot();
    expect(await pointsOf(page, picture, PATTERN_INK)).toBeGreaterThan(HATCHED);
    await page.screenshot({ path: `${REPORT}/explorer-not-supplied.png`, fullPage: true });
  });

  it('is an x in the table, where 0 stands for areas without a record, and the three parts make the total', async () => {
    await page.getByRole('tab', { name: 'Table' }).click();
    await page.locator('table.result tbody tr').first().waitFor();
    const cells = new Map(
      await page.evaluate<[string, string][]>(
        `[...document.querySelectorAll('table.result tbody tr')].map((row) => [row.querySelector('th').dataset.key, row.querySelector('td.number').textContent.trim()])`,
      ),
    );
    expect(
      [...cells]
        .filter(([, cell]) => cell === 'x')
        .map(([code]) => code)
        .sort(),
    ).toEqual(NOT_SUPPLIED);
    expect(cells.get(CAMDEN)).toBe('5');
    expect(cells.get('E09000002')).toBe('0');
    expect(await page.locator('main').innerText()).toMatch(
      /5\s*mapped \+ 0\s*not mapped \+ 2\s*outside coverage = 7/,
    );
    await page.screenshot({ path: `${REPORT}/explorer-not-supplied-table.png`, fullPage: true });
    expect(await violationsOf(page)).toEqual([]);
  });

  it('is an x in the file', async () => {
    await page.locator('summary', { hasText: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /Download CSV/ }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).split(/\r?\n/);
    const cellOf = (code: string) =>
      lines
        .find((line) => line.startsWith(code))
        ?.split(',')
        .at(-1);
    expect([CAMDEN, HACKNEY, 'E09000002'].map(cellOf)).toEqual(['5', 'x', '0']);
    expect(lines.some((line) => line.startsWith('#') && /not supplied/i.test(line))).toBe(true);
  });

  it('is a gap in the line of months', async () => {
    await page.goto(`${new URL(page.url()).origin}/?d=mps-crime&from=2019-03&to=2019-03`);
    await page.locator('svg.months rect.gap').first().waitFor({ state: 'attached' });
    const gaps = await page.locator('svg.months rect.gap title').allTextContents();
    expect(gaps).toContain('Apr 2019: not supplied');
    expect(gaps).not.toContain('Mar 2019: not supplied');
  });
});
