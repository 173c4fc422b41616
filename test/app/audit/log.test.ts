import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { KEY_PARTITION, PersonalVault } from '#app/audit/personal.ts';
import { verifyAudit } from '#app/audit/verify.ts';
import type { Registry } from '#app/ports.ts';
import { recordedEvents } from '#test/support/audit-events.ts';
import { auditContract, auditEvent } from '../../contract/audit.ts';
import { type MadeAudit, makeAudit } from './made-audit.ts';

auditContract('RegistryAuditLog', async () => {
  const at = await makeAudit();
  return {
    subject: {
      audit: at.audit,
      again: async () => at.open(),
      read: () => recordedEvents(at),
    },
    dispose: at.dispose,
  };
});

let at: MadeAudit;
beforeEach(async () => {
  at = await makeAudit();
});
afterEach(() => at.dispose());

describe('RegistryAuditLog(registry)', () => {
  it('fails when the event cannot be written, and goes on when it can', async () => {
    let full = true;
    const registry: Registry = {
      get: (partition, sort) => at.registry.get(partition, sort),
      list: (partition, options) => at.registry.list(partition, options),
      close: async () => undefined,
      transact: (writes) => (full ? Promise.reject(new Error('no space')) : at.registry.transact(writes)),
    };
    const log = new RegistryAuditLog(registry, at.clock);
    await expect(log.record(auditEvent('1'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    full = false;
    await log.record(auditEvent('2'));
    expect((await recordedEvents(at)).map(({ effect }) => effect)).toEqual(['2']);
    expect(await verifyAudit(at)).toMatchObject({ state: 'whole', events: 1 });
  });

  it('counts on as another shard when a write came through whose answer was lost', async () => {
    let lost = true;
    const registry: Registry = {
      get: (partition, sort) => at.registry.get(partition, sort),
      list: (partition, options) => at.registry.list(partition, options),
      close: async () => undefined,
      transact: async (writes) => {
        await at.registry.transact(writes);
        if (lost) throw new Error('the connection was closed');
      },
    };
    const log = new RegistryAuditLog(registry, at.clock);
    await expect(log.record(auditEvent('1'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    lost = false;
    await log.record(auditEvent('2'));
    const events = await recordedEvents(at);
    expect(new Set(events.map(({ effect }) => effect))).toEqual(new Set(['1', '2']));
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 1]);
    expect(await verifyAudit(at)).toMatchObject({ state: 'whole', events: 2 });
  });

  it('never goes back in time, whatever the clock does', async () => {
    await at.audit.record(auditEvent('1'));
    at.set('2026-03-01T11:00:00.000Z');
    await at.audit.record(auditEvent('2'));
    expect((await recordedEvents(at)).map((event) => [event.effect, event.at])).toEqual([
      ['1', '2026-03-01T12:00:00.000Z'],
      ['2', '2026-03-01T12:00:00.000Z'],
    ]);
  });

  it('gives personal values back while their key is there', async () => {
    const personal = { words: 'near Jane Doe’s house', spec: { near: { lon: -0.1 } } };
    await at.audit.record(auditEvent('1', { personal }));
    const [event] = await recordedEvents(at);
    if (event === undefined) throw new Error('nothing was recorded');
    const vault = new PersonalVault(at.registry);
    expect(await vault.decrypt(event)).toEqual(personal);
    for (const { sort } of await at.registry.list(KEY_PARTITION))
      await at.registry.transact([{ kind: 'delete', partition: KEY_PARTITION, sort, expected: null }]);
    expect(await vault.decrypt(event)).toBe('erased');
  });

  it('does not give the personal values of one event for another', async () => {
    await at.audit.record(auditEvent('1', { personal: { words: 'one' } }));
    await at.audit.record(auditEvent('2', { personal: { words: 'two' } }));
    const [one, two] = await recordedEvents(at);
    if (one === undefined || two?.personal === undefined) throw new Error('nothing was recorded');
    await expect(
      new PersonalVault(at.registry).decrypt({ ...one, personal: two.personal }),
    ).rejects.toThrow();
  });
});
