import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accept, call, openBrowser, SITE, signIn, signInAs, tokenOf, watch } from './browser.ts';

const REPORT = 'test/report';
const PASSWORD = 'a long enough password';
const WAIT_MS = 30_000;

/** Text that runs something wherever it is taken for markup, an attribute's end, an address or a template. */
const ATTACK = '"><img src=x onerror=ran()><script>ran()</script>{{ran()}}javascript:ran()';
const DATASET = 'colp-crime';
const PROFILE = 'script-profile';

type Definition = {
  readonly title: string;
  readonly fields: readonly { readonly name: string; readonly label: string }[];
  readonly codeLists: Readonly<Record<string, readonly { readonly code: string; readonly label: string }[]>>;
};
type Edited<Body> = { readonly definition: Body; readonly etag: string };

let browser: Browser;
let context: BrowserContext;
let admin: Page;
let token: string;
let before: Definition;
const complaints: string[] = [];

async function newPage(): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(WAIT_MS);
  await page.addInitScript('window.ran = () => { window.hasRun = true; }');
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  watch(page, complaints);
  return page;
}

/** Opens an address and waits for its page, past the ways of the sign-in; one that is no page's is a problem in JSON. */
async function visit(page: Page, address: string): Promise<void> {
  const answer = await page.goto(address, { waitUntil: 'commit' });
  if (answer?.status() === 404) return expect(answer.headers()['content-type']).toMatch(/problem\+json/);
  await page
    .locator('h1')
    .first()
    .waitFor()
    .catch(() => {
      throw new Error(`${address} shows no heading`);
    });
}

/** Waits until the text stands on the page as text, and nothing of it is an element, an address or has run. */
async function isText(page: Page, where: string, text = ATTACK): Promise<void> {
  const shown = `document.body.innerText.includes(${JSON.stringify(text)})
    || [...document.querySelectorAll('input, textarea')].some((field) => field.value.includes(${JSON.stringify(text)}))
    || document.documentElement.textContent.includes(${JSON.stringify(text)})`;
  const until = Date.now() + WAIT_MS;
  while (!(await page.evaluate<boolean>(shown).catch(() => false))) {
    if (Date.now() > until) throw new Error(`${where} does not show the text`);
    await page.waitForTimeout(100);
  }
  await isHarmless(page, where);
}

async function isHarmless(page: Page, where: string): Promise<void> {
  const found = await page.evaluate<readonly [boolean, number, number]>(
    `[window.hasRun === true,
      document.querySelectorAll('img[src="x"], [onerror], main script, .dialog script').length,
      document.querySelectorAll('a[href^="javascript:" i]').length]`,
  );
  expect([where, ...found]).toEqual([where, false, 0, 0]);
}

async function amend(change: (definition: Definition) => Definition): Promise<void> {
  const path = `/datasets/${DATASET}/definition`;
  const { definition, etag } = await call<Edited<Definition>>(token, 'GET', path);
  await call(token, 'PUT', path, change(definition), etag);
}

/** Forty squares in Camden, each of which has the attack for its name. */
function boundaries(): string {
  const features = Array.from({ length: 40 }, (_, index) => {
    const [west, south] = [-0.16 + (index % 8) * 0.004, 51.53 + Math.floor(index / 8) * 0.004];
    const [east, north] = [west + 0.004, south + 0.004];
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ];
    return {
      type: 'Feature',
      properties: { code: `BEAT${String(index).padStart(3, '0')}`, name: `${ATTACK} ${index}` },
      geometry: { type: 'Polygon', coordinates: [ring] },
    };
  });
  return JSON.stringify({ type: 'FeatureCollection', features });
}

