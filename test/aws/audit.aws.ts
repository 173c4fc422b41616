import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { S3Anchor } from '#adapters/aws/s3-anchor.ts';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import type { KnownHead } from '#app/audit/anchor.ts';
import { anchoredHeads } from '#app/audit/anchored-heads.ts';
import { PENDING_PARTITION, sealedPrefix } from '#app/audit/chain.ts';
import { type SealStep, sealAudit } from '#app/audit/sealer.ts';
import { verifyAudit } from '#app/audit/verify.ts';
import { recordedEvents } from '#test/support/audit-events.ts';
import { type MotoStore, makeMotoStore } from '#test/support/moto.ts';
import { type MadeAudit, makeAudit } from '../app/audit/made-audit.ts';
import { auditContract, auditEvent } from '../contract/audit.ts';

async function makeAwsAudit(): Promise<{ readonly at: MadeAudit; readonly store: MotoStore }> {
  const store = await makeMotoStore();
  const at = await makeAudit('2026-03-01T12:00:00.000Z', {
    registry: new DynamoRegistry({ client: store.dynamo, table: store.table }),
    objects: new S3ObjectStore({ client: store.s3, buckets: store.buckets }),
    anchor: new S3Anchor({ client: store.anchor.s3, bucket: store.anchor.bucket }),
  });
  return { at, store };
}

auditContract('RegistryAuditLog over DynamoRegistry', async () => {
  const { at, store } = await makeAwsAudit();
  return {
    subject: { audit: at.audit, again: async () => at.open(), read: () => recordedEvents(at) },
    dispose: async () => {
      await at.dispose();
      store.close();
    },
  };
});

describe('the audit on AWS', () => {
  let at: MadeAudit;
  let store: MotoStore;
  beforeEach(async () => {
    ({ at, store } = await makeAwsAudit());
  });
  afterEach(async () => {
    await at.dispose();
    store.close();
  });
  const heads = (): Promise<readonly KnownHead[]> => anchoredHeads(at);
  const nextDay = () => at.set(new Date(at.clock().getTime() + 86_400_000).toISOString());

  it('is sealed into the locked bucket, told to the other region and found whole', async () => {
    for (let day = 0; day < 3; day += 1) {
      for (let i = 0; i < 5; i += 1) await at.effect();
      expect(await sealAudit(at)).toEqual({ objects: 1, events: 10 });
      nextDay();
    }
    const keys = await at.objects.list(sealedPrefix('local'));
    expect(keys).toHaveLength(3);
    for (const Key of keys) {
      const { ObjectLockMode } = await store.s3.send(
        new GetObjectCommand({ Bucket: store.buckets.audit, Key }),
      );
      expect(ObjectLockMode).toBe('GOVERNANCE');
    }
    expect((await heads()).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await verifyAudit(at, { heads: await heads() })).toMatchObject({
      state: 'whole',
      objects: 3,
      events: 30,
    });
  });

  it('goes on where a sealer was killed, whatever step that was', async () => {
    const steps: readonly SealStep[] = ['key-chosen', 'object-written', 'head-moved', 'pending-removed'];
    let events = 0;
    for (const step of steps) {
      await at.effect();
      events += 2;
      const killed = sealAudit(at, {
        onStep: async (done) => {
          if (done === step) throw new Error(`killed after ${step}`);
        },
      });
      await expect(killed).rejects.toThrow(step);
      expect(await verifyAudit(at), step).toMatchObject({ state: 'whole', events });
      nextDay();
      await sealAudit(at);
      expect(await verifyAudit(at), step).toMatchObject({ state: 'whole', events });
    }
    expect(await recordedEvents(at)).toHaveLength(events);
    expect(await at.registry.list(PENDING_PARTITION)).toEqual([]);
  });

  it('is sealed once when several functions seal at the same time', async () => {
    const others = [at.open(), at.open()];
    for (const log of [at.audit, ...others])
      for (let i = 0; i < 10; i += 1) await log.record(auditEvent(`e${i}`));
    await Promise.all(Array.from({ length: 4 }, () => sealAudit(at)));
    await sealAudit(at);
    expect(await verifyAudit(at)).toMatchObject({ state: 'whole', events: 30 });
  });

  it('shows an object that was written over or taken away', async () => {
    for (let day = 0; day < 2; day += 1) {
      await at.effect();
      await sealAudit(at);
      nextDay();
    }
    const [first = '', second = ''] = await at.objects.list(sealedPrefix('local'));
    const body = Buffer.from((await at.objects.get(first)) ?? []);
    await at.objects.put(first, body.toString().replace('somebody', 'nobody'));
    expect(await verifyAudit(at)).toMatchObject({ state: 'broken', firstBreak: { object: first } });
    await store.s3.send(new PutObjectCommand({ Bucket: store.buckets.audit, Key: first, Body: body }));
    expect(await verifyAudit(at)).toMatchObject({ state: 'whole' });
    await at.objects.delete(second);
    expect(await verifyAudit(at)).toMatchObject({ state: 'broken' });
  });
});
