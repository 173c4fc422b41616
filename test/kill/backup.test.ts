import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyAudit } from '#app/audit/verify.ts';
import { examine } from '#app/doctor.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { restore } from '../../bin/local/restore.ts';
import { openStore } from '../../bin/local/store.ts';
import { MADE_CRIME, makePlatform } from '../app/ingest/made-platform.ts';
import { runCommand } from '../support/run-command.ts';

const ROUNDS = Math.max(6, Number(process.env['KILL_MOMENTS'] ?? 200) / 25);
const SEED = Number(process.env['KILL_SEED'] ?? 20_180_501);

let home: string;
let data: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'safestats-kill-backup-'));
  data = join(home, 'data');
  const at = await makePlatform({ folder: data });
  await at.platform.registry.transact([
    { kind: 'put', partition: 'setting', sort: 'schema', value: { version: 1, at: '' }, expected: null },
  ]);
  await at.close();
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** What is wrong with a data folder that nobody works on. */
async function faultsOf(folder: string): Promise<readonly string[]> {
  const store = openStore(folder);
  try {
    const found: string[] = [];
    for await (const { faults } of examine(store, { hashes: true, atWork: true })) found.push(...faults);
    const { firstBreak } = await verifyAudit(store);
    return firstBreak === null ? found : [...found, firstBreak.problem];
  } finally {
    await store.close();
  }
}

it('is whole or refused, however it is killed while deliveries are taken, published and sealed', async () => {
  const said: { number: number; state: string }[] = [];
  const server = fork(join(import.meta.dirname, 'backup-subject.ts'), [data, '1'], {
    execArgv: ['--import', 'tsx'],
  });
  server.on('message', (message) => said.push(message as { number: number; state: string }));
  const gone = once(server, 'exit');
  await Promise.race([once(server, 'message'), gone]);
  let [whole, refused] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const target = join(home, `backup-${round}`);
    const before = said.length;
    const run = runCommand('ops', ['backup', '--data', data, target]);
    const kills = round % 2 === 1;
    if (kills) setTimeout(() => run.child.kill('SIGKILL'), 400 + ((SEED + round * 347) % 900));
    const { code, err } = await run.ended;
    const restored = join(home, `restored-${round}`);
    if (!existsSync(target)) {
      expect(kills, err).toBe(true);
      await expect(restore(target, restored)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(restore(`${target}.unfinished`, restored)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(existsSync(restored)).toBe(false);
      refused += 1;
      continue;
    }
    if (!kills) expect([code, err]).toEqual([0, '']);
    await restore(target, restored);
    expect(await faultsOf(restored), `round ${round}`).toEqual([]);
    const store = openStore(restored);
    const manifest = await currentManifest(store, MADE_CRIME.id);
    expect(manifest?.deliveries.length ?? 0).toBeGreaterThanOrEqual(Math.min(before, 1));
    await store.close();
    whole += 1;
  }
  server.kill('SIGKILL');
  await gone;
  expect(said.length).toBeGreaterThan(ROUNDS);
  expect(said.every(({ state }) => state === 'published')).toBe(true);
  expect(whole).toBeGreaterThanOrEqual(ROUNDS / 2);
  expect(refused).toBeGreaterThan(0);
}, 300_000);
