import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsEverywhere } from './appearance.ts';
import { call, openBrowser, SITE, settled, signIn, tokenOf, watch } from './browser.ts';

const REPORT = 'test/report';
const TITLE = `Crime in May 2019 ${Date.now()}`;
const DATASET = 'mps-crime';
const MONTH = '2019-05';
const FILE = `${MONTH}-alerts-street.csv`;
const PATIENCE_MS = 90_000;
const HEADER =
  'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context';
const PLACES = { Camden: '-0.1400,51.5450', Hackney: '-0.0600,51.5500', Brent: '-0.2800,51.5600' };

type Delivery = { readonly number: number; readonly state: string; readonly fileName: string };
type Inbox = { readonly unread: number; readonly items: readonly { readonly title: string }[] };
type Trail = {
  readonly items: readonly { readonly state: string; readonly detail: Readonly<Record<string, unknown>> }[];
};

let browser: Browser;
let page: Page;
let analyst: string;
let supplier: string;
let saved = '';
let unreadBefore = 0;
const delivered: number[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  const sender = await (await browser.newContext()).newPage();
  await signIn(sender, '/account', 'supplier@safestats.local');
  supplier = await tokenOf(sender);
  await sender.context().close();
  await deliver({ Camden: 5, Hackney: 2 });
  page = await (
    await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  ).newPage();
  page.setDefaultTimeout(30_000);
  watch(page, complaints);
  await signIn(page, '/account');
  analyst = await tokenOf(page);
  unreadBefore = (await inbox()).unread;
});
afterAll(async () => {
  for (const number of delivered.reverse())
    await until(
      () => call<Delivery>(supplier, 'POST', `/deliveries/${DATASET}/${number}/withdrawal`),
      ({ state }) => state === 'withdrawn',
    );
  if (saved !== '') {
    const { etag } = await call<{ etag: string }>(analyst, 'GET', `/saved-queries/${saved}`);
    await call(analyst, 'DELETE', `/saved-queries/${saved}`, undefined, etag);
  }
  await browser.close();
  expect(complaints).toEqual([]);
});

