import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anchoredHeads } from '#app/audit/anchored-heads.ts';
import { KEY_PARTITION } from '#app/audit/personal.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { verifyAudit } from '#app/audit/verify.ts';
import { allItems } from '#app/every-item.ts';
import { openStore } from '../../bin/local/store.ts';
import { recordedEvents } from '../support/audit-events.ts';

const ROUNDS = Number(process.env['KILL_MOMENTS'] ?? 200) / 50;
const AFTER_LEASE_MS = 60_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-kill-audit-'));
  process.env['SAFESTATS_AUDIT_ANCHOR'] = join(folder, 'elsewhere');
});
afterAll(async () => {
  delete process.env['SAFESTATS_AUDIT_ANCHOR'];
  await rm(folder, { recursive: true, force: true });
});

/** A process that records and seals until it is killed `ms` after its first event; gives what it said is in. */
async function killed(ms: number): Promise<readonly string[]> {
  const child = fork(join(import.meta.dirname, 'audit-subject.ts'), [join(folder, 'data')], {
    execArgv: ['--import', 'tsx'],
  });
  const said: string[] = [];
  child.on('message', (effect) => said.push(String(effect)));
  const ended = once(child, 'exit');
  await Promise.race([once(child, 'message'), ended]);
  setTimeout(() => child.kill('SIGKILL'), ms);
  await ended;
  return said;
}

it('keeps all that two servers said was recorded, however they are killed while they record and seal', async () => {
  const acknowledged = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const moments = [20 + ((round * 37) % 200), 40 + ((round * 91) % 300)];
    for (const said of await Promise.all(moments.map(killed)))
      for (const effect of said) acknowledged.add(effect);
    const store = openStore(join(folder, 'data'));
    const later = { ...store, clock: () => new Date(Date.now() + AFTER_LEASE_MS) };
    try {
      const heads = await anchoredHeads(store);
      expect(await verifyAudit(store, { heads }), `round ${round}`).toMatchObject({ state: 'whole' });
      await sealAudit(later);
      expect(await verifyAudit(store, { heads }), `round ${round}, sealed`).toMatchObject({ state: 'whole' });
      const events = await recordedEvents(store);
      const intents = events.filter(({ phase }) => phase === 'intent').map(({ effect }) => effect);
      expect(new Set(intents).size).toBe(intents.length);
      expect([...acknowledged].filter((effect) => !intents.includes(effect))).toEqual([]);
      const keys = (await allItems(store.registry, KEY_PARTITION)).map(({ sort }) => sort.split('#')[0]);
      expect([...acknowledged].filter((effect) => !keys.includes(effect))).toEqual([]);
    } finally {
      await store.registry.close();
    }
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * 10);
}, 240_000);
