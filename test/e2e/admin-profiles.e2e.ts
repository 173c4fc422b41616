import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, SITE, settled, signIn, violationsOf, watch } from './browser.ts';

const REPORT = 'test/report';
const FIRST = 'super-admin@safestats.local';
const SECOND = 'approver@safestats.local';

let browser: Browser;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

async function newPage(width = 1440): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 900 } });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  watch(page, complaints);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: `${REPORT}/admin-${name}.png`, fullPage: true });
  expect(await violationsOf(page), name).toEqual([]);
  const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  expect(wider, `${name} is wider than the window`).toBeLessThanOrEqual(0);
}

/** Adds the dataset of recorded crime to the profile on the page: one borough, three fields, wards, records. */
async function writeCamden(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Metropolitan Police recorded crime' }).click();
  const card = page.locator('#dataset-mps-crime');
  await card.getByRole('radio', { name: /^Records/ }).check();
  await card.getByRole('button', { name: 'Ward', exact: true }).click();
  await card.getByRole('button', { name: 'Only some records' }).click();
  await card.getByLabel('Column').selectOption({ label: 'Borough (demo)' });
  await card.getByPlaceholder('Find one of 33').fill('camd');
  await card.getByRole('checkbox', { name: 'Camden' }).check();
  await card.getByPlaceholder('Find a field').fill('type');
  await card.getByRole('checkbox', { name: /^Crime type/ }).check();
}

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(() => {
  complaints.length = 0;
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  expect(complaints).toEqual([]);
});

