import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, openBrowser, SITE, settled, signIn, tokenOf, violationsOf, watch } from './browser.ts';
import { madeSample } from './made-sample.ts';

const REPORT = 'test/report';
const ID = `lfb-incidents-${Date.now().toString(36)}`;
const TITLE = `Fire brigade incidents ${ID.slice(-4)}`;

let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  complaints.length = 0;
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  watch(page, complaints);
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

const shot = (name: string) =>
  page.screenshot({ path: `${REPORT}/admin-catalogue-${name}.png`, fullPage: true });
const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function api<Body>(method: string, path: string, body?: unknown, etag?: string): Promise<Body> {
  return call(await tokenOf(page), method, path, body, etag);
}

async function deliver(name: string, text: string): Promise<void> {
  await page.goto(`${SITE.url}/deliveries`);
  await page.getByRole('heading', { name: 'Send a file' }).waitFor();
  await page.locator('form').getByLabel('Dataset', { exact: true }).selectOption(ID);
  await page.locator('input[type=file]').setInputFiles(file(name, text));
  await page.getByRole('button', { name: 'Send file' }).click();
  await page.locator('tr', { hasText: name }).getByText('Published').waitFor({ timeout: 60_000 });
}

describe('administration of the catalogue', () => {
  it('adds a dataset from a sample, says what is wrong at its field, and saves it', async () => {
    await signIn(page, '/admin/datasets', 'super-admin@safestats.local');
    await page.getByRole('link', { name: 'Add a dataset' }).click();
    await page.locator('input[type=file]').setInputFiles(file('lfb-2026.csv', madeSample(400)));
    await page.getByLabel('Agency (optional)').fill('lfb');
    await page.getByLabel('Identifier (optional)').fill(ID);
    await page.getByRole('button', { name: 'Propose its fields' }).click();
    await page.getByRole('heading', { name: 'Fields', exact: true }).waitFor();
    await shot('proposal');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('Title', { exact: true }).fill('');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
    await shot('faults');
    expect(await violationsOf(page)).toEqual([]);
    await page.locator('.fault-summary .link').first().click();
    await page.getByLabel('Title', { exact: true }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type(TITLE);
    await page.getByLabel('One record is one…').fill('incident');
    await page.getByLabel('Several are…').fill('incidents');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Checked: nothing is wrong.').waitFor();
    await page.getByRole('button', { name: 'Add the dataset' }).click();
    await page.getByRole('heading', { name: 'Status' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/admin/datasets/${ID}`);
    await page.getByRole('link', { name: 'Datasets', exact: true }).first().click();
    await page.getByRole('link', { name: TITLE, exact: true }).waitFor();
  });

  it('takes a delivery of it, and shows it in the explorer once a profile does', async () => {
    await signIn(page, '/deliveries', 'super-admin@safestats.local');
    await deliver(`lfb-2026-a-${ID}.csv`, madeSample(400));
    const { definition } = await api<{ definition: { fields: readonly { name: string; role: string }[] } }>(
      'GET',
      `/datasets/${ID}/definition`,
    );
    const profile = `fire-${ID}`.slice(0, 40);
    const spec = {
      id: profile,
      title: 'Fire records',
      description: 'Made by a test.',
      datasets: {
        [ID]: {
          fields: definition.fields.filter(({ role }) => role !== 'internal').map(({ name }) => name),
          rowRule: null,
          precision: { exact: true, cell: 9, levels: [] },
          kind: 'records',
          download: true,
          minimumCount: 1,
          rounding: 1,
        },
      },
    };
    await api('PUT', `/profiles/${profile}`, spec, '"0"');
    const { items } = await api<{ items: readonly { id: string; profile: { id: string } }[] }>(
      'GET',
      '/profile-changes',
    );
    const change = items.find((item) => item.profile.id === profile);
    const second = await browser.newContext();
    const approver = await second.newPage();
    await signIn(approver, '/admin/datasets', 'approver@safestats.local');
    await call(await tokenOf(approver), 'POST', `/profile-changes/${change?.id}/approval`);
    await second.close();
    await page.evaluate(
      `sessionStorage.setItem('safestats.preview', ${JSON.stringify(JSON.stringify({ id: profile, title: 'Fire records' }))})`,
    );
    await page.goto(`${SITE.url}/?d=${ID}`);
    await settled(page);
    expect(await page.locator('.kpi-value').first().innerText()).toBe('400');
    await shot('explored');
  });

  it('amends it: a renamed column, a new field and a hidden one, told before they are saved', async () => {
    await signIn(page, `/admin/datasets/${ID}`, 'super-admin@safestats.local');
    await page.getByRole('button', { name: 'The file has changed' }).click();
    await page.getByLabel('A column has another name').selectOption('Incident Group');
    await page.getByLabel('New name of Incident Group').fill('Group');
    await page.getByLabel('Columns that came, at the end, one a line').fill('Property');
    await page.getByRole('button', { name: 'Add this layout' }).click();
    await page.getByRole('button', { name: 'Add a field' }).click();
    const form = page.locator('.field-form');
    await form.getByLabel('Label', { exact: true }).fill('Property');
    await form.getByLabel('Name', { exact: true }).fill('property');
    await form.getByLabel(/^Column in layout_2/).selectOption('Property');
    await form.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: /^Edit Pumps/ }).click();
    await page.getByLabel('Shown', { exact: true }).selectOption('both');
    await page.getByRole('button', { name: 'Done' }).click();
    const changes = await page.locator('.changes li').allInnerTexts();
    expect(changes.join(' ')).toMatch(/“Property” is new.*“Pumps” is taken out of.*“layout_2” is new/);
    await shot('amended');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save the changes' }).click();
    await page.locator('.notice-good', { hasText: 'Saved as version 2.' }).waitFor();
    await deliver(`lfb-2026-b-${ID}.csv`, madeSample(100, { group: 'Group', more: 'Property' }));
  });

  it('tells in words why an amendment is refused', async () => {
    await signIn(page, '/admin/datasets', 'super-admin@safestats.local');
    const { definition, etag } = await api<{ definition: { fields: unknown[] }; etag: string }>(
      'GET',
      `/datasets/${ID}/definition`,
    );
    const response = await context.request.put(`${SITE.url}/v1/datasets/${ID}/definition`, {
      headers: { authorization: await tokenOf(page), 'if-match': etag },
      data: { ...definition, timePrecision: 'year' },
    });
    expect(response.ok()).toBe(false);
  });

  it('retires it and brings it back', async () => {
    await signIn(page, `/admin/datasets/${ID}`, 'super-admin@safestats.local');
    await page.getByRole('button', { name: 'Retire this dataset' }).click();
    await page.getByRole('button', { name: 'Retire it' }).click();
    await page.locator('.status-card .tag', { hasText: 'Retired' }).waitFor();
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await page.locator('.status-card .tag', { hasText: 'In use' }).waitFor();
  });

  it('keeps a lookup table from a pasted one to the dataset that joins it', async () => {
    await signIn(page, '/admin/lookups', 'super-admin@safestats.local');
    await page.getByRole('link', { name: 'Add a table' }).click();
    await page.getByLabel('Title').fill(`Fire groups ${ID}`);
    await page
      .locator('input[type=file]')
      .setInputFiles(file('groups.csv', 'Code,Kind\nFire,Emergency\nFalse Alarm,No emergency\n'));
    await page.getByText('2 rows taken.').waitFor();
    await shot('lookup');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add the table' }).click();
    await page.getByText('No dataset joins it.').waitFor();
    await page.goto(`${SITE.url}/admin/datasets/${ID}`);
    await page.getByRole('button', { name: 'Join a lookup table' }).click();
    await page.getByLabel('Look in').selectOption({ label: `Fire groups ${ID}` });
    await page.getByRole('button', { name: 'Save the changes' }).click();
    await page.locator('.notice-good', { hasText: 'Saved as version' }).waitFor();
    await page.goto(`${SITE.url}/admin/lookups`);
    await page.getByRole('link', { name: ID, exact: true }).waitFor();
  });

  it('takes a reference table that rates are divided by, says what is wrong with one, and deletes it', async () => {
    await signIn(page, '/admin/references', 'super-admin@safestats.local');
    await page.getByRole('rowheader', { name: /^population/ }).waitFor();
    const send = async (text: string) => {
      await page.locator('input[type=file]').setInputFiles(file('jobs.csv', text));
      await page.getByLabel('Name', { exact: true }).fill(`jobs_${ID}`);
      await page.getByLabel('Source').fill('A survey of work');
      await page.getByRole('button', { name: 'Add the table' }).click();
    };
    await send('Code,2021_Jobs\nE09000007,many\n');
    await page.locator('.fault-summary').filter({ hasText: 'is not a count' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await send('Code,2021_Jobs\nE09000007,360000\nE09000099,5\n');
    await page
      .locator('.notice-good', { hasText: '2 areas, 2021. The code E09000099 is not of the level Borough' })
      .waitFor();
    await shot('references');
    await page.getByRole('button', { name: /^Delete jobs_/ }).click();
    await page.getByRole('button', { name: /^Delete jobs_/ }).click();
    await page.locator('.notice-good', { hasText: 'is deleted' }).waitFor();
  });

  it('lists geographies and says what is wrong with a file of boundaries', { timeout: 200_000 }, async () => {
    await signIn(page, '/admin/geographies', 'super-admin@safestats.local');
    await page.getByRole('cell', { name: '33' }).first().waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'areas.geojson',
      mimeType: 'application/geo+json',
      buffer: Buffer.from('{"type":"FeatureCollection","features":[]}'),
    });
    await page.getByLabel('Level').fill('station');
    await page.getByLabel('Vintage').fill('2026');
    await page.getByRole('button', { name: 'Import' }).click();
    const answer = page.locator('.notice-error, .state-error').first();
    await answer.waitFor({ timeout: 150_000 });
    expect(await answer.innerText()).toContain('has no feature');
    await shot('geography');
    expect(await violationsOf(page)).toEqual([]);
  });

  it('fits a phone and a wide screen', async () => {
    await signIn(page, '/admin/datasets', 'super-admin@safestats.local');
    for (const width of [390, 1920])
      for (const path of [
        '/admin/datasets',
        `/admin/datasets/${ID}`,
        '/admin/lookups',
        '/admin/geographies',
      ]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${SITE.url}${path}`);
        await page.locator('main .card').first().waitFor();
        await page.locator('.skeleton').first().waitFor({ state: 'detached' });
        const over = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect([path, width, over]).toEqual([path, width, 0]);
        await shot(`${width}${path.replaceAll('/', '-').replace(ID, 'one')}`);
      }
  });
});
