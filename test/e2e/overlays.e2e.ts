import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#core/model/error.ts';
import { problemResponse } from '#http/problem.ts';
import { faultsEverywhere, go, rested, WIDE } from './appearance.ts';
import { call, openBrowser, signIn, tokenOf, watch } from './browser.ts';

const REPORT = 'test/report';
const TITLE = `Overlays ${Date.now()}`;
const DIALOG = 'dialog[open]';

type Overlay = {
  readonly what: string;
  /** Opens it on the page that was gone to. */
  readonly open: (page: Page) => Promise<void>;
  /** What then holds it. */
  readonly part: string;
};
type Walk = { readonly path: string; readonly overlays: readonly Overlay[] };

let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  expect(complaints).toEqual([]);
});

const button = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name, exact: true }).first().click();
const menu = (text: string) => (page: Page) => page.locator('.menu summary', { hasText: text }).click();
const dialog = (what: string, name: string | RegExp = what): Overlay => ({
  what,
  open: button(name),
  part: DIALOG,
});

/** Opens all that can be opened in the panel, and what asks for something then. */
async function openPanel(page: Page): Promise<void> {
  await page.evaluate(
    `for (const details of document.querySelectorAll('.panel details')) details.open = true`,
  );
  await page.locator('.panel .more .check-count').first().waitFor();
  for (let point = 0; point < 3; point += 1)
    await page.getByRole('button', { name: 'Add empty point' }).click();
  await page.locator('#panel-category input[type=checkbox]').first().check();
  await page.locator('.estimate').waitFor();
}

const REASONS = ['To prepare a meeting', 'To answer a question of a partner agency'];