/** Asks until the answer is as it should be. */
async function until<Body>(ask: () => Promise<Body>, isRight: (body: Body) => boolean): Promise<Body> {
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    const body = await ask();
    if (isRight(body)) return body;
    if (Date.now() > end) throw new Error(`it is still ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Hands over so many crimes of the month in these boroughs, in place of those before, and waits until they are out. */
async function deliver(crimes: Partial<Record<keyof typeof PLACES, number>>): Promise<void> {
  const rows = Object.entries(crimes).flatMap(([borough, count]) =>
    Array(count).fill(
      `,${MONTH},Metropolitan Police Service,Metropolitan Police Service,${PLACES[borough as keyof typeof PLACES]},On or near High Street,,,Burglary,,`,
    ),
  );
  const { upload } = await call<{
    upload: { method: string; url: string; headers: Record<string, string> };
  }>(supplier, 'POST', '/deliveries', { dataset: DATASET, fileName: FILE });
  const sent = await fetch(new URL(upload.url, SITE.url), {
    method: upload.method,
    headers: upload.headers,
    body: `${[HEADER, ...rows].join('\n')}\n`,
  });
  const { number } = (await sent.json()) as Delivery;
  delivered.push(number);
  await until(
    () => call<Delivery>(supplier, 'GET', `/deliveries/${DATASET}/${number}`),
    ({ state }) => state === 'published',
  );
}

const inbox = () => call<Inbox>(analyst, 'GET', '/me/alerts');
/** How often the saved query was asked on somebody's behalf, and has been answered. */
const askedOnBehalf = async () =>
  (await call<Trail>(analyst, 'GET', '/me/trail')).items.filter(
    ({ state, detail }) => state === 'done' && detail['on'] === `saved-query/${saved}`,
  ).length;
const bell = (unread: number) =>
  page.locator(`.notices summary[aria-label="Alerts, ${unread === 0 ? 'none' : unread} unread"]`);
const focusedText = () => page.evaluate<string>('document.activeElement.textContent');

describe('an alert on a saved query', () => {
  it('is set where the query was saved, and nothing is told before it changes', async () => {
    await page.goto(`${SITE.url}/?d=${DATASET}&from=${MONTH}&to=${MONTH}&v=table`);
    await settled(page);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Title').fill(TITLE);
    await page.keyboard.press('Enter');
    await page.locator('.saved-bar', { hasText: TITLE }).waitFor();
    await page.getByText('Its numbers are kept from now on').waitFor();
    saved = new URL(page.url()).searchParams.get('saved') ?? '';
    const before = await askedOnBehalf();
    await page.goto(`${SITE.url}/saved`);
    await page.getByRole('button', { name: `Alert for ${TITLE}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Set the alert' }).click();
    await page.getByText(`You are told of “${TITLE}”.`).waitFor();
    await until(askedOnBehalf, (times) => times >= before + 2);
    expect((await inbox()).unread).toBe(unreadBefore);
  });

  it('shows one unread at the bell after a new publication, and names the query there', async () => {
    await deliver({ Camden: 8, Hackney: 2, Brent: 4 });
    await until(inbox, ({ unread }) => unread === unreadBefore + 1);
    await page.reload();
    await bell(unreadBefore + 1).waitFor();
    expect(await page.locator('.notices-count').innerText()).toBe(String(unreadBefore + 1));
    await bell(unreadBefore + 1).focus();
    await page.keyboard.press('Enter');
    const notice = page.locator('.notices li', { hasText: TITLE });
    await notice.getByText(`New: ${TITLE}`).waitFor();
    expect(await notice.innerText()).toMatch(/Count: 7 → 14 \(\+7, 100%\)/);
    expect(await notice.innerText()).toContain('a new publication changed anything in it');
    await page.screenshot({ path: `${REPORT}/alerts-bell.png` });
    expect(await faultsEverywhere(page, 'the bell', '.notices')).toEqual([]);
  });

  it('opens the query with the keyboard, where what moved is told by publication, total and group', async () => {
    await page.keyboard.press('Tab');
    expect(await focusedText()).toBe(TITLE);
    await page.keyboard.press('Enter');
    const bar = page.locator('.saved-bar', { hasText: TITLE });
    await bar.getByText(/^What moved since/).waitFor();
    expect(await bar.locator('[role=status]').innerText()).toMatch(/Count 7 → 14 \(\+7, 100%\)\.$/);
    await bar.locator('summary').focus();
    await page.keyboard.press('Enter');
    const rows = await bar.locator('.moved-table tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split(/\s*\t\s*/))).toEqual([
      ['Brent', '0', '4 (+4)'],
      ['Camden', '5', '8 (+3, 60%)'],
    ]);
    expect(await bar.locator('.bullets li').allInnerTexts()).toEqual([
      expect.stringMatching(
        /^Metropolitan Police recorded crime: published .+, before that .+; [\d,]+ records, 7 more$/,
      ),
    ]);
    await settled(page);
    await page.screenshot({ path: `${REPORT}/alerts-moved.png` });
    expect(await faultsEverywhere(page, 'what moved', '.saved-bar')).toEqual([]);
  });

  it('counts as read once it was looked at, and is dismissed with the focus kept', async () => {
    await bell(0).waitFor();
    expect((await inbox()).unread).toBe(0);
    await bell(0).focus();
    await page.keyboard.press('Enter');
    const notice = page.locator('.notices li', { hasText: TITLE });
    await notice.waitFor();
    expect(await notice.innerText()).not.toContain('New:');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await notice.waitFor({ state: 'detached' });
    expect(await page.evaluate<boolean>(`document.activeElement.matches('.notices summary')`)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('.notices[open]').count()).toBe(0);
    expect((await inbox()).items.filter(({ title }) => title === TITLE)).toEqual([]);
  });
});
