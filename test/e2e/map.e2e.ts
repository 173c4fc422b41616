import { mkdir, readFile } from 'node:fs/promises';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { coloursOf, openBrowser, pointsOf, SITE, settled, signIn, violationsOf, watch } from './browser.ts';

const REPORT = 'test/report';
/** What areas are outlined in, and how many of its points an outline has at least. */
const INK = '#0b0c0c';
const OUTLINE = 200;

let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
  });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  watch(page, complaints);
  await signIn(page, '/?v=map');
  await settled(page);
});
afterAll(() => browser.close());
afterEach(() => expect(complaints).toEqual([]));

/** Shows an address without loading the page anew. */
async function show(address: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', '${address}'); dispatchEvent(new PopStateEvent('popstate'));`,
  );
  await settled(page);
}

function address(): Promise<URLSearchParams> {
  return page.evaluate<string>('location.search').then((search) => new URLSearchParams(search));
}

type Item = { readonly code: string; readonly class: string; readonly value: string; readonly text: string };

function mirror(): Promise<readonly Item[]> {
  return page.evaluate<Item[]>(`[...document.querySelectorAll('.map-mirror li')].map((item) => ({
    code: item.dataset.area, class: item.dataset.class, value: item.dataset.value, text: item.textContent }))`);
}

function legend(): Promise<string> {
  return page.locator('.legend').innerText();
}

async function saved(press: () => Promise<void>): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return file;
}

/** A place on the map by shares of its width and height. */
async function spot(x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
  const box = await page.locator('.maplibregl-canvas').boundingBox();
  if (box === null) throw new Error('there is no map');
  return { x: box.x + x * box.width, y: box.y + y * box.height };
}

async function click(x: number, y: number): Promise<void> {
  const at = await spot(x, y);
  await page.mouse.move(at.x - 3, at.y - 3);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.up();
}

describe('the legend and classes of the map', () => {
  it('are cut and coloured as somebody chooses by keyboard, and axe finds nothing wrong', async () => {
    const button = page.getByRole('button', { name: 'Map settings', exact: true });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Classes by').selectOption('natural');
    await page.getByLabel('Number', { exact: true }).selectOption('4');
    await page.getByLabel('Green, light to dark').check();
    await page.getByLabel('Notes under the map').fill('Recorded, not reported.');
    await page.keyboard.press('Enter');
    // What lies half under the header that stays is no smaller for it.
    await page.evaluate('scrollTo(0, 0)');
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: `${REPORT}/map-settings.png` });
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Map settings');
    expect(await legend()).toMatch(/Natural breaks, 4 classes, N = 33 boroughs\./);
    expect(await page.locator('.card-map').innerText()).toContain('Recorded, not reported.');
    const params = await address();
    expect([params.get('look'), params.get('notes')]).toEqual(['natural,4,green', 'Recorded, not reported.']);
  });

  it('keep their breaks while a filter changes, say so, and are cut anew by Rescale', async () => {
    await show('/?v=map');
    const before = await page.locator('.map-mirror').getAttribute('data-breaks');
    await page.locator('#panel-category input[type=checkbox]').first().check();
    await page.getByRole('button', { name: 'Run query' }).click();
    await page.locator('.chip').first().waitFor();
    await settled(page);
    expect(await page.locator('.map-mirror').getAttribute('data-breaks')).toBe(before);
    // Its address tells no number of the answer; this tab keeps them, also when it is loaded anew.
    expect((await address()).has('breaks')).toBe(false);
    await page.reload();
    await settled(page);
    expect(await page.locator('.map-mirror').getAttribute('data-breaks')).toBe(before);
    expect(await legend()).toMatch(
      /Classes were made for numbers from .* lies? outside\..* are in one class\./,
    );
    await page.getByRole('button', { name: 'Rescale' }).click();
    await settled(page);
    expect(await page.locator('.map-mirror').getAttribute('data-breaks')).not.toBe(before);
  });
});

describe('an area under the pointer', () => {
  it('is outlined in ink, and named', async () => {
    await show('/?v=map');
    const points = async () => pointsOf(page, await page.locator('.map-wrap').screenshot(), INK);
    await page.mouse.move(2, 2);
    await page.locator('.tooltip').waitFor({ state: 'detached' });
    const before = await points();
    const at = await spot(0.63, 0.78);
    await page.mouse.move(at.x - 3, at.y - 3);
    await page.mouse.move(at.x, at.y);
    await page.locator('.tooltip b', { hasText: 'Bromley' }).waitFor();
    await expect.poll(points, { timeout: 10_000 }).toBeGreaterThan(before + OUTLINE);
    await page.mouse.move(2, 2);
  });
});