/** Asks for another period, which the server's refusal keeps back until a reason is chosen. */
async function askWithoutReason(page: Page): Promise<void> {
  const { statusCode, headers, body } = problemResponse(
    new AppError('REASON_REQUIRED', 'say why the data is used', { details: { reasons: REASONS } }),
    () => undefined,
  );
  await page.route('**/v1/queries', (route) => route.fulfill({ status: statusCode, headers, body }));
  await page.evaluate(
    `history.pushState(null, '', '/?d=mps-stop-search&v=charts'), dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await page.locator(DIALOG).waitFor();
  await page.unroute('**/v1/queries');
}

/** Changes the query into one of many groups, and runs it. */
async function runHeavy(page: Page): Promise<void> {
  const add = page.getByRole('combobox', { name: 'Add a grouping' });
  for (const key of ['lsoa', 'month', 'f:category']) await add.selectOption(key);
  await page.getByRole('button', { name: 'Run query' }).click();
}

const EXPLORER: readonly Walk[] = [
  {
    path: '/?d=mps-crime&v=charts',
    overlays: [
      {
        what: 'the user menu',
        open: (page) => page.locator('.user-menu summary').last().click(),
        part: '.user-menu:last-of-type',
      },
      { what: 'the menu Report', open: menu('Report'), part: '.title-tools' },
      {
        what: 'the menu Export',
        open: async (page) => {
          await menu('Export')(page);
          await page.getByText(/rows?, complete\./).waitFor();
        },
        part: '.title-tools',
      },
      dialog('saving', 'Save'),
      dialog('sharing', 'Share'),
      dialog('a title of one’s own', /^Edit title and notes/),
      { what: 'saving a picture', open: button(/^Download image/), part: '.save-panel' },
    ],
  },
  {
    path: '/?d=mps-crime&v=map',
    overlays: [
      { what: 'map settings', open: button('Map settings'), part: '.map-settings' },
      { what: 'saving the map', open: button(/^Download image/), part: '.save-panel' },
      { what: 'the map as a table', open: button(/^Show as table/), part: '.card-map' },
    ],
  },
  {
    path: '/?d=mps-stop-search&v=table&rows=records',
    overlays: [
      {
        what: 'columns of records',
        open: (page) => page.locator('summary', { hasText: 'Columns' }).click(),
        part: '.table-card',
      },
      { what: 'the whole panel', open: openPanel, part: '.panel' },
    ],
  },
  {
    path: '/?d=mps-crime&v=table',
    overlays: [
      dialog('why something cannot be seen', 'Something missing? Find out why'),
      { what: 'the question before a heavy query', open: runHeavy, part: '.heavy' },
    ],
  },
  {
    path: '/?d=mps-stop-search&v=table',
    overlays: [{ what: 'a reason', open: askWithoutReason, part: DIALOG }],
  },
  {
    path: '/?d=tfl-casualties&v=table&m=rate',
    overlays: [{ what: 'the panel with ranges and a rate', open: openPanel, part: '.panel' }],
  },
  {
    path: '/saved',
    overlays: [
      dialog('editing a saved query', `Edit ${TITLE}`),
      dialog('its alert', `Alert for ${TITLE}`),
      dialog('deleting it', `Delete ${TITLE}`),
    ],
  },
];

const ADMIN: readonly Walk[] = [
  {
    path: '/admin/people',
    overlays: [dialog('an invitation', 'Invite somebody'), dialog('a person', 'Anna Lindqvist')],
  },
  {
    path: '/admin/organisations',
    overlays: [
      dialog('a new organisation', 'Add an organisation'),
      dialog('an organisation', 'Metropolitan Police Service'),
    ],
  },
  {
    path: '/admin/profiles/borough-counts',
    overlays: [
      dialog('versions of a profile', 'Versions'),
      dialog('retiring a profile', 'Retire'),
      {
        what: 'a profile of which all is open',
        open: async (page) => {
          await page.locator('.dataset-access > summary').first().click();
          await page.getByRole('button', { name: 'Check what it shows' }).click();
          await page.getByText('Shows the same', { exact: true }).waitFor();
        },
        part: '.page',
      },
    ],
  },
  {
    path: '/admin/stops',
    overlays: [
      {
        what: 'a stop, before it is sure',
        open: async (page) => {
          await page.getByRole('radio', { name: /^Everything/ }).check();
          await page.getByLabel('Why').fill('to see the question');
          await page.getByRole('button', { name: 'Stop', exact: true }).click();
        },
        part: DIALOG,
      },
    ],
  },
  {
    path: '/admin/datasets/mps-crime',
    overlays: [
      {
        what: 'a field of a dataset',
        open: (page) => page.locator('.fields-table .link').first().click(),
        part: '.field-form',
      },
      { what: 'a new layout', open: button('The file has changed'), part: '.page' },
    ],
  },
];

async function newPage(): Promise<Page> {
  const page = await (await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(20_000);
  watch(page, complaints);
  return page;
}

/** Opens one overlay after another, looks at each in every size and theme, and closes it with Escape. */
async function walk(page: Page, walks: readonly Walk[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, overlays } of walks) {
    await go(page, path);
    for (const { what, open, part } of overlays) {
      await open(page);
      await page.locator(part).first().waitFor();
      await rested(page, what);
      found.push(...(await faultsEverywhere(page, what, part, part)));
      await page.screenshot({ path: `${REPORT}/overlay-${what.replaceAll(/\W+/g, '-')}.png` });
      await page.keyboard.press('Escape');
      await page.locator(DIALOG).waitFor({ state: 'detached' });
    }
  }
  return found;
}

describe('every menu, window and editor, in light and dark, at full size and at 400% zoom,', () => {
  it('breaks no rule of WCAG 2.2 AA in the explorer, and keeps the page as wide as its window', async () => {
    const page = await newPage();
    await signIn(page, '/account');
    const token = await tokenOf(page);
    const { id, etag } = await call<{ id: string; etag: string }>(token, 'POST', '/saved-queries', {
      title: TITLE,
      search: 'd=mps-crime&v=table',
      spec: { datasets: ['mps-crime'], groupBy: [{ area: 'borough' }] },
      visibility: 'private',
    });
    try {
      expect(await walk(page, EXPLORER)).toEqual([]);
    } finally {
      await call(token, 'DELETE', `/saved-queries/${id}`, undefined, etag);
      await page.context().close();
    }
  }, 600_000);

  it('breaks none in administration', async () => {
    const page = await newPage();
    await signIn(page, '/account', 'super-admin@safestats.local');
    expect(await walk(page, ADMIN)).toEqual([]);
    await page.context().close();
  }, 600_000);
});
