import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../bin/local/store.ts';
import { auditEvent } from '../contract/audit.ts';
import { recordedEvents } from '../support/audit-events.ts';
import { runCommand } from '../support/run-command.ts';

let folder: string;
let data: string;
let anchor: string;
const SECOND = /0000000002\.jsonl$/;

const ops = (...args: readonly string[]) =>
  runCommand('ops', [...args, '--data', data], { SAFESTATS_AUDIT_ANCHOR: anchor }).ended;

/** Records as a process would that opens the folder and closes it, which seals. */
async function record(...effects: readonly string[]): Promise<void> {
  const store = openStore(data);
  for (const effect of effects) {
    await store.audit.record(auditEvent(effect));
    await store.audit.record(
      auditEvent(effect, { phase: 'outcome', rows: 3, detail: { state: 'succeeded' } }),
    );
  }
  await store.close();
}

async function sealedFile(name: RegExp): Promise<string> {
  const root = join(data, 'audit', 'local');
  const found = (await readdir(root, { recursive: true })).find((one) => name.test(one));
  return join(root, found ?? 'missing');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-ops-audit-'));
  [data, anchor] = [join(folder, 'data'), join(folder, 'elsewhere')];
  process.env['SAFESTATS_AUDIT_ANCHOR'] = anchor;
  await record('e1', 'e2');
  await record('e3');
});
afterAll(async () => {
  delete process.env['SAFESTATS_AUDIT_ANCHOR'];
  await rm(folder, { recursive: true, force: true });
});

describe('ops audit', () => {
  it('verifies a chain that is whole, prints its head, searches and exports', async () => {
    const whole = await ops('audit', 'verify');
    expect([whole.code, whole.out]).toEqual([
      0,
      'the audit is whole: 2 sealed objects, 6 events, held against 2 known heads\n',
    ]);
    expect((await ops('audit', 'head')).out).toMatch(/^2:[0-9a-f]{64}\n$/);
    const search = await ops('audit', 'search', '--action', 'consultation');
    expect(search.out.match(/consultation/g)).toHaveLength(3);
    const file = join(folder, 'export.jsonl');
    expect((await ops('audit', 'export', '--format', 'ocsf', file)).code).toBe(0);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(6);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ class_uid: 6005 });
    expect((await ops('audit', 'seal')).code).toBe(0);
    expect((await ops('audit', 'verify')).code).toBe(0);
    expect((await ops('doctor', '--fast')).out).toContain('ok    the audit: ');
  }, 90_000);

  it('ends with 1 and names the first break', async () => {
    const head = (await ops('audit', 'head')).out;
    const headFile = join(folder, 'head.txt');
    await writeFile(headFile, head);
    expect((await ops('audit', 'verify', '--head', headFile)).code).toBe(0);
    const wrong = head.replace(/:./, (text) => (text === ':0' ? ':1' : ':0'));
    expect((await ops('audit', 'verify', '--head', wrong.trim())).code).toBe(1);
    const file = await sealedFile(SECOND);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"who":"somebody"', '"who":"nobody"'));
    const { code, out } = await ops('audit', 'verify');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^the audit is BROKEN at audit\/local\/\S+\/0000000002\.jsonl, line 2: it is not what was recorded/,
    );
    const doctor = await ops('doctor', '--fast');
    expect([doctor.code, doctor.out.includes('WRONG the audit')]).toEqual([1, true]);
    await writeFile(file, text);
    expect((await ops('audit', 'verify')).code).toBe(0);
  }, 90_000);

  it('ends with 2 for what it cannot understand', async () => {
    expect((await ops('audit', 'export', 'x')).code).toBe(2);
    await writeFile(join(folder, 'no-head'), 'something else');
    expect((await ops('audit', 'verify', '--head', join(folder, 'no-head'))).code).toBe(2);
  }, 60_000);
});

describe('the audit of what an operator does', () => {
  it('tells who was made Super Admin, and whose token was made, before it was', async () => {
    const made = join(folder, 'made');
    const opsThere = (...args: readonly string[]) => runCommand('ops', [...args, '--data', made]).ended;
    await opsThere('bootstrap', '--admin', 'first@example.org');
    expect((await opsThere('token', '--as', 'first@example.org', '--minutes', '7')).code).toBe(0);
    const store = openStore(made);
    try {
      const events = await recordedEvents(store);
      const told = events.flatMap(({ phase, who, object, detail }) =>
        object.startsWith('dataset/') ? [] : [[phase, who, object.split('/')[0], detail['change']]],
      );
      const both = (what: string, change: string) =>
        ['intent', 'outcome'].map((phase) => [phase, 'operator', what, change]);
      expect(told).toEqual([
        ...both('setting', 'creation'),
        ...both('user', 'creation'),
        ...both('user', 'token'),
      ]);
      expect(events.filter(({ detail }) => detail['change'] === 'token')[0]?.detail).toEqual({
        change: 'token',
        minutes: 7,
      });
      expect(JSON.stringify(events)).not.toContain('first@example.org');
    } finally {
      await store.close();
    }
  });
});
