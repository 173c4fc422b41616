import { mkdir, readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import type { QueryView } from '#web/api/types.ts';
import { cubeOf } from '#web/cube/cube.ts';
import { answerFrom } from '#web/cube/loaded.ts';
import { cubePlans } from '#web/cube/plan.ts';
import { columnsOf, groupByOf } from '#web/cube/side.ts';
import { call, coloursOf, openBrowser, settled, signIn, tokenOf, violationsOf, watch } from './browser.ts';

const REPORT = 'test/report';
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  watch(page, complaints);
  await signIn(page);
  await settled(page);
});
afterAll(async () => {
  await browser.close();
  expect(complaints).toEqual([]);
});

const rows = (card: string) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll('${card} [role=option]')].map((row) => row.textContent.replace(/\\s+/g, ' ').trim())`,
  );
const asked = async (work: () => Promise<void>): Promise<readonly string[]> => {
  const specs: string[] = [];
  const listen = (request: { method(): string; url(): string; postData(): string | null }) => {
    if (request.method() === 'POST' && request.url().endsWith('/v1/queries'))
      specs.push(request.postData() ?? '');
  };
  page.on('request', listen);
  await work();
  page.off('request', listen);
  return specs;
};

describe('charts that filter each other', () => {
  it('change each other and the map without a request, and agree with the server', async () => {
    await page.waitForFunction(
      `performance.getEntriesByType('resource').some(({ name }) => /fetch-people/.test(name))`,
    );
    await page.waitForTimeout(1_500);
    const before = await rows('.card-rank');
    const specs = await asked(async () => {
      await page.locator('.card-category [role=option]').nth(1).click();
      await page.locator('.chip').first().waitFor();
      await settled(page);
    });
    const beyondTheTotal = specs.filter((spec) => /groupBy|rate/.test(spec));
    expect(beyondTheTotal).toEqual([]);
    const after = await rows('.card-rank');
    expect(after).not.toEqual(before);
    const held = [after, await rows('.card-category')];
    const map = await page.locator('.map-mirror').first().innerText();
    // The same page from the server alone: the cube's question is refused.
    await page.route('**/v1/queries', (route) =>
      /"groupBy":\[\{"area":"[a-z]+"\},\{"time":"month"\},\{"field"/.test(route.request().postData() ?? '')
        ? route.abort()
        : route.continue(),
    );
    await page.reload();
    await settled(page);
    await page.waitForTimeout(500);
    expect([await rows('.card-rank'), await rows('.card-category')]).toEqual(held);
    expect(await page.locator('.map-mirror').first().innerText()).toBe(map);
    await page.unroute('**/v1/queries');
  });

  it('count in the browser what the server counts, for every dataset whose months are known', async () => {
    const token = await tokenOf(page);
    const ask = async (spec: QuerySpec): Promise<QueryResult> => {
      let view = await call<QueryView>(token, 'POST', '/queries', spec);
      for (; view.state === 'queued' || view.state === 'running'; )
        view = await call<QueryView>(token, 'GET', `/queries/${view.id}`);
      if (view.state !== 'succeeded') throw new Error(`${view.state} ${view.error?.detail ?? ''}`);
      let result =
        view.result ?? (await call<QueryResult>(token, 'GET', `/queries/${view.id}/result?limit=50000`));
      while (result.nextCursor !== null) {
        const next: QueryResult = await call(
          token,
          'GET',
          `/queries/${view.id}/result?limit=50000&cursor=${encodeURIComponent(result.nextCursor)}`,
        );
        result = {
          ...next,
          columns: result.columns.map((column, index) => ({
            ...column,
            values: [...column.values, ...(next.columns[index]?.values ?? [])],
          })),
        };
      }
      return result;
    };
    const cellsOf = ({ columns }: QueryResult) =>
      Object.fromEntries(
        (columns.at(-1)?.values ?? []).flatMap((cell, row) =>
          cell === 0 ? [] : [[JSON.stringify(columns.slice(0, -1).map(({ values }) => values[row])), cell]],
        ),
      );
    for (const [dataset, category, byWeek] of [
      ['mps-crime', 'category', false],
      ['mps-stop-search', 'object_of_search', true],
    ] as const) {
      const names = { level: 'borough', category };
      const [plan] = cubePlans(() => ({ datasets: [dataset] }), names, byWeek);
      if (plan === undefined) throw new Error('no plan');
      const cube = cubeOf(
        await ask(plan.spec),
        plan.sides.map((side) => ({ side, columns: columnsOf(side, names) })),
      );
      if (cube === null) throw new Error('no cube was made');
      const codes = (cube.dimensions[2]?.values ?? []).flatMap((value) =>
        typeof value === 'string' ? [value] : [],
      );
      const areas = (cube.dimensions[0]?.values ?? []).flatMap((value) =>
        typeof value === 'string' ? [value] : [],
      );
      const lattice = { areas, categories: codes, labels: {} };
      for (const filter of [0, 1, 2]) {
        const where = (without: string | null): NonNullable<QuerySpec['where']> => ({
          ...(filter === 0 || without === 'month' ? {} : { time: { from: '2024-02-01', to: '2025-04-30' } }),
          ...(filter === 2 && byWeek && without !== 'week'
            ? {
                time: {
                  ...(without === 'month' ? {} : { from: '2024-02-01', to: '2025-04-30' }),
                  hours: [20, 21, 22],
                  weekdays: [5, 6],
                },
              }
            : {}),
          ...(without === 'area' ? {} : { space: { areas: areas.slice(3, 8) } }),
          ...(without === 'category' ? {} : { fields: [{ field: category, in: codes.slice(0, 4) }] }),
        });
        const measures = [{ measure: 'count' as const }];
        const whole: QuerySpec = { datasets: [dataset], where: where(null), measures };
        for (const side of plan.sides) {
          const spec = { datasets: [dataset], where: where(side), groupBy: groupByOf(side, names), measures };
          const mine = answerFrom({ cube, spec: plan.spec, names }, whole, spec, lattice, '', new Map());
          if (mine === null) throw new Error(`the cube does not hold ${JSON.stringify(spec)}`);
          expect(cellsOf(mine)).toEqual(cellsOf(await ask(spec)));
        }
      }
    }
  });
});

describe('each chart', () => {
  it('is a table one key away, speaks its points and says what it shows', async () => {
    const card = page.locator('.card-time');
    const summary = async () => card.locator('.chart-summary').textContent();
    const first = await summary();
    expect(first).toMatch(/^Crimes: from [\d,]+ in \w+ \d{4} to [\d,]+ in \w+ \d{4}; latest [\d,]+/);
    const reader = card.getByRole('slider', { name: /Read the numbers/ });
    await reader.focus();
    const spoken = [await reader.getAttribute('aria-valuetext')];
    await page.keyboard.press('ArrowLeft');
    spoken.push(await reader.getAttribute('aria-valuetext'));
    expect(spoken[0]).toMatch(/^[A-Z][a-z]{2} \d{4}: [\d,]+, provisional$/);
    expect(spoken[1]).toMatch(/^[A-Z][a-z]{2} \d{4}: [\d,]+$/);
    await page.keyboard.press('t');
    const cells = await card.locator('tbody tr').allInnerTexts();
    expect(cells.at(-1)).toContain(spoken[0]?.replace(/^.*: ([\d,]+), provisional$/, '$1'));
    await card.getByRole('button', { name: /Show as table/ }).press('t');
    await card.locator('svg.months').waitFor();
    await page.locator('.chip button, button.chip').first().click();
    await settled(page);
    expect(await summary()).not.toBe(first);
  });

  it('keeps a title and a note of one’s own in the address', async () => {
    await page.getByRole('button', { name: /Edit title and notes: Borough ranking/ }).click();
    await page.getByLabel('Title', { exact: true }).fill('Where it is worst');
    await page.getByLabel('Note under the chart').fill('For the partnership, June');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Where it is worst' }).waitFor();
    expect(new URL(page.url()).searchParams.get('t.rank')).toBe(
      'Where it is worst|For the partnership, June',
    );
  });
});

describe('a comparison', () => {
  it('prints both windows, both counts and the chance test, and sums to what the months say', async () => {
    await page.getByLabel('Compare with').selectOption('year-before');
    await page.getByRole('button', { name: 'Run query' }).click();
    await page.locator('.card-changed tbody tr').first().waitFor();
    await settled(page);
    const windows = await page.locator('.card-changed .hint').first().innerText();
    expect(windows).toMatch(/^\w{3} \d{4} to \w{3} \d{4} against \w{3} \d{4} to \w{3} \d{4}$/);
    const [now = '', before = ''] = windows.split(' against ');
    const kpi = await page.locator('.kpi', { hasText: now }).innerText();
    expect(kpi).toContain(`in ${before}.`);
    expect(kpi).toMatch(/(More than chance|Could be chance): z = −?\d+\.\d/);
    const lines = await page.locator('.card-changed tbody tr').allInnerTexts();
    const number = (text: string | undefined) => Number((text ?? '').replaceAll(',', '').replace('−', '-'));
    let sums = [0, 0];
    for (const line of lines) {
      const [, a, b, difference, , chance] = line.split('\t');
      sums = [(sums[0] ?? 0) + number(a), (sums[1] ?? 0) + number(b)];
      expect(number(difference?.replace('+', ''))).toBe(number(a) - number(b));
      const z = 2 * (Math.sqrt(number(a)) - Math.sqrt(number(b)));
      expect(chance).toMatch(Math.abs(z) >= 3 ? /^more than chance/ : /^could be chance/);
    }
    expect(kpi).toContain((sums[0] ?? 0).toLocaleString('en-GB'));
    expect(kpi).toContain((sums[1] ?? 0).toLocaleString('en-GB'));
    await page.getByRole('button', { name: /^Coverage/ }).click();
    await page.locator('.coverage-cell[data-supplied=all]').nth(1).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    for (const [width, height] of [
      [1280, 900],
      [1920, 1080],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(400);
      await page.screenshot({ path: `${REPORT}/charts-${width}.png`, fullPage: true });
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(width);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('of rates shows both rates with their counts and residents, tested on the counts', async () => {
    await page.getByLabel('Show as', { exact: true }).selectOption('Rate');
    await page.getByRole('button', { name: 'Run query' }).click();
    await page.locator('.card-changed thead', { hasText: 'Residents' }).waitFor();
    await settled(page);
    const number = (text: string | undefined) => Number((text ?? '').replaceAll(',', ''));
    const lines = (await page.locator('.card-changed tbody tr').allInnerTexts()).map((line) =>
      line.split('\t'),
    );
    expect(lines.length).toBeGreaterThan(30);
    for (const [name, now, before, , percent, chance, a, b, people, ...earlier] of lines) {
      if (name === 'Area not known') continue;
      const [residents, others] = [number(people), number(earlier[0] ?? people)];
      const rates = [(1_000 * number(a)) / residents, (1_000 * number(b)) / others];
      expect(number(now)).toBeCloseTo(rates[0] ?? 0, 1);
      expect(number(before)).toBeCloseTo(rates[1] ?? 0, 1);
      expect(percent?.startsWith('none')).toBe(number(b) < 20);
      const apart = Math.sqrt(number(a) * others) - Math.sqrt(number(b) * residents);
      const z = (2 * Math.SQRT2 * apart) / Math.sqrt(residents + others);
      expect(chance?.replace('−', '-')).toContain(`z = ${z.toFixed(1)}`.replace('-0.0', '0.0'));
    }
    const kpi = await page.locator('.kpi', { hasText: /per 1,000 residents a year;/i }).innerText();
    expect(kpi).toMatch(/[\d,]+ crimes against [\d,]+, of [\d.]+m residents \(20\d\d/);
    expect(await page.locator('.card-changed .card-note').innerText()).toContain(
      'Source: Office for National',
    );
    await page.getByLabel('Show as', { exact: true }).selectOption('Count');
    await page.getByRole('button', { name: 'Run query' }).click();
    await settled(page);
  });
});

describe('the view of charts', () => {
  it('shows at most six lines, each with its name and its own dashes', async () => {
    await page.getByRole('tab', { name: 'Charts' }).click();
    await page.locator('.card-lines .series').first().waitFor();
    await settled(page);
    const lines = page.locator('.card-lines .series');
    expect(await lines.count()).toBe(6);
    const dashes = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.card-lines .series path')].map((path) => path.getAttribute('stroke-dasharray') ?? '')`,
    );
    expect(new Set(dashes).size).toBe(6);
    expect(await lines.last().locator('text').textContent()).toMatch(/^\d+ others/);
    await page.screenshot({ path: `${REPORT}/charts-view.png`, fullPage: true });
    expect(await violationsOf(page)).toEqual([]);
  });

  it('are saved as PNG and SVG, each with filters, sources and the address that opens it', async () => {
    const save = async (kind: RegExp) => {
      await page.getByRole('button', { name: /Download image: Where it is worst/ }).click();
      const [made] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('group', { name: 'Save the chart' }).getByRole('button', { name: kind }).click(),
      ]);
      return { name: made.suggestedFilename(), bytes: await readFile(await made.path()) };
    };
    const rank = page.locator('.card-rank');
    const [first = ''] = await rank.locator('.bar-value').allTextContents();
    const png = await save(/^PNG/);
    expect(png.name).toBe('where-it-is-worst.png');
    expect(await coloursOf(page, png.bytes)).toBeGreaterThan(20);
    const svg = (await save(/^SVG/)).bytes.toString();
    const text = [...svg.matchAll(/<text[^>]*>([^<]*)</g)]
      .map(([, words = '']) =>
        words
          .replaceAll(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)))
          .replaceAll('&amp;', '&'),
      )
      .join(' ');
    for (const words of [
      'Where it is worst',
      first,
      'For the partnership, June',
      'Sources: Metropolitan Police',
    ])
      expect(text).toContain(words);
    expect(text).toMatch(/publication [0-9A-Z]{26} of .*SafeStats, reference [0-9A-Z]{26}, saved /);
    expect(text.replaceAll(' ', '')).toContain(page.url());
    expect(svg).toContain('src:url(data:font/woff2;base64,');
    expect(svg).not.toMatch(/var\(--| class=| role=| tabindex=/);
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(
      /^Download image/,
    );
  });
});
