import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rested } from './appearance.ts';
import {
  accept,
  call,
  openBrowser,
  SITE,
  settled,
  signIn,
  signInAs,
  tokenOf,
  violationsOf,
  watch,
} from './browser.ts';

const REPORT = 'test/report';
const PASSWORD = 'a long enough password';
const MINUTE_MS = 60_000;
const CAMDEN = 'E09000007';

type Made = { readonly link: string };
type Definition = { readonly definition: Readonly<Record<string, unknown>>; readonly etag: string };

let browser: Browser;
let admin: Page;
let adminToken: string;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  contexts.push(context);
  return watched(await context.newPage());
}

function watched(page: Page): Page {
  page.setDefaultTimeout(45_000);
  watch(page, complaints);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: `${REPORT}/admin-${name}.png` });
  expect(await violationsOf(page), name).toEqual([]);
}

/** Somebody with an account and this profile, signed in. */
async function holderOf(profile: string, local: string, path = '/'): Promise<Page> {
  const email = `${local}@metropolitan-police.example`;
  const { link } = await call<Made>(adminToken, 'POST', '/invitations', {
    email,
    organisation: 'metropolitan-police',
    profile,
  });
  const page = await newPage();
  await accept(page, link, `Person ${local}`, PASSWORD);
  await signInAs(page, email, PASSWORD, path);
  return page;
}

/** Puts a profile of Camden's recorded crime in force, which takes two Super Admins. */
async function putCamdenOnly(): Promise<void> {
  const access = {
    fields: ['category'],
    rowRule: { column: 'borough_demo', in: [CAMDEN] },
    precision: { exact: false, cell: null, levels: ['borough', 'ward'] },
    kind: 'records',
    download: true,
    minimumCount: 1,
    rounding: 1,
  };
  const spec = {
    id: 'camden-only',
    title: 'Camden only',
    description: '',
    datasets: { 'mps-crime': access },
  };
  const { change } = await call<{ change: { id: string } }>(
    adminToken,
    'PUT',
    '/profiles/camden-only',
    spec,
    '"0"',
  );
  const second = await newPage();
  await signIn(second, '/account', 'approver@safestats.local');
  await call(await tokenOf(second), 'POST', `/profile-changes/${change.id}/approval`);
}

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  admin = watched(await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage());
  await signIn(admin, '/admin', 'super-admin@safestats.local');
  adminToken = await tokenOf(admin);
});
afterAll(() => browser.close());
beforeEach(() => {
  complaints.length = 0;
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  expect(complaints).toEqual([]);
});

