import { afterEach, describe, expect, it } from 'vitest';
import { applyDefinition } from '#app/dataset.ts';
import { processDelivery } from '#app/ingest/process.ts';
import type { TableVersion } from '#app/ports.ts';
import { cleanUp } from '#app/publication/clean-up.ts';
import {
  currentManifest,
  KEPT_PUBLICATIONS,
  POINTER_PARTITION,
  readPointer,
} from '#app/publication/manifest-store.ts';
import { rollBack } from '#app/publication/roll-back.ts';
import type { Step } from '#core/ingest/step.ts';
import { tablesContract } from '#test/contract/tables.ts';
import { MemoryTables } from '#test/support/memory-tables.ts';
import {
  addBoundaries,
  EAST,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  square,
  WEST,
} from '../ingest/made-platform.ts';

const DATASET = MADE_CRIME.id;
const HOUR_MS = 60 * 60_000;
const HIVE = { INTEGER: 'int', BIGINT: 'bigint', VARCHAR: 'string', BOOLEAN: 'boolean' } as const;

tablesContract('in memory', async () => {
  const tables = new MemoryTables();
  const namesOf = (dataset: string) => Object.entries(tables.columnsOf(dataset) ?? {});
  const subject = {
    tables,
    columnsOf: async (dataset: string) =>
      tables.columnsOf(dataset) === null
        ? null
        : namesOf(dataset).map(([name, type]) => `${name} ${HIVE[type]}`),
    partitionColumnsOf: async (dataset: string, period: string, v: string) =>
      (await tables.list(dataset)).some((one) => one.period === period && one.v === v)
        ? namesOf(dataset).map(([name]) => name)
        : null,
  };
  return { subject, dispose: async () => undefined };
});

