import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { S3DeliveryWorker } from '#adapters/aws/s3-delivery-worker.ts';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import { geographyHashes, readAllBoundaries } from '#app/geography/store.ts';
import type {
  ComposeOutcome,
  ComposeTask,
  DeliveryWorker,
  ObjectStore,
  RelocateTask,
  StageOutcome,
  StageTask,
} from '#app/ports.ts';
import { rejectionsKey, type Stage } from '#core/ingest/stage.ts';
import { AppError } from '#core/model/error.ts';
import { type MotoStore, makeMotoStore } from '#test/support/moto.ts';
import {
  addBoundaries,
  EAST,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  square,
  WEST,
} from '../app/ingest/made-platform.ts';
import { type MadeFolder, makeFolder } from './made-folder.ts';

/** What a worker on a folder was asked and answered, with the objects that it read and wrote. */
type Recorded = {
  readonly stages: readonly (readonly [StageTask, StageOutcome])[];
  readonly composes: readonly (readonly [ComposeTask, ComposeOutcome])[];
  readonly relocates: readonly (readonly [RelocateTask, Stage])[];
  readonly objects: ReadonlyMap<string, Uint8Array>;
};

const noStep = async () => undefined;

/** Three deliveries, one of them with a bad row and one refused, and a relocation, done by the worker on a folder. */
async function record(): Promise<Recorded> {
  const stages: [StageTask, StageOutcome][] = [];
  const composes: [ComposeTask, ComposeOutcome][] = [];
  const objects = new Map<string, Uint8Array>();
  const folder = await makeFolder();
  const inner = new ForkedDeliveryWorker(folder.path);
  let at: Made | null = null;
  const keep = async (keys: readonly string[]) => {
    for (const key of keys) objects.set(key, (await at?.platform.objects.get(key)) ?? new Uint8Array());
  };
  const worker: DeliveryWorker = {
    stage: async (task, onStep) => {
      const outcome = await inner.stage(task, onStep);
      stages.push([task, outcome]);
      await keep([task.sourceKey]);
      if (outcome.kind === 'staged') await keep([task.rowsKey, rejectionsKey(MADE_CRIME.id, task.number)]);
      return outcome;
    },
    compose: async (task) => {
      const outcome = await inner.compose(task);
      composes.push([task, outcome]);
      await keep(outcome.periods.flatMap(({ files }) => files.map(({ key }) => key)));
      return outcome;
    },
    relocate: (task) => inner.relocate(task),
    close: () => inner.close(),
  };
  at = await makePlatform({ folder: folder.path, worker });
  const row = (i: number) =>
    `${i},${i % 2 ? '2018-05' : '2017-05'},Met,${i % 3 ? WEST : EAST},${i % 5 ? 'Theft' : 'Robbery'},${i}`;
  const rows = Array.from({ length: 5_000 }, (_, i) => row(i));
  await at.deliver('2018-05-a.csv', made(...rows, 'x,2018-05,Met,,,Theft,many'));
  await at.deliver('2018-05-b.csv', made(...rows.slice(100, 200), row(9_999)));
  await at.deliver('2018-05-c.csv', 'a,b\n1,2\n');
  await addBoundaries(at.platform, 'ward', '2025', [{ code: 'N', polygons: [square(-0.2, 51.4, 0, 51.6)] }]);
  const [, staged] = stages[0] ?? [];
  if (staged?.kind !== 'staged') throw new Error('the first delivery was not staged');
  const task: RelocateTask = {
    stage: staged.stage,
    rowsKey: 'deliveries/made-crime/1/rows-again.parquet',
    boundaries: await readAllBoundaries(at.platform),
    geography: await geographyHashes(at.platform),
  };
  const relocated = await inner.relocate(task);
  await keep([task.rowsKey]);
  await at.close();
  await folder.remove();
  return { stages, composes, relocates: [[task, relocated]], objects };
}

const withoutTimings = ({ timings: _, ...rest }: StageOutcome | ComposeOutcome) => rest;