describe('who is let in, and what they hold', () => {
  it('shows who holds counts by borough just these, without an export', async () => {
    const holder = await holderOf('borough-counts', 'clara.counts', '/?d=mps-stop-search');
    await settled(holder);
    await holder.getByRole('note').getByText('Your profile gives counts only.').waitFor();
    await holder.getByRole('button', { name: 'No export' }).waitFor();
    await holder.getByText(', the largest number that is shown').waitFor();
    expect(await holder.getByRole('region', { name: 'Preview' }).count()).toBe(0);
    await picture(holder, 'counts-held');
  });

  it('refuses the old token of who is disabled within a minute, and lets them in again afterwards', async () => {
    const person = await holderOf('all-records', 'dora.disabled', '/account');
    const token = await tokenOf(person);
    await admin.goto(`${SITE.url}/admin/people`);
    await admin.getByRole('button', { name: 'Person dora.disabled', exact: true }).click();
    await admin.getByLabel('Why').fill('left');
    await admin.getByRole('button', { name: 'Disable', exact: true }).click();
    await admin.getByText('Person dora.disabled is disabled and out.').waitFor();
    const refused = Date.now() + MINUTE_MS;
    const status = async () =>
      (await fetch(`${SITE.url}/v1/datasets`, { headers: { authorization: token } })).status;
    while (![401, 403].includes(await status()) && Date.now() < refused)
      await new Promise((resolve) => setTimeout(resolve, 500));
    expect([401, 403]).toContain(await status());
    await admin.getByRole('button', { name: 'Person dora.disabled', exact: true }).click();
    await admin.getByRole('button', { name: 'Let them back in' }).click();
    await admin.getByText('Person dora.disabled is back.').waitFor();
    await signInAs(await newPage(), 'dora.disabled@metropolitan-police.example', PASSWORD, '/account');
    expect([401, 403]).toContain(await status());
  });

  it('transfers a person, who then waits where they came to, without what they had, until rejected', async () => {
    const person = await holderOf('all-records', 'tom.transfer', '/account');
    await admin.goto(`${SITE.url}/admin/people`);
    await admin.getByRole('button', { name: 'Person tom.transfer', exact: true }).click();
    await admin.getByLabel('To', { exact: true }).selectOption({ index: 1 });
    await admin.getByRole('button', { name: 'Transfer', exact: true }).click();
    await admin.getByText(/^Person tom.transfer now waits for approval at/).waitFor();
    await person.reload();
    await person.locator('#email, h1').first().waitFor();
    await person.goto(SITE.url);
    await signInAs(person, 'tom.transfer@metropolitan-police.example', PASSWORD).catch(() => undefined);
    await person.getByRole('heading', { name: 'Your account waits for approval' }).waitFor();
    await admin.getByRole('button', { name: 'Decide on Person tom.transfer' }).click();
    await picture(admin, 'reject');
    await admin.getByRole('button', { name: 'Reject' }).click();
    await admin.getByText('Person tom.transfer is rejected.').waitFor();
    await admin.getByRole('row', { name: /Person tom.transfer.*Disabled/ }).waitFor();
  });

  it('lets nobody in by an invitation that was withdrawn', async () => {
    const email = 'wanda.withdrawn@metropolitan-police.example';
    const { link } = await call<Made>(adminToken, 'POST', '/invitations', {
      email,
      organisation: 'metropolitan-police',
    });
    await admin.goto(`${SITE.url}/admin/people`);
    await admin.getByRole('button', { name: `Withdraw the invitation for ${email}` }).click();
    await admin.getByText(`The invitation for ${email} is withdrawn.`).waitFor();
    const guest = await newPage();
    await guest.goto(link);
    await guest.getByRole('heading', { name: 'This invitation cannot be used' }).waitFor();
  });

  it('begins for an auditor at the search of the audit, and for a supplier at the use of their data', async () => {
    const auditor = await newPage();
    await signIn(auditor, '/admin', 'auditor@safestats.local');
    await auditor.waitForURL('**/admin/audit');
    await auditor.getByRole('link', { name: 'Approvals' }).click();
    await auditor.getByRole('heading', { name: 'Approvals' }).waitFor();
    await auditor.getByText('Nothing waits.').waitFor();
    const supplier = await newPage();
    await signIn(supplier, '/admin', 'supplier@safestats.local');
    await supplier.waitForURL('**/admin/use');
    await supplier.route('**/assets/trail-page*.js', (route) => route.fulfill({ status: 404 }));
    const pages = supplier.getByRole('navigation', { name: 'Administration' });
    await pages.getByRole('link', { name: 'My trail' }).click();
    await supplier.getByRole('heading', { name: 'This page could not be opened' }).waitFor();
    await supplier.unroute('**/assets/trail-page*.js');
    await supplier.getByRole('button', { name: 'Reload' }).click();
    await supplier.getByRole('heading', { name: 'My trail' }).waitFor();
  });
});