describe('the tables of a dataset', () => {
  let tables = new MemoryTables();
  let at: Made | null = null;
  let now = Date.parse('2026-03-01T12:00:00Z');
  afterEach(async () => {
    await at?.close();
    at = null;
    tables = new MemoryTables();
  });

  async function start(onStep: (step: Step) => Promise<void> = async () => undefined): Promise<Made> {
    at = await makePlatform({ tables, clock: () => new Date(now), process: { onStep } });
    return at;
  }

  const deliver = ({ deliver: hand }: Made, value: number) =>
    hand('2018-05-a.csv', made(`a,2018-05,Met,${WEST},Theft,${value}`, `b,2019-01,Met,${EAST},Theft,1`), {
      command: { from: '2018-05', to: '2019-01', areas: null },
    });
  const keysOf = (versions: readonly TableVersion[]) =>
    versions.map(({ kind, period, v }) => `${kind}/${period}/${v}`).sort();
  const partitions = async () => keysOf(await tables.list(DATASET));
  const published = async ({ platform }: Made) =>
    keysOf((await currentManifest(platform, DATASET))?.periods ?? []);

  it('have the columns of the definition and of the boundaries as soon as it is applied', async () => {
    await start();
    expect(tables.columnsOf(DATASET)).toMatchObject({
      record_id: 'BIGINT',
      borough_2022: 'VARCHAR',
      category: 'VARCHAR',
      value: 'BIGINT',
    });
  });

  it('gain the fields of an amended definition, and are made up for when the same is applied again', async () => {
    const { platform } = await start();
    const colour = { ...MADE_CRIME.fields[1], name: 'colour', label: 'Colour' };
    const amended = { ...MADE_CRIME, fields: [...MADE_CRIME.fields, colour] };
    await applyDefinition(platform, SUPER_ADMIN, amended);
    expect(tables.columnsOf(DATASET)).toHaveProperty('colour', 'VARCHAR');
    const empty = new MemoryTables();
    const again = await applyDefinition({ ...platform, tables: empty }, SUPER_ADMIN, amended);
    expect(again.changed).toBe(false);
    expect(empty.columnsOf(DATASET)).toHaveProperty('colour', 'VARCHAR');
  });

  it('have a partition for every year of a publication before the pointer moves', async () => {
    const before: unknown[] = [];
    const made = await start(async (step) => {
      if (step !== 'manifest-written') return;
      const { pointer } = await readPointer(made.platform, DATASET);
      before.push([pointer, (await tables.list(DATASET)).length]);
    });
    await deliver(made, 1);
    expect(before).toEqual([[null, 2]]);
    expect(await partitions()).toEqual(await published(made));
  });

  it('gain the areas of new boundaries with the publication that is located in them', async () => {
    const made = await start();
    await addBoundaries(made.platform, 'ward', '2025', [
      { code: 'N', polygons: [square(-0.2, 51.4, 0, 51.6)] },
    ]);
    expect(tables.columnsOf(DATASET)).not.toHaveProperty('ward_2025');
    await deliver(made, 1);
    expect(tables.columnsOf(DATASET)).toHaveProperty('ward_2025', 'VARCHAR');
  });

  it('show nothing of a publication that was killed before the pointer moved, and lose it', async () => {
    let isDead = true;
    const made = await start(async (step) => {
      if (step === 'manifest-written' && isDead) throw new Error('killed');
    });
    expect(await deliver(made, 1)).toMatchObject({ state: 'failed' });
    const left = await partitions();
    expect(left).toHaveLength(2);
    expect(await currentManifest(made.platform, DATASET)).toBeNull();
    isDead = false;
    await processDelivery(made.ingest.platform, DATASET, 1);
    expect(await partitions()).toEqual(await published(made));
    expect((await partitions()).filter((key) => left.includes(key))).toEqual([]);
  });

  it('lose the partitions of a publication that somebody else was quicker than', async () => {
    let isQuicker = false;
    const made = await start(async (step) => {
      if (step !== 'manifest-written' || !isQuicker) return;
      isQuicker = false;
      const { pointer, version } = await readPointer(made.platform, DATASET);
      await made.platform.registry.transact([
        { kind: 'put', partition: POINTER_PARTITION, sort: DATASET, value: pointer, expected: version },
      ]);
    });
    await deliver(made, 1);
    isQuicker = true;
    expect(await deliver(made, 2)).toMatchObject({ state: 'published' });
    expect(await partitions()).toHaveLength(4);
    expect(await partitions()).toEqual(expect.arrayContaining(await published(made)));
  });

  it('need no new partition for a roll-back', async () => {
    const made = await start();
    await deliver(made, 1);
    const first = await currentManifest(made.platform, DATASET);
    if (first === null) throw new Error('nothing is published');
    const wanted = await published(made);
    await deliver(made, 2);
    const before = await partitions();
    await rollBack(made.ingest.platform, SUPER_ADMIN, DATASET, first.id);
    expect(await published(made)).toEqual(wanted);
    expect(await partitions()).toEqual(before);
    expect(before).toEqual(expect.arrayContaining(wanted));
  });

  it('lose the partitions that no publication kept names, after their files', async () => {
    const made = await start();
    await deliver(made, 0);
    const first = (await currentManifest(made.platform, DATASET))?.periods ?? [];
    for (let round = 1; round <= KEPT_PUBLICATIONS; round += 1) {
      now += HOUR_MS;
      await deliver(made, round);
    }
    expect(await partitions()).toEqual(expect.arrayContaining(keysOf(first)));
    now += HOUR_MS;
    const sizes: unknown[] = [];
    const remove = tables.remove.bind(tables);
    tables.remove = async (dataset, versions) => {
      for (const { key } of first.flatMap(({ files }) => files))
        sizes.push(await made.platform.objects.size(key));
      await remove(dataset, versions);
    };
    await cleanUp(made.platform, DATASET);
    expect(sizes).toEqual([null, null]);
    expect((await partitions()).filter((key) => keysOf(first).includes(key))).toEqual([]);
    expect(await partitions()).toHaveLength(2 * KEPT_PUBLICATIONS);
  }, 120_000);
});