describe('a map that cannot be drawn', () => {
  it('says so, and leaves the rest of the page as it is', async () => {
    const other = await page.context().newPage();
    await other.addInitScript(
      'HTMLCanvasElement.prototype.getContext = () => null; sessionStorage.setItem("safestats.signed-in", "yes");',
    );
    await other.goto(`${SITE.url}/?v=map`);
    await other.locator('.map-hint', { hasText: 'This browser cannot draw the map' }).waitFor();
    expect(await other.locator('.map-tools, .map-fit').count()).toBe(0);
    expect(await other.locator('.map-mirror li').count()).toBe(33);
    expect(await other.locator('.legend-classes').count()).toBe(1);
    await other.close();
  });
});

describe('drawing on the map', () => {
  it('filters by a rectangle that is drawn, shows it in the panel, and takes it away again', async () => {
    await show('/?v=map');
    await page.getByRole('button', { name: 'Draw a rectangle' }).click();
    await page.locator('.map-hint', { hasText: 'Click one corner' }).waitFor();
    await page.waitForTimeout(400);
    await click(0.42, 0.35);
    await click(0.58, 0.6);
    await page.locator('.chip', { hasText: 'Polygon, 4 points' }).waitFor();
    await settled(page);
    expect(await page.locator('.shape-corners tbody tr').count()).toBe(4);
    await page.screenshot({ path: `${REPORT}/map-rectangle.png` });
    await page.getByRole('button', { name: 'Delete the drawn shape' }).click();
    await page.locator('.chip').waitFor({ state: 'detached' });
    expect((await address()).has('shape')).toBe(false);
  });

  it('takes a polygon without a pointer: pasted, its corners changed in a table, and run', async () => {
    await page.locator('.shape-form summary').press('Enter');
    await page
      .getByLabel('GeoJSON or WKT')
      .fill('POLYGON((-0.15 51.48, -0.05 51.48, -0.05 51.54, -0.15 51.54, -0.15 51.48))');
    await page.getByRole('button', { name: 'Use this polygon' }).press('Enter');
    await page.getByRole('button', { name: 'Remove point 4' }).press('Enter');
    await page.getByLabel('Latitude of point 3').fill('51.55');
    await page.getByLabel('Latitude of point 3').press('Enter');
    await page.getByRole('button', { name: 'Add point at map centre' }).press('Enter');
    await page.getByRole('button', { name: 'Move point 4 up' }).press('Enter');
    await page.getByRole('button', { name: 'Run query' }).press('Enter');
    await page.locator('.chip', { hasText: 'Polygon, 4 points' }).waitFor();
    await settled(page);
    expect((await address()).get('shape')).toMatch(/^-15000,5148000_10000,0_/);
  });
});

