import { mkdir } from 'node:fs/promises';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExecutionStatus } from '#app/ports.ts';
import { outcomeOf, QUERY_TIMEOUT_MS } from '#app/query/execution.ts';
import { MOST_GROUPS } from '#core/query/compile.ts';
import { problemResponse } from '#http/problem.ts';
import { dress, faultsEverywhere, go, rested, WIDE, ZOOMED } from './appearance.ts';
import { call, openBrowser, SITE, signIn, tokenOf, watch } from './browser.ts';

const REPORT = 'test/report';
const CAMDEN = 'E09000007';
const HACKNEY = 'E09000012';
const PROFILE = `states-${Date.now().toString(36)}`;
const SOME_MONTH = monthBack(2);

function monthBack(months: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString().slice(0, 7);
}

let browser: Browser;
let page: Page;
const complaints: string[] = [];
/** Title and text of each state as it was read on the page. */
const said = new Map<string, readonly string[]>();

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(30_000);
  watch(page, complaints);
  await signIn(page, '/account', 'super-admin@safestats.local');
});
afterAll(async () => {
  await browser.close();
  expect(complaints).toEqual([]);
});

const note = () => page.locator('.outcome');
/** Waits until the focus is inside; the page's policy lets nothing of ours wait in the page itself. */
const focused = (selector: string) =>
  expect
    .poll(
      () => page.evaluate<boolean>(`document.activeElement.closest(${JSON.stringify(selector)}) !== null`),
      { timeout: 15_000 },
    )
    .toBe(true);

