import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, SITE, signIn, signInAs, violationsOf, watch } from './browser.ts';

const REPORT = 'test/report';
const PASSWORD = 'a long enough password';
const ORG_ADMIN = 'org-admin@safestats.local';

let browser: Browser;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

async function newPage(width = 1440): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 900 } });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  watch(page, complaints);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: `${REPORT}/admin-${name}.png` });
  expect(await violationsOf(page), name).toEqual([]);
  const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  expect(wider, `${name} is wider than the window`).toBeLessThanOrEqual(0);
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

describe('people, administered in the browser', () => {
  it('lets in who was invited, with the role and profile of the invitation', async () => {
    const admin = await newPage();
    await signIn(admin, '/admin/people', ORG_ADMIN);
    await admin.getByRole('button', { name: 'Invite somebody' }).click();
    await admin.getByLabel('E-mail', { exact: true }).fill('ines.invited@met.example');
    await admin.getByLabel('Profile', { exact: true }).selectOption({ label: 'All records' });
    await picture(admin, 'invite');
    await admin.getByRole('button', { name: 'Make the invitation' }).click();
    const link = await admin.getByLabel('Link', { exact: true }).inputValue();
    await picture(admin, 'invitation-link');
    await admin.getByRole('button', { name: 'Done' }).click();
    await admin.getByRole('heading', { name: 'Open invitations' }).waitFor();
    await admin.getByRole('rowheader', { name: 'ines.invited@met.example' }).waitFor();

    const guest = await newPage();
    await guest.goto(link);
    await guest.locator('#name').fill('Ines Invited');
    await guest.locator('#next').fill(PASSWORD);
    await guest.locator('#again').fill(PASSWORD);
    await guest.getByRole('button', { name: 'Make my account' }).click();
    await guest.getByRole('heading', { name: 'Your account is made' }).waitFor();
    await signInAs(guest, 'ines.invited@met.example', PASSWORD);
    await guest.locator('.workspace').waitFor();
    await guest.goto(link);
    await guest.getByRole('heading', { name: 'This invitation cannot be used' }).waitFor();

    await admin.reload();
    const row = admin.getByRole('row', { name: /Ines Invited/ });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/Analyst[\s\S]*All records[\s\S]*Active/);
    await picture(admin, 'people');
  });

  it('lets in who asked once approved, and out at once when disabled', async () => {
    const person = await newPage();
    await person.goto(SITE.url);
    await person.getByRole('link', { name: 'Ask for one' }).click();
    await person.locator('#name').fill('Petra Pending');
    await person.locator('#email').fill('petra.pending@metropolitan-police.example');
    await person.locator('#next').fill(PASSWORD);
    await person.locator('#again').fill(PASSWORD);
    await person.getByRole('button', { name: 'Ask for an account' }).click();
    await person.getByRole('heading', { name: 'Your request has been sent' }).waitFor();
    await signInAs(person, 'petra.pending@metropolitan-police.example', PASSWORD);
    await person.getByRole('heading', { name: 'Your account waits for approval' }).waitFor();
    await picture(person, 'pending-account');

    const admin = await newPage();
    await signIn(admin, '/admin/people', ORG_ADMIN);
    await admin.getByRole('heading', { name: /Waiting for approval/ }).waitFor();
    await picture(admin, 'pending-people');
    await admin.getByRole('button', { name: 'Decide on Petra Pending' }).click();
    await admin.getByLabel('Profile', { exact: true }).selectOption({ label: 'All records' });
    await picture(admin, 'approve');
    await admin.getByRole('button', { name: 'Approve' }).click();
    await admin.getByText('Petra Pending is approved.').waitFor();
    await person.getByRole('button', { name: 'Look again' }).click();
    await person.locator('.workspace').waitFor();

    await admin.getByRole('button', { name: 'Petra Pending', exact: true }).click();
    await admin.getByLabel('Why').fill('left the service');
    await picture(admin, 'disable');
    await admin.getByRole('button', { name: 'Disable', exact: true }).click();
    await admin.getByText('Petra Pending is disabled and out.').waitFor();
    await person.goto(`${SITE.url}/catalogue`);
    await person.locator('#email, h1').first().waitFor();
    expect(await person.locator('.workspace, .side-nav').count()).toBe(0);
  });

  it('says in words why the last administrator stays, and that somebody else was quicker', async () => {
    const admin = await newPage();
    await signIn(admin, '/admin/people', ORG_ADMIN);
    await admin.getByRole('button', { name: 'Olivia Byrne' }).click();
    await admin.getByRole('checkbox', { name: /^Administrator/ }).uncheck();
    await admin.getByRole('checkbox', { name: /^Analyst/ }).check();
    await admin.getByRole('button', { name: 'Save' }).click();
    const refusal = admin.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.innerText()).toMatch(/the last active administrator of an organisation/);
    await picture(admin, 'last-administrator');
    await admin.keyboard.press('Escape');
    expect(await admin.evaluate('document.activeElement.textContent')).toBe('Olivia Byrne');

    const other = await newPage();
    await signIn(other, '/admin/people', 'super-admin@safestats.local');
    for (const page of [admin, other]) {
      await page.getByRole('button', { name: 'Sanjay Rao' }).click();
      await page.getByLabel('Profile', { exact: true }).selectOption({ label: 'All records' });
    }
    await other.getByRole('button', { name: 'Save' }).click();
    await other.getByText('Sanjay Rao is saved.').waitFor();
    await admin.getByRole('button', { name: 'Save' }).click();
    await admin.getByRole('button', { name: 'Load it again' }).waitFor();
    await picture(admin, 'conflict');
    await admin.getByRole('button', { name: 'Load it again' }).click();
    await admin.getByRole('alert').waitFor({ state: 'detached' });
    expect(await admin.getByLabel('Profile', { exact: true }).inputValue()).toBe('all-records');
  });

  it('adds an organisation, grants it a profile until a day and takes it back', async () => {
    const admin = await newPage();
    await signIn(admin, '/admin/organisations', 'super-admin@safestats.local');
    await admin.getByRole('button', { name: 'Add an organisation' }).click();
    await admin.getByLabel('Name').fill('Borough of Camden');
    await admin.getByLabel('E-mail domains').fill('camden.example');
    expect(await admin.getByLabel('Identifier').inputValue()).toBe('borough-of-camden');
    await admin.getByRole('button', { name: 'Add', exact: true }).click();
    await admin.getByText('Borough of Camden is saved.').waitFor();
    await admin.getByRole('button', { name: 'Borough of Camden' }).click();
    await admin.getByLabel('Grant or change').selectOption({ label: 'All records' });
    await admin.getByLabel('Until (last day)').fill('2031-03-31');
    await admin.getByRole('button', { name: 'Grant', exact: true }).click();
    await admin.getByText('until 31 Mar 2031').waitFor();
    await picture(admin, 'organisation');
    await admin.getByRole('button', { name: 'Take back All records' }).click();
    await admin.getByRole('button', { name: 'Yes, its people lose it at once' }).click();
    await admin.getByText('None: its people see no records.').waitFor();
  });

  it('refuses the pages of administration to an analyst in words, and shows them their account', async () => {
    const analyst = await newPage(390);
    await signIn(analyst, '/admin/people', 'analyst@safestats.local');
    await analyst.getByRole('heading', { name: 'This page is not yours to see' }).waitFor();
    await analyst.goto(`${SITE.url}/account`);
    await analyst.getByRole('heading', { name: 'What you may see' }).waitFor();
    await analyst.locator('.access-dataset').first().waitFor();
    await analyst.getByLabel('Telephone', { exact: true }).fill('020 7946 0001');
    await analyst.getByLabel(/Show my e-mail address/).check();
    await analyst.getByRole('button', { name: 'Save' }).click();
    await analyst.getByText('Saved.').waitFor();
    await picture(analyst, 'account-390');
  });

  it('keeps what is written on the page when the session ends, and goes on after signing in in a window', async () => {
    const admin = await newPage();
    await signIn(admin, '/admin/people', ORG_ADMIN);
    await admin.getByRole('button', { name: 'Invite somebody' }).click();
    await admin.getByLabel('E-mail', { exact: true }).fill('kept@met.example');
    await admin.context().clearCookies();
    await admin.route('**/oidc/token', (route) =>
      route.fulfill({ status: 400, body: '{"error":"invalid_grant"}' }),
    );
    await admin.route('**/v1/**', (route) =>
      route.fulfill({ status: 401, body: '{"code":"UNAUTHENTICATED"}' }),
    );
    await admin.getByRole('button', { name: 'Make the invitation' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByText('Your session has ended. What is on this page is kept.').waitFor();
    await admin.unroute('**/oidc/token');
    await admin.unroute('**/v1/**');
    await picture(admin, 'session-ended');
    const [window] = await Promise.all([
      admin.waitForEvent('popup'),
      dialog.getByRole('button', { name: 'Sign in again' }).click(),
    ]);
    await window.locator('#email').fill(ORG_ADMIN);
    await window.locator('#password').fill(SITE.password);
    await window.getByRole('button', { name: 'Sign in' }).click();
    await dialog.getByRole('button', { name: 'Sign in again' }).waitFor({ state: 'detached' });
    expect(await admin.getByLabel('E-mail', { exact: true }).inputValue()).toBe('kept@met.example');
    await admin.getByRole('button', { name: 'Make the invitation' }).click();
    await admin.getByLabel('Link', { exact: true }).waitFor();
  });
});