describe('the layers of the map', () => {
  it('add up alike by hexagon and by borough, and a hexagon becomes a filter', async () => {
    const sum = async () => (await mirror()).reduce((total, { value }) => total + (Number(value) || 0), 0);
    const noted = async () =>
      Number(
        /Area not known: ([\d,]+)/
          .exec(await page.locator('.legend-how').innerText())?.[1]
          ?.replaceAll(',', ''),
      );
    await show('/?v=map');
    const boroughs = await sum();
    const unknown = await noted();
    await page.locator('.card-map .segmented').getByText('Hexagons', { exact: true }).click();
    await page.locator('.map-mirror[aria-label*=hexagons]').waitFor({ state: 'attached' });
    await settled(page);
    const hexagons = await sum();
    const placeless = Number(
      /([\d,]+) records have no place/
        .exec(await page.locator('.map-note').last().innerText())?.[1]
        ?.replaceAll(',', '') ?? 0,
    );
    expect(hexagons + placeless).toBe(boroughs + unknown);
    await page.screenshot({ path: `${REPORT}/map-hexagons.png` });
    await click(0.5, 0.45);
    await page.locator('.chip', { hasText: 'Polygon, 6 points' }).waitFor();
    await settled(page);
    expect((await mirror()).length).toBeGreaterThan(100);
  });

  it('show records as points with how many of how many, and areas by two measures', async () => {
    await show('/?v=map&look=points');
    await page.locator('.legend-points').waitFor();
    expect(await page.locator('.card-map .hint').first().innerText()).toMatch(
      /^The latest 5,000 of [\d,]+ crimes/,
    );
    await show('/?v=map&look=two');
    await page.locator('.legend-square').waitFor();
    const [first] = await mirror();
    expect(first?.text).toMatch(
      /Crimes [\d,]+; rate per 1,000 .* [\d.]+, (low|middle|high) crimes, (low|middle|high) rate/,
    );
    await page.screenshot({ path: `${REPORT}/map-two.png` });
  });

  it('are saved as PNG and SVG with legend, sources and reference', async () => {
    await page.getByRole('button', { name: /Download image/ }).click();
    const png = await saved(() => page.getByRole('button', { name: /^PNG/ }).click());
    const picture = await readFile(await png.path());
    expect(await coloursOf(page, picture)).toBeGreaterThan(50);
    await page.getByRole('button', { name: /Download image/ }).click();
    const svg = await saved(() => page.getByRole('button', { name: /^SVG/ }).click());
    const text = await readFile(await svg.path(), 'utf8');
    expect(text.match(/<path d="[^"]+" fill="#/g)?.length).toBeGreaterThanOrEqual(33);
    expect(text).toMatch(/Thirds of each, N = 33 boroughs/);
    expect(text).toMatch(/SafeStats, reference [0-9A-Z]{26}/);
  });

  it('fit a window that changes, until somebody moves the map', async () => {
    await show('/?v=map');
    const shown = () =>
      page
        .locator('.maplibregl-ctrl-scale')
        .evaluate((bar) => `${bar.textContent} ${bar.getBoundingClientRect().width}`);
    const steady = async () => {
      let before = '';
      for (let now = await shown(); now !== before; now = await shown()) {
        before = now;
        await page.waitForTimeout(500);
      }
      return before;
    };
    const through = async (width: number, height: number) => {
      await page.setViewportSize({ width: 500, height: 600 });
      await page.waitForTimeout(300);
      await page.setViewportSize({ width, height });
    };
    await page.getByRole('button', { name: 'Fit', exact: true }).click();
    const fitted = await shown();
    await through(1280, 900);
    await expect.poll(shown).toBe(fitted);
    await page.setViewportSize({ width: 500, height: 600 });
    await expect.poll(shown).not.toBe(fitted);
    await page.setViewportSize({ width: 1280, height: 900 });
    await expect.poll(shown).toBe(fitted);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(shown).not.toBe(fitted);
    const nearer = await steady();
    await through(1280, 900);
    expect(await steady()).toBe(nearer);
    await page.getByRole('button', { name: 'Fit', exact: true }).click();
    await expect.poll(shown).toBe(fitted);
  });

  it('recolour small areas in at most 20 ms of scripting, and leave the map free on a narrow screen', async () => {
    await show('/?v=map&l=lsoa');
    await page.getByRole('button', { name: 'Map settings', exact: true }).click();
    for (const classes of ['5', '4', '3', '6'])
      await page.getByLabel('Number', { exact: true }).selectOption(classes);
    await settled(page);
    const quickest = await page.evaluate<number>(
      `Math.min(...performance.getEntriesByName('map recoloured').slice(-4).map(({ duration }) => duration))`,
    );
    const areas = (await mirror()).length;
    console.info(`${areas} areas of the real map were recoloured in ${quickest.toFixed(1)} ms`);
    expect(areas).toBeGreaterThan(2_000);
    expect(quickest).toBeLessThanOrEqual(20);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 390, height: 844 });
    const hide = page.getByRole('button', { name: 'Hide query' });
    if ((await hide.count()) > 0) await hide.click();
    const [tools, canvas] = await Promise.all([
      page.locator('.map-tools').boundingBox(),
      page.locator('.maplibregl-canvas').boundingBox(),
    ]);
    expect((tools?.y ?? 0) + (tools?.height ?? 0)).toBeLessThanOrEqual((canvas?.y ?? 0) + 1);
    await page.locator('.card-map').scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${REPORT}/map-narrow.png` });
  });
});