/** Reads a state where it stands, looks at it in every size and theme, and takes its next step. */
async function look(outcome: string, step: string, leadsTo: string | null): Promise<void> {
  await page.locator(`.outcome[data-outcome=${outcome}]`).waitFor();
  await rested(page, outcome);
  const name = said.has(outcome) ? `${outcome}-2` : outcome;
  said.set(name, await note().locator('p:not(.hint)').allInnerTexts());
  expect(await faultsEverywhere(page, name, '.outcome')).toEqual([]);
  await page.screenshot({ path: `${REPORT}/state-${name}.png` });
  await dress(page, ZOOMED, 'dark');
  await note().scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${REPORT}/state-${name}-zoomed.png` });
  await dress(page, WIDE, 'light');
  await note().getByRole('button', { name: step }).click();
  if (leadsTo !== null) await focused(leadsTo);
}

/** Answers the next questions with what `answer` makes of each, until it is taken back. */
async function answering(answer: (route: Route) => Promise<void>): Promise<() => Promise<void>> {
  const handler = (route: Route) => (route.request().method() === 'POST' ? answer(route) : route.fallback());
  await page.route(/\/v1\/queries(\?|$)/, handler);
  return () => page.unroute(/\/v1\/queries(\?|$)/, handler);
}

/**
 * The server's own answer, as it is when the statement behind it has ended like this: in seconds, and from the few
 * records of a demonstration, the server itself comes to neither end.
 */
function ended(how: Pick<ExecutionStatus, 'state' | 'rowCount' | 'elapsedMs'>) {
  const end = outcomeOf([{ ...how, progress: null, bytesScanned: null, failure: null }], true);
  return async (route: Route) => {
    const response = await route.fetch();
    const { result: _, ...view } = (await response.json()) as Record<string, unknown>;
    await route.fulfill({ response, json: { ...view, ...end } });
  };
}

/** Looks through a profile from here on; null = through one's own. */
async function through(profile: string | null, path: string): Promise<void> {
  const kept =
    profile === null
      ? `sessionStorage.removeItem('safestats.preview')`
      : `sessionStorage.setItem('safestats.preview', ${JSON.stringify(JSON.stringify({ id: profile, title: profile }))})`;
  await page.evaluate(kept);
  await page.goto(`${SITE.url}${path}`);
  await page.locator('h1').first().waitFor();
  await rested(page, path);
}

describe('what a query comes to where it is not simply a number,', () => {
  it('says that no records match, and leads to the filters', async () => {
    await go(page, '/?d=mps-crime&v=table&f.transport_place=TRAMLINK');
    await look('nothing-matches', 'Change the filters', '#panel-category');
  });

  it('says what was not supplied, and leads to the period', async () => {
    await go(page, '/?d=mps-crime&v=table&from=2010-01&to=2010-12');
    await look('not-supplied', 'Change the period', '#panel-period');
  });

  it('says what is too large, and leads to the groups', async () => {
    const back = await answering(ended({ state: 'succeeded', rowCount: MOST_GROUPS + 1, elapsedMs: 900 }));
    await go(page, '/?d=mps-crime&v=table&g=lsoa.month');
    await focused('.outcome');
    await look('too-large', 'Change the groups', '#panel-grouping');
    await back();
  });

  it('says what took too long, and leads to the period', async () => {
    const back = await answering(ended({ state: 'failed', rowCount: null, elapsedMs: QUERY_TIMEOUT_MS }));
    await go(page, '/?d=mps-crime&v=table&g=ward');
    await focused('.outcome');
    await look('timed-out', 'Change the period', '#panel-period');
    await back();
  });

  it('says what failed with its reference, and asks again', async () => {
    const { statusCode, headers, body } = problemResponse(new Error('made to fail'), () => undefined);
    const { reference } = JSON.parse(body) as { reference: string };
    const back = await answering((route) => route.fulfill({ status: statusCode, headers, body }));
    await go(page, '/?d=mps-crime&v=table&g=quarter');
    await note().getByText(`Reference ${reference}`).waitFor();
    await focused('.outcome');
    await back();
    await look('failed', 'Run it again', null);
    await note().waitFor({ state: 'detached' });
    await page.locator('table.result tbody tr').first().waitFor();
  });

  it('says that there is no connection, in other words than of a failure, and asks again', async () => {
    const back = await answering((route) => route.abort());
    await go(page, '/?d=mps-crime&v=table&g=year');
    await focused('.outcome');
    await back();
    await look('failed', 'Run it again', null);
    await note().waitFor({ state: 'detached' });
  });

  it('says what was cancelled, and asks again', async () => {
    const held: Route[] = [];
    const back = await answering(async (route) => void held.push(route));
    await page.evaluate(
      `history.pushState(null, '', '/?d=mps-crime&v=table&g=month'), dispatchEvent(new PopStateEvent('popstate'))`,
    );
    await page.getByRole('region', { name: 'Progress' }).getByRole('button', { name: 'Cancel' }).click();
    await back();
    await Promise.all(held.map((route) => route.abort().catch(() => undefined)));
    await focused('.outcome');
    await look('cancelled', 'Run it again', null);
    await note().waitFor({ state: 'detached' });
    await page.locator('table.result tbody tr').first().waitFor();
  });

  it('says what is suppressed, and leads to the period', async () => {
    const asked = `/?d=colp-crime&v=table&from=${SOME_MONTH}&to=${SOME_MONTH}`;
    await through('borough-counts', `${asked}&g=borough`);
    const small = page.locator('tr:has(td[data-value=c]) th[data-key]').first();
    await go(page, `${asked}&a=${await small.getAttribute('data-key')}`);
    await look('suppressed', 'Change the period', '#panel-period');
  });

  it('says what is hidden by the profile, and leads to the query', async () => {
    await through(null, '/account');
    await putCamdenOnly();
    await through(PROFILE, `/?d=mps-crime&v=table&a=${HACKNEY}`);
    await look('hidden', 'Change the query', '#panel-datasets');
    await through(null, '/account');
    const token = await tokenOf(page);
    const { etag } = await call<{ etag: string }>(token, 'GET', `/profiles/${PROFILE}`);
    await call(token, 'POST', `/profiles/${PROFILE}/retirement`, undefined, etag);
  });

  it('tells all nine apart, by title and by text', () => {
    expect(said.size).toBe(9);
    expect(new Set([...said.values()].map(([title]) => title)).size).toBe(9);
    expect(new Set([...said.values()].map(([, text]) => text)).size).toBe(9);
  });
});

/** A profile of Camden's recorded crime, which takes two Super Admins. */
async function putCamdenOnly(): Promise<void> {
  const spec = {
    id: PROFILE,
    title: 'Camden only, of the states',
    description: '',
    datasets: {
      'mps-crime': {
        fields: ['category'],
        rowRule: { column: 'borough_demo', in: [CAMDEN] },
        precision: { exact: false, cell: null, levels: ['borough', 'ward'] },
        kind: 'records',
        download: true,
        minimumCount: 1,
        rounding: 1,
      },
    },
  };
  const token = await tokenOf(page);
  const put = { method: 'PUT', path: `/profiles/${PROFILE}` };
  const { change } = await call<{ change: { id: string } }>(token, put.method, put.path, spec, '"0"');
  const second = await (await browser.newContext()).newPage();
  await signIn(second, '/account', 'approver@safestats.local');
  await call(await tokenOf(second), 'POST', `/profile-changes/${change.id}/approval`);
  await second.context().close();
}