describe('S3DeliveryWorker({ objects, folder, inner })', () => {
  let recorded: Recorded;
  let store: MotoStore;
  let objects: S3ObjectStore;
  let folder: MadeFolder;
  let inner: ForkedDeliveryWorker;
  let worker: S3DeliveryWorker;
  beforeAll(async () => {
    recorded = await record();
  });
  beforeEach(async () => {
    store = await makeMotoStore();
    objects = new S3ObjectStore({ client: store.s3, buckets: store.buckets });
    folder = await makeFolder();
    inner = new ForkedDeliveryWorker(folder.path);
    worker = new S3DeliveryWorker({ objects, folder: folder.path, inner });
  });
  afterEach(async () => {
    await worker.close();
    store.close();
    await folder.remove();
  });

  const give = async (...keys: readonly string[]) => {
    for (const key of keys) await objects.put(key, recorded.objects.get(key) ?? '');
  };
  const given = async (key: string) => Buffer.from((await objects.get(key)) ?? 'absent');
  const expectSame = async (...keys: readonly string[]) => {
    for (const key of keys)
      expect(Buffer.compare(await given(key), Buffer.from(recorded.objects.get(key) ?? [])), key).toBe(0);
  };
  function first<Task, Outcome>(pairs: readonly (readonly [Task, Outcome])[]): readonly [Task, Outcome] {
    const [pair] = pairs;
    if (pair === undefined) throw new Error('nothing was recorded');
    return pair;
  }

  it('stages what a worker on a folder stages, to the byte', async () => {
    expect(recorded.stages.map(([, { kind }]) => kind)).toEqual(['staged', 'staged', 'refused']);
    for (const [task, outcome] of recorded.stages) {
      await give(task.sourceKey);
      const steps: string[] = [];
      const again = await worker.stage(task, async (step) => void steps.push(step));
      expect(withoutTimings(again)).toEqual(withoutTimings(outcome));
      expect(steps).toEqual(outcome.kind === 'staged' ? ['checked', 'located'] : []);
      if (outcome.kind === 'staged')
        await expectSame(task.rowsKey, rejectionsKey(MADE_CRIME.id, task.number));
      expect(await folder.files()).toEqual([]);
    }
    expect(await objects.list('deliveries/made-crime/3/')).toEqual([]);
  });

  it('composes what a worker on a folder composes, to the byte', async () => {
    expect(recorded.composes.length).toBeGreaterThan(1);
    for (const [task, outcome] of recorded.composes) {
      await give(...task.stages.map(({ rowsKey }) => rowsKey));
      expect(withoutTimings(await worker.compose(task))).toEqual(withoutTimings(outcome));
      const keys = outcome.periods.flatMap(({ files }) => files.map(({ key }) => key));
      expect(keys.length).toBeGreaterThan(0);
      await expectSame(...keys);
      expect(await folder.files()).toEqual([]);
    }
  });

  it('relocates what a worker on a folder relocates, to the byte', async () => {
    const [task, outcome] = first(recorded.relocates);
    await give(task.stage.rowsKey);
    expect(await worker.relocate(task)).toEqual(outcome);
    expect(outcome.columns).toHaveProperty('ward_2025');
    await expectSame(task.rowsKey);
    expect(await folder.files()).toEqual([]);
  });

  it('does one task after another, so that none removes what another reads', async () => {
    const [compose, outcome] = first([...recorded.composes].reverse());
    await give(...compose.stages.map(({ rowsKey }) => rowsKey));
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => worker.compose(compose)));
    for (const one of outcomes) expect(withoutTimings(one)).toEqual(withoutTimings(outcome));
  });

  it('fails for a source that is not the one received, and for rows that are gone', async () => {
    const [stage] = first(recorded.stages);
    await objects.put(stage.sourceKey, made(`a,2018-05,Met,${WEST},Theft,1`));
    await expect(worker.stage(stage, noStep)).rejects.toThrow('are known');
    const [compose] = first(recorded.composes);
    await expect(worker.compose(compose)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await objects.list('')).toEqual([stage.sourceKey]);
    expect(await folder.files()).toEqual([]);
  });

  it('fails when what it wrote cannot be put up, and shows nothing of it', async () => {
    const refusing: ObjectStore = Object.assign(Object.create(objects), {
      get: (key: string) => objects.get(key),
      read: (key: string) => objects.read(key),
      delete: (key: string) => objects.delete(key),
      putStream: () => Promise.reject(new AppError('UNAVAILABLE', 'no room')),
    });
    const lost = new S3DeliveryWorker({ objects: refusing, folder: folder.path, inner });
    const [stage] = first(recorded.stages);
    const [compose] = first(recorded.composes);
    await give(stage.sourceKey, ...compose.stages.map(({ rowsKey }) => rowsKey));
    const before = await objects.list('');
    await expect(lost.stage({ ...stage, rowsKey: `${stage.rowsKey}.new` }, noStep)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await expect(lost.compose(compose)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await objects.list('')).toEqual(before);
    expect(await folder.files()).toEqual([]);
  });

  it('gives no file as published that is not what its hash says', async () => {
    const damaging: DeliveryWorker = {
      stage: (task, onStep) => inner.stage(task, onStep),
      relocate: (task) => inner.relocate(task),
      close: () => inner.close(),
      compose: async (task) => {
        const outcome = await inner.compose(task);
        const key = outcome.periods[0]?.files[0]?.key ?? '';
        await appendFile(join(folder.path, key), 'x');
        return outcome;
      },
    };
    const damaged = new S3DeliveryWorker({ objects, folder: folder.path, inner: damaging });
    const [compose] = first(recorded.composes);
    await give(...compose.stages.map(({ rowsKey }) => rowsKey));
    await expect(damaged.compose(compose)).rejects.toThrow('are known');
    const key = first(recorded.composes)[1].periods[0]?.files[0]?.key ?? '';
    expect(await objects.get(key)).toBeNull();
    expect(await folder.files()).toEqual([]);
  });

  it('removes its copies when the worker inside fails', async () => {
    const [stage] = first(recorded.stages);
    await give(stage.sourceKey);
    const failing = worker.stage(stage, () => Promise.reject(new Error('the registry is gone')));
    await expect(failing).rejects.toThrow('the registry is gone');
    await expect.poll(() => folder.files()).toEqual([]);
    expect(await objects.list('')).toEqual([stage.sourceKey]);
  });
});