beforeAll(async () => {
  await mkdir(REPORT, { recursive: true });
  browser = await openBrowser();
  admin = await newPage();
  context = admin.context();
  await signIn(admin, '/account', 'super-admin@safestats.local');
  token = await tokenOf(admin);
  before = (await call<Edited<Definition>>(token, 'GET', `/datasets/${DATASET}/definition`)).definition;
  const label = (length: number) => ATTACK.slice(0, length);
  await amend((definition) => ({
    ...definition,
    title: label(80),
    fields: definition.fields.map((field) =>
      field.name === 'category' ? { ...field, label: ATTACK } : field,
    ),
    codeLists: Object.fromEntries(
      Object.entries(definition.codeLists).map(([name, codes]) => [
        name,
        codes.map((code) => ({ ...code, label: `${ATTACK} ${code.label}` })),
      ]),
    ),
  }));
});
afterAll(async () => {
  await amend(() => before);
  await context.close();
  await browser.close();
});
beforeEach(() => {
  complaints.length = 0;
});
afterEach(() => {
  expect(complaints).toEqual([]);
});

describe('text that would run as a script', () => {
  it('is text in the catalogue, the explorer and the editor of a dataset', async () => {
    for (const path of [
      `/catalogue/${DATASET}`,
      `/?d=${DATASET}`,
      `/?d=${DATASET}&v=table&g=f:category`,
      `/admin/datasets`,
      `/admin/datasets/${DATASET}`,
      '/deliveries',
    ]) {
      await visit(admin, `${SITE.url}${path}`);
      await isText(admin, path);
    }
    await visit(admin, `${SITE.url}/?d=${DATASET}`);
    await isText(admin, 'bars');
    await admin.locator('.card-category [role=option]').first().click();
    await admin.locator('.chip').first().waitFor();
    await isText(admin, 'a filter');
    await admin.screenshot({ path: `${REPORT}/script-explorer.png` });
  });

  it('is text of a person, an organisation and an invitation, also on the pages of the sign-in', async () => {
    const organisation = { id: 'script-body', name: ATTACK, domains: ['script.example'] };
    await call(token, 'POST', '/organisations', organisation);
    const invite = (email: string) =>
      call<{ link: string }>(token, 'POST', '/invitations', {
        email,
        name: ATTACK,
        organisation: organisation.id,
        roles: ['analyst'],
      });
    await invite('open@script.example');
    const { link } = await invite('person@script.example');
    const person = await newPage();
    await visit(person, link);
    await isText(person, 'the invitation');
    await accept(person, link, ATTACK, PASSWORD);
    await signInAs(person, 'person@script.example', PASSWORD, '/account');
    await isText(person, 'the account');
    await person.context().close();
    for (const path of ['/admin/people', '/admin/organisations']) {
      await visit(admin, `${SITE.url}${path}`);
      await isText(admin, path);
      await admin.getByRole('button', { name: ATTACK, exact: true }).first().click();
      await admin.getByRole('dialog', { name: ATTACK }).waitFor();
      await isText(admin, `${path}, opened`);
    }
  });

  it('is text of a profile, of a lookup table, of a stop and of a hold', async () => {
    const title = ATTACK.slice(0, 80);
    const access = {
      fields: ['category'],
      rowRule: null,
      precision: { exact: false, cell: null, levels: ['borough'] },
      kind: 'counts',
      download: false,
      minimumCount: 5,
      rounding: 1,
    };
    const spec = { id: PROFILE, title, description: ATTACK, datasets: { [DATASET]: access } };
    const { change } = await call<{ change: { id: string } }>(
      token,
      'PUT',
      `/profiles/${PROFILE}`,
      spec,
      '"0"',
    );
    await visit(admin, `${SITE.url}/admin/approvals`);
    await isText(admin, 'approvals', title);
    const second = await newPage();
    await signIn(second, '/account', 'approver@safestats.local');
    await call(await tokenOf(second), 'POST', `/profile-changes/${change.id}/approval`);
    await second.context().close();
    const table = {
      name: 'scripts',
      title: ATTACK,
      keyLabel: 'Code',
      columns: [{ name: 'said', label: ATTACK }],
      rows: [['a', ATTACK]],
    };
    await call(token, 'PUT', '/lookups/scripts', table, '"0"');
    await call(token, 'PUT', '/stops/dataset/btp-crime', { why: ATTACK });
    try {
      for (const path of [
        '/admin/profiles',
        `/admin/profiles/${PROFILE}`,
        '/admin/lookups',
        '/admin/lookups/scripts',
        '/admin/stops',
      ]) {
        await visit(admin, `${SITE.url}${path}`);
        await isText(admin, path, path.includes('profiles') ? title : ATTACK);
      }
    } finally {
      await call(token, 'DELETE', '/stops/dataset/btp-crime');
    }
    const auditor = await newPage();
    await signIn(auditor, '/admin/holds', 'auditor@safestats.local');
    const covers = { dataset: DATASET, manifests: [], records: [], effects: [], person: null };
    const auditorToken = await tokenOf(auditor);
    await call(auditorToken, 'POST', '/audit/holds', { title, why: ATTACK, covers });
    await visit(auditor, `${SITE.url}/admin/holds`);
    await isText(auditor, 'holds', title);
    await visit(auditor, `${SITE.url}/admin/audit?q=${encodeURIComponent(ATTACK)}`);
    await auditor.locator('.audit-table tbody tr').first().waitFor();
    await isHarmless(auditor, 'the audit');
    await auditor.locator('.audit-table tbody tr').first().getByRole('link').click();
    await auditor.getByRole('heading', { name: 'As it was recorded' }).waitFor();
    await isHarmless(auditor, 'an entry of the audit');
    await auditor.context().close();
  });

  it('is text of a file that was sent and of areas that were imported', async () => {
    await visit(admin, `${SITE.url}/deliveries`);
    const name = `${ATTACK.replaceAll('/', '')}.csv`;
    await admin
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
    await admin.getByRole('button', { name: 'Send file' }).click();
    await admin.getByText('Refused', { exact: true }).first().waitFor();
    await isText(admin, 'deliveries', '<img src=x onerror=ran()>');
    await visit(admin, `${SITE.url}/admin/geographies`);
    await admin.locator('input[type=file]').setInputFiles({
      name: 'beats.geojson',
      mimeType: 'application/geo+json',
      buffer: Buffer.from(boundaries()),
    });
    await admin.getByLabel('Level').fill('beat');
    await admin.getByLabel('Vintage').fill('2026');
    await admin.getByLabel('Title').fill(ATTACK.slice(0, 80));
    await admin.getByText('More (optional)').click();
    await admin.getByLabel('Property that holds the code').fill('code');
    await admin.getByLabel('Property that holds the name').fill('name');
    await admin.getByRole('button', { name: 'Import' }).click();
    await admin.locator('.notice-good', { hasText: 'The areas are in' }).waitFor({ timeout: 90_000 });
    await admin.screenshot({ path: `${REPORT}/admin-geography-imported.png` });
    await isText(admin, 'geographies', ATTACK.slice(0, 80));
    await visit(admin, `${SITE.url}/?d=mps-crime&l=beat`);
    await isText(admin, 'the map', `${ATTACK} 0`);
    await admin.screenshot({ path: `${REPORT}/script-map.png` });
  });

  it('does nothing in an address', async () => {
    const text = encodeURIComponent(ATTACK);
    for (const path of [
      `/?d=${text}&a=${text}&f.category=${text}&from=${text}&l=${text}&v=${text}`,
      `/?d=mps-crime&a=${text}&f.category=${text}&near=${text}`,
      `/catalogue/${text}`,
      `/admin/datasets/${text}`,
      `/admin/profiles/${text}`,
      `/admin/lookups/${text}`,
      `/callback?error=${text}&error_description=${text}&state=${text}`,
    ]) {
      await visit(admin, `${SITE.url}${path}`);
      await admin.waitForTimeout(300);
      await isHarmless(admin, path);
    }
    await admin.goto(`${SITE.url}/oidc/auth?client_id=${text}&redirect_uri=javascript:ran()&state=${text}`);
    await isHarmless(admin, 'the sign-in');
  });
});
