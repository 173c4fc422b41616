import { afterEach, describe, expect, it } from 'vitest';
import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import { getDelivery, listDeliveries, readRejections } from '#app/ingest/deliveries.ts';
import { withDatasetLease } from '#app/ingest/lease.ts';
import { processDelivery } from '#app/ingest/process.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import { resumeDeliveries } from '#app/ingest/resume.ts';
import type { DeliveryWorker, RegistryWrite } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { withdrawDelivery } from '#app/publication/withdraw.ts';
import { recordedEvents } from '#test/support/audit-events.ts';
import {
  bodyOf,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  SUPPLIER,
  WEST,
} from './made-platform.ts';

const DATASET = MADE_CRIME.id;
const FILE = made(`a,2018-05,Met,${WEST},Theft,1`, `b,2018-05,Met,${WEST},Theft,many`);
const handedOver = { dataset: DATASET, fileName: '2018-05-a.csv', source: 'upload' as const };

let open: Made | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

async function start(worker?: DeliveryWorker): Promise<Made> {
  open = await makePlatform(worker === undefined ? {} : { worker });
  return open;
}

describe('receiveDelivery(platform, caller, file)', () => {
  it('lets suppliers deliver for their own agency only', async () => {
    const at = await start();
    await expect(
      receiveDelivery(
        at.ingest.platform,
        { ...SUPPLIER, agencies: ['other'] },
        { ...handedOver, body: bodyOf(FILE) },
      ),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(
      receiveDelivery(
        at.ingest.platform,
        { ...SUPPLIER, roles: ['analyst'] },
        { ...handedOver, body: bodyOf(FILE) },
      ),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const taken = await receiveDelivery(at.ingest.platform, SUPPLIER, { ...handedOver, body: bodyOf(FILE) });
    expect(taken).toMatchObject({ number: 1, state: 'received', agency: 'made', bytes: FILE.length });
  });

  it.each(['', '.hidden', 'a/b.csv', '..', 'a\\b.csv', 'a\nb.csv', `${'x'.repeat(201)}`])(
    'fails with SPEC_INVALID for the file name %j',
    async (fileName) => {
      const at = await start();
      await expect(
        receiveDelivery(at.ingest.platform, SUPPLIER, { ...handedOver, fileName, body: bodyOf(FILE) }),
      ).rejects.toMatchObject({ code: 'SPEC_INVALID' });
    },
  );

  it('keeps nothing when the audit cannot be written', async () => {
    const at = await start();
    const audit = { record: () => Promise.reject(new Error('the disk is full')) };
    await expect(
      receiveDelivery({ ...at.ingest.platform, audit }, SUPPLIER, { ...handedOver, body: bodyOf(FILE) }),
    ).rejects.toThrow('the disk is full');
    expect(await at.platform.objects.list('received/')).toEqual([]);
  });

  it('gives up a file that never arrived whole', async () => {
    const at = await start();
    async function* broken(): AsyncIterable<Uint8Array> {
      yield new TextEncoder().encode(FILE);
      throw new Error('the connection ended');
    }
    await expect(
      receiveDelivery(at.ingest.platform, SUPPLIER, { ...handedOver, body: broken() }),
    ).rejects.toThrow('ended');
    await resumeDeliveries(at.ingest.platform, { receivingMs: 0 });
    expect(await at.platform.objects.list('received/')).toEqual([]);
    expect((await at.deliver('2018-05-a.csv', FILE)).number).toBe(2);
  });
});

describe('reading deliveries', () => {
  it('is for their agency, auditors and super-admins', async () => {
    const at = await start();
    await at.deliver('2018-05-a.csv', FILE);
    const auditor = { ...SUPPLIER, roles: ['auditor' as const], agencies: [] };
    const analyst = { ...SUPPLIER, roles: ['analyst' as const] };
    const other = { ...SUPPLIER, agencies: ['other'] };
    for (const caller of [SUPPLIER, auditor, SUPER_ADMIN])
      expect(await listDeliveries(at.platform, caller, DATASET)).toHaveLength(1);
    for (const caller of [analyst, other]) {
      await expect(listDeliveries(at.platform, caller, DATASET)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(withdrawDelivery(at.ingest.platform, caller, DATASET, 1)).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    await expect(withdrawDelivery(at.ingest.platform, auditor, DATASET, 1)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('gives the whole list of rejected rows', async () => {
    const at = await start();
    await at.deliver('2018-05-a.csv', FILE);
    const parts: Uint8Array[] = [];
    for await (const part of await readRejections(at.platform, SUPPLIER, DATASET, 1)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('row,field,reason\n2,value,NUMBER_INVALID\n');
  });
});

describe('processDelivery(platform, dataset, number)', () => {
  it('leaves a delivery failed when its worker dies, and takes it up again', async () => {
    const at = await start();
    const forked = new ForkedDeliveryWorker(at.folder);
    let deaths = 0;
    const dying: DeliveryWorker = {
      stage: (task, onStep) =>
        forked.stage(task, async (step) => {
          if (step === 'checked' && deaths++ === 0) process.kill(forked.start() ?? 0, 'SIGKILL');
          await onStep(step);
        }),
      relocate: (task) => forked.relocate(task),
      compose: (task) => forked.compose(task),
      close: () => forked.close(),
    };
    const platform = { ...at.platform, worker: dying, queue: { submit: async () => undefined } };
    const { number } = await receiveDelivery(platform, SUPPLIER, { ...handedOver, body: bodyOf(FILE) });
    await expect(processDelivery(platform, DATASET, number)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await getDelivery(platform, SUPPLIER, DATASET, number)).toMatchObject({
      state: 'failed',
      step: 'failed after: checked',
    });
    expect(await processDelivery(platform, DATASET, number)).toMatchObject({ state: 'published' });
    await forked.close();
  });

  it('composes anew when another has moved the pointer in the meantime', async () => {
    const at = await start();
    await at.deliver('2018-04-a.csv', made(`x,2018-04,Met,${WEST},Theft,1`));
    let races = 0;
    const registry = {
      get: at.platform.registry.get.bind(at.platform.registry),
      list: at.platform.registry.list.bind(at.platform.registry),
      close: async () => undefined,
      transact: async (writes: readonly RegistryWrite[]) => {
        if (races === 0 && writes.some(({ partition }) => partition === 'publication')) {
          races += 1;
          const item = await at.platform.registry.get('publication', DATASET);
          if (item !== null)
            await at.platform.registry.transact([
              {
                kind: 'put',
                partition: 'publication',
                sort: DATASET,
                value: item.value,
                expected: item.version,
              },
            ]);
        }
        return at.platform.registry.transact(writes);
      },
    };
    const platform = { ...at.ingest.platform, registry, queue: { submit: async () => undefined } };
    const { number } = await receiveDelivery(platform, SUPPLIER, { ...handedOver, body: bodyOf(FILE) });
    expect(await processDelivery(platform, DATASET, number)).toMatchObject({
      state: 'published',
      report: { accepted: 1 },
    });
    expect(races).toBe(1);
    expect((await currentManifest(at.platform, DATASET))?.deliveries).toHaveLength(2);
    expect(await at.platform.objects.list(`manifest/${DATASET}/`)).toHaveLength(2);
    expect(await at.platform.objects.list(`lake/${DATASET}/`)).toHaveLength(2);
  });

  it('never lets two at the same dataset', async () => {
    const at = await start();
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withDatasetLease(at.platform, DATASET, work)));
    expect(most).toBe(1);
  });

  it('takes a lease over whose holder has died', async () => {
    const at = await start();
    const lease = { holder: 'dead', until: Date.now() + 50 };
    await at.platform.registry.transact([
      { kind: 'put', partition: 'lease', sort: `ingest#${DATASET}`, value: lease, expected: 0 },
    ]);
    expect(await withDatasetLease(at.platform, DATASET, async () => Date.now())).toBeGreaterThanOrEqual(
      lease.until,
    );
  });

  it('keeps the intent and the outcome of the collection in the audit', async () => {
    const at = await start();
    await at.deliver('2018-05-a.csv', FILE);
    const events = (await recordedEvents(at.platform)).filter(({ action }) => action === 'collection');
    expect(events).toMatchObject([
      { phase: 'intent', who: 'super' },
      { phase: 'outcome', detail: { state: 'published', rows: 2, accepted: 1, rejected: 1, duplicate: 0 } },
    ]);
    expect(events[0]?.effect).toBe(events[1]?.effect);
  });
});
