import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PENDING_PARTITION, readChain, sealedPrefix } from '#app/audit/chain.ts';
import { sha256 } from '#app/audit/event.ts';
import { type SealStep, sealAudit } from '#app/audit/sealer.ts';
import { verifyAudit } from '#app/audit/verify.ts';
import { recordedEvents } from '#test/support/audit-events.ts';
import { auditEvent } from '../../contract/audit.ts';
import { type MadeAudit, makeAudit } from './made-audit.ts';

const STEPS: readonly SealStep[] = ['key-chosen', 'object-written', 'head-moved', 'pending-removed'];

let at: MadeAudit;
beforeEach(async () => {
  at = await makeAudit();
});
afterEach(() => at.dispose());

const objectsOf = () => at.objects.list(sealedPrefix('local'));
const effects = async () => (await recordedEvents(at)).map(({ effect }) => effect).sort();
const minutes = (count: number) => at.set(new Date(at.clock().getTime() + count * 60_000).toISOString());

describe('sealAudit(platform)', () => {
  it('moves what was recorded into an object of the day, in order, and nothing when nothing was recorded', async () => {
    const others = [at.open(), at.open()];
    for (let i = 0; i < 10; i += 1) {
      minutes(1);
      for (const [writer, log] of [at.audit, ...others].entries())
        await log.record(auditEvent(`${i}-${writer}`));
    }
    expect(await sealAudit(at)).toEqual({ objects: 1, events: 30 });
    expect(await sealAudit(at)).toEqual({ objects: 0, events: 0 });
    expect(await objectsOf()).toEqual(['audit/local/2026/03/01/0000000001.jsonl']);
    expect(await at.registry.list(PENDING_PARTITION)).toEqual([]);
    const events = await recordedEvents(at);
    expect(events).toHaveLength(30);
    expect(events.map((event) => event.at)).toEqual([...events.map((event) => event.at)].sort());
    expect(await verifyAudit(at)).toMatchObject({ state: 'whole', objects: 1, events: 30 });
  });

  it('chains each object to the one before', async () => {
    for (let i = 0; i < 3; i += 1) {
      await at.effect();
      await sealAudit(at);
      minutes(24 * 60);
    }
    const keys = await objectsOf();
    expect(keys).toHaveLength(3);
    const bodies = await Promise.all(keys.map((key) => at.objects.get(key)));
    const headers = bodies.map((body) =>
      JSON.parse(
        Buffer.from(body ?? [])
          .toString()
          .split('\n')[0] ?? '',
      ),
    );
    const hashes = bodies.map((body) => sha256(body ?? ''));
    expect(headers.map(({ number, previous }) => [number, previous])).toEqual([
      [1, null],
      [2, hashes[0]],
      [3, hashes[1]],
    ]);
    expect((await readChain(at, 'local')).chain.head).toMatchObject({ number: 3, hash: hashes[2] });
  });

  it('neither loses nor doubles an event, whatever step it is killed after', async () => {
    for (const step of STEPS) {
      const before = await effects();
      const new1 = [await at.effect(), await at.effect()];
      const killed = sealAudit(at, {
        onStep: async (done) => {
          if (done === step) throw new Error(`killed after ${step}`);
        },
      });
      await expect(killed).rejects.toThrow(step);
      const new2 = [await at.effect()];
      const all = [...before, ...[...new1, ...new2].flatMap((effect) => [effect, effect])].sort();
      expect(await effects(), `read after ${step}`).toEqual(all);
      expect(await verifyAudit(at), `verified after ${step}`).toMatchObject({
        state: 'whole',
        events: all.length,
      });
      minutes(24 * 60);
      await sealAudit(at);
      expect(await effects(), `sealed after ${step}`).toEqual(all);
      expect(await verifyAudit(at), `verified at the end of ${step}`).toMatchObject({
        state: 'whole',
        events: all.length,
      });
      expect(await at.registry.list(PENDING_PARTITION)).toEqual([]);
    }
    const numbers = (await objectsOf()).map((key) => Number(key.slice(-16, -6)));
    expect(numbers).toEqual(numbers.map((_number, i) => i + 1));
  });

  it('seals once when several processes seal at the same time', async () => {
    for (let i = 0; i < 20; i += 1) await at.effect();
    await Promise.all(Array.from({ length: 4 }, () => sealAudit(at)));
    await sealAudit(at);
    expect(await verifyAudit(at)).toMatchObject({ state: 'whole', events: 40 });
  });

  it('loses nothing that is recorded while it seals', async () => {
    let [stop, recorded] = [false, 0];
    const logs = [at.open(), at.open()];
    const writing = Promise.all(
      logs.map(async (log) => {
        while (!stop) {
          await log.record(auditEvent(`during ${recorded}`));
          recorded += 1;
        }
      }),
    );
    for (let i = 0; i < 10; i += 1) {
      await sealAudit(at);
      expect(await verifyAudit(at)).toMatchObject({ state: 'whole' });
    }
    stop = true;
    await writing;
    await sealAudit(at);
    expect(await verifyAudit(at)).toMatchObject({ state: 'whole', events: recorded });
    expect(await effects()).toHaveLength(recorded);
  });

  it('refuses to go on from an object that somebody else put where the next one belongs', async () => {
    await at.effect();
    await at.objects.put('audit/local/2026/03/01/0000000001.jsonl', '{"number":1,"previous":null}\n');
    await expect(sealAudit(at)).rejects.toThrow('is in the way');
    expect((await verifyAudit(at)).state).toBe('broken');
  });

  it('tells each head elsewhere', async () => {
    await at.effect();
    await sealAudit(at);
    await at.effect();
    await sealAudit(at);
    const told: number[] = [];
    for await (const { number } of at.anchor.heads('local')) told.push(number);
    expect(told).toEqual([1, 2]);
  });
});