describe('what stands in the way of numbers', () => {
  it('marks what a row rule leaves out as hidden on the map, in the table and in bars, and says so', async () => {
    await putCamdenOnly();
    await admin.evaluate(
      `sessionStorage.setItem('safestats.preview', JSON.stringify({ id: 'camden-only', title: 'Camden only' }))`,
    );
    await admin.goto(`${SITE.url}/?d=mps-crime`);
    await settled(admin);
    await admin
      .getByRole('note')
      .getByText(/your profile shows only records where borough is Camden/)
      .waitFor();
    expect(await admin.locator('h1').innerText()).toMatch(/^Crimes that you may see in London$/);
    const values = await admin.evaluate<[string, string][]>(
      `[...document.querySelectorAll('.map-mirror li')].map((item) => [item.dataset.area, item.dataset.value])`,
    );
    expect(values.filter(([code]) => code !== CAMDEN).every(([, value]) => value === 'h')).toBe(true);
    expect(Number(values.find(([code]) => code === CAMDEN)?.[1])).toBeGreaterThan(0);
    await admin.locator('.legend-others', { hasText: 'Hidden' }).waitFor();
    expect(await admin.locator('.card-rank svg.chart').textContent()).toContain('Hidden');
    await picture(admin, 'row-rule');
    await admin.goto(`${SITE.url}/?d=mps-crime&v=table&g=borough`);
    await settled(admin);
    expect(await admin.locator('td[data-value=h]').count()).toBe(32);
    await admin.locator('.marks-key', { hasText: 'Hidden. Your profile does not show it.' }).waitFor();
    await picture(admin, 'row-rule-table');
    await admin.getByRole('button', { name: 'Leave the preview' }).click();
  });

  it('retires a profile for good, after saying who loses it', async () => {
    await admin.goto(`${SITE.url}/admin/profiles/camden-only`);
    await admin.getByRole('button', { name: 'Retire' }).click();
    await admin.getByText('Nobody has it.').waitFor();
    await picture(admin, 'retire');
    await admin.getByRole('button', { name: 'Yes, retire it' }).click();
    await admin.getByText('Retired', { exact: true }).first().waitFor();
    await admin.getByRole('button', { name: 'Retire', exact: true }).waitFor({ state: 'detached' });
  });

  it('stops a person, a dataset and everything, says so to who looks, and opens each again', async () => {
    const analyst = await newPage();
    await signIn(analyst, '/?d=mps-crime', 'analyst@safestats.local');
    await settled(analyst);
    const kinds = [
      ['person', /^One person/, 'Person', /^Anna Lindqvist/],
      ['dataset', /^One dataset/, 'Dataset', /^Metropolitan Police recorded crime$/],
      ['everything', /^Everything/, null, null],
    ] as const;
    await admin.goto(`${SITE.url}/admin/stops`);
    for (const [kind, radio, label, name] of kinds) {
      await admin.getByRole('radio', { name: radio }).check();
      if (label !== null) {
        const option = admin.getByLabel(label, { exact: true }).locator('option', { hasText: name });
        await option.first().waitFor({ state: 'attached' });
        await admin
          .getByLabel(label, { exact: true })
          .selectOption((await option.first().getAttribute('value')) ?? '');
      }
      await admin.getByLabel('Why').fill(`a test of ${kind}`);
      await admin.getByRole('button', { name: 'Stop', exact: true }).click();
      await admin.getByRole('button', { name: /^Yes, stop/ }).click();
      try {
        await admin.getByText(`a test of ${kind}`, { exact: true }).waitFor();
        await analyst.goto(`${SITE.url}/?d=mps-crime`);
        await analyst
          .locator('#main')
          .getByText(/stopped/i)
          .first()
          .waitFor();
        await analyst.screenshot({ path: `${REPORT}/admin-stopped-${kind}.png` });
        await admin.getByRole('button', { name: /^Release/ }).click();
        await admin.getByRole('button', { name: 'Yes, release' }).click();
        await admin.getByText('Nothing is stopped.').waitFor();
      } finally {
        for (const { kind, id } of (
          await call<{ items: { kind: string; id: string }[] }>(adminToken, 'GET', '/stops')
        ).items)
          await call(adminToken, 'DELETE', `/stops/${kind}/${id}`);
      }
    }
    await analyst.goto(`${SITE.url}/?d=mps-crime`);
    await settled(analyst);
    expect(await analyst.locator('.kpi-value').first().innerText()).toMatch(/^[\d,]+$/);
  });

  it('asks for a reason where its supplier wants one, of a download and of a session, and the audit has it with what was typed', async () => {
    const path = '/datasets/mps-stop-search/definition';
    const before = await call<Definition>(adminToken, 'GET', path);
    const ask = async (reason: { readonly session: boolean; readonly download: boolean }) => {
      const { etag } = await call<Definition>(adminToken, 'GET', path);
      await call(adminToken, 'PUT', path, { ...before.definition, reason }, etag);
    };
    const asked = '/?d=mps-stop-search&f.gender=Female';
    try {
      await ask({ session: false, download: true });
      const first = await newPage();
      await signIn(first, asked, 'analyst@safestats.local');
      await settled(first);
      await first.locator('summary', { hasText: 'Export' }).click();
      await first.getByRole('button', { name: /Download CSV/ }).click();
      const forFile = first.getByRole('dialog', { name: 'Why do you use this data?' });
      await forFile.getByText('It is recorded with this download.').waitFor();
      await forFile.getByRole('radio').nth(1).check();
      const [file] = await Promise.all([
        first.waitForEvent('download'),
        forFile.getByRole('button', { name: 'Continue' }).click(),
      ]);
      expect(file.suggestedFilename()).toMatch(/\.csv$/);
      await ask({ session: true, download: false });
      const second = await newPage();
      await signIn(second, asked, 'analyst@safestats.local');
      const dialog = second.getByRole('dialog', { name: 'Why do you use this data?' });
      await dialog.getByRole('radio').first().check();
      await picture(second, 'reason');
      await dialog.getByRole('button', { name: 'Continue' }).click();
      await dialog.waitFor({ state: 'detached' });
      await settled(second);
      expect(await second.locator('.kpi-value').first().innerText()).toMatch(/^[\d,]+$/);
    } finally {
      await ask({ session: false, download: false });
    }
    const auditor = await newPage();
    await signIn(auditor, '/admin/audit', 'auditor@safestats.local');
    await auditor.getByLabel('What was done').selectOption('consultation');
    await Promise.all([
      auditor.waitForResponse((response) => response.url().includes('consultation')),
      auditor.getByRole('button', { name: 'Search' }).click(),
    ]);
    await rested(auditor, 'the search');
    await auditor.locator('.audit-table tbody tr').first().getByRole('link').click();
    const typed = auditor.getByRole('region', { name: 'What was typed and could name a person' });
    await typed.waitFor();
    expect(await typed.innerText()).toContain('Female');
    expect(await auditor.getByRole('region', { name: /^What happened/ }).innerText()).not.toContain(
      'None was asked for',
    );
    await picture(auditor, 'audit-personal');
  });
});