describe('profiles, administered in the browser', () => {
  it('puts a new profile in force once a second Super Admin has approved it, and a narrower version at once', async () => {
    const first = await newPage();
    await signIn(first, '/admin/profiles/new', FIRST);
    await first.getByLabel('Title').fill('Camden street crime');
    expect(await first.getByLabel('Identifier').inputValue()).toBe('camden-street-crime');
    await first.getByLabel('Description').fill('For the community safety partnership of Camden.');
    await writeCamden(first);
    expect(await first.locator('.rule-said').innerText()).toContain('borough is Camden');
    await first.getByRole('button', { name: 'Check what it shows' }).click();
    await first.getByRole('heading', { name: 'Records let through' }).waitFor();
    const [, passes = '', records = ''] =
      /([\d,]+) of ([\d,]+)/.exec(await first.locator('.passes').innerText()) ?? [];
    const number = (text: string) => Number(text.replaceAll(',', ''));
    expect(number(passes)).toBeGreaterThan(0);
    expect(number(passes)).toBeLessThan(number(records));
    await picture(first, 'profile-new');
    await first.getByRole('button', { name: 'Save the profile' }).click();
    await first.getByText(/waits for approval by a second Super Admin/).waitFor();
    await first.getByRole('link', { name: 'Approvals' }).last().click();
    await first.getByText('You proposed it, so that another Super Admin has to approve it.').waitFor();
    expect(await first.getByRole('button', { name: /^Approve/ }).count()).toBe(0);

    const second = await newPage();
    await signIn(second, '/admin/approvals', SECOND);
    await second.getByRole('button', { name: 'Approve Camden street crime' }).waitFor();
    await picture(second, 'approvals');
    await second.getByRole('button', { name: 'Approve Camden street crime' }).click();
    await second.getByText('“Camden street crime” is in force.').waitFor();

    await first.goto(`${SITE.url}/admin/profiles/camden-street-crime`);
    await first.getByText('Version 1').waitFor();
    const card = first.locator('#dataset-mps-crime');
    await card.getByLabel('Minimum count').fill('10');
    await first.getByRole('button', { name: 'Check what it shows' }).click();
    await first.getByText('Shows less', { exact: true }).waitFor();
    await first.getByRole('button', { name: 'Save the profile' }).click();
    await first.getByText('Version 2').waitFor();
    await first.getByText('Saved. It is in force.').waitFor();
    await first.getByRole('button', { name: 'Versions' }).click();
    await first.getByRole('link', { name: 'Version 1' }).click();
    await first.getByText('Versions are never changed.').waitFor();
    expect(await first.locator('main table').innerText()).toContain('Camden');
    await picture(first, 'profile-version');
  });

  it('shows a widening before and after to the second Super Admin, who may refuse it', async () => {
    const first = await newPage();
    await signIn(first, '/admin/profiles/camden-street-crime', FIRST);
    const card = first.locator('#dataset-mps-crime');
    await card.getByRole('checkbox', { name: /^Last outcome/ }).check();
    await card.getByRole('button', { name: 'LSOA', exact: true }).click();
    await first.getByRole('button', { name: 'Check what it shows' }).click();
    await first.getByText('Shows more', { exact: true }).waitFor();
    await first.getByText('A second Super Admin has to approve it before it is in force.').waitFor();
    await picture(first, 'profile-wider');
    await first.getByRole('button', { name: 'Save the profile' }).click();
    await first.getByText(/waits for approval by a second Super Admin/).waitFor();

    const second = await newPage();
    await signIn(second, '/admin/approvals', SECOND);
    const table = second.getByRole('region', { name: /Differences/ });
    await table.waitFor();
    expect(await table.innerText()).toMatch(/Fields[\s\S]*outcome/);
    expect(await table.innerText()).toMatch(/Place[\s\S]*lsoa/);
    await picture(second, 'approval-wider');
    await second.getByRole('button', { name: 'Refuse Camden street crime' }).click();
    await second.getByText('Nothing waits.').waitFor();
  });

  it('says what is still missing in a rule, at its dataset', async () => {
    const first = await newPage(390);
    await signIn(first, '/admin/profiles/camden-street-crime', FIRST);
    await first.getByRole('button', { name: 'Add a condition' }).click();
    await first.getByRole('button', { name: 'Check what it shows' }).click();
    await first
      .getByRole('alert')
      .getByText(/choose at least one value|write a month/)
      .waitFor();
    await picture(first, 'profile-390');
  });

  it('looks through a profile, says so on every page, and leaves it', async () => {
    const first = await newPage();
    await signIn(first, '/admin/profiles/camden-street-crime', FIRST);
    const asked: (string | undefined)[] = [];
    first.on('request', (request) => {
      if (request.url().includes('/v1/queries')) asked.push(request.headers()['x-preview-profile']);
    });
    await first.getByRole('button', { name: 'Preview Camden street crime' }).click();
    const banner = first.getByRole('region', { name: 'Preview' });
    await banner.getByText('Camden street crime').waitFor();
    await first.locator('.workspace').waitFor();
    expect(await first.locator('.panel input[type=checkbox][name]').count()).toBeLessThanOrEqual(1);
    await settled(first);
    await first.screenshot({ path: `${REPORT}/admin-preview.png` });
    expect(await violationsOf(first)).toEqual([]);
    await first.getByRole('link', { name: 'Data catalogue' }).click();
    await first.locator('.side-nav a').first().waitFor();
    expect(await first.locator('.side-nav a').allInnerTexts()).toEqual([
      'Metropolitan Police recorded crime',
    ]);
    expect(await banner.count()).toBe(1);
    await banner.getByRole('button', { name: 'Leave the preview' }).click();
    await first.locator('.side-nav a').nth(1).waitFor();
    expect(await banner.count()).toBe(0);
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked)).toEqual(new Set(['camden-street-crime']));
  });

  it('stops a profile for everybody after a reason and a second press, and releases it', async () => {
    const analyst = await newPage();
    await signIn(analyst, '/account', 'analyst@safestats.local');
    await analyst.locator('.access-dataset').first().waitFor();
    const first = await newPage();
    await signIn(first, '/admin/stops', FIRST);
    await first.getByRole('radio', { name: /^One profile/ }).check();
    await first.getByLabel('Profile', { exact: true }).selectOption({ label: 'All records' });
    await first.getByLabel('Why').fill('records shown by mistake');
    await first.getByRole('button', { name: 'Stop', exact: true }).click();
    await picture(first, 'stop-confirm');
    await first.getByRole('button', { name: 'Yes, stop it' }).click();
    await first.getByText('All records is stopped.').waitFor();
    await first.getByText('records shown by mistake').waitFor();
    await picture(first, 'stops');
    await analyst.reload();
    await analyst.locator('.notice-error, .state-error').first().waitFor();
    await analyst.screenshot({ path: `${REPORT}/admin-stopped-account.png` });
    await first.getByRole('button', { name: 'Release All records' }).click();
    await first.getByRole('button', { name: 'Yes, release' }).click();
    await first.getByText('Nothing is stopped.').waitFor();
  });

  it('tells why something cannot be seen and whom to ask, alike for what is hidden and what does not exist', async () => {
    const analyst = await newPage();
    await signIn(analyst, '/', 'analyst@safestats.local');
    await analyst.getByRole('button', { name: 'Something missing? Find out why' }).click();
    const answers: string[] = [];
    for (const dataset of ['nhs-admissions', 'no-such-thing']) {
      await analyst.getByLabel('Identifier of the dataset').fill(dataset);
      await analyst.getByRole('button', { name: 'Find out', exact: true }).click();
      const answer = analyst.locator('.why-answer');
      await answer.waitFor();
      answers.push(await answer.innerText());
    }
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toMatch(/shows no dataset of this name/);
    await analyst.screenshot({ path: `${REPORT}/admin-why.png` });
    expect(await violationsOf(analyst)).toEqual([]);
  });

  it('offers an organisation’s administrator the granted profiles to look through', async () => {
    const admin = await newPage(1920);
    await signIn(admin, '/admin/profiles', 'org-admin@safestats.local');
    await admin.getByText('Granted to Metropolitan Police Service.').waitFor();
    await admin.getByRole('button', { name: 'Preview All records' }).waitFor();
    await picture(admin, 'granted-1920');
  });
});
