import { randomUUID } from 'node:crypto';
import { CreateDatabaseCommand, GlueClient, paginateGetPartitions } from '@aws-sdk/client-glue';
import { afterEach, describe, expect, it } from 'vitest';
import { GlueTables } from '#adapters/aws/glue-tables.ts';
import { processDelivery } from '#app/ingest/process.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { rollBack } from '#app/publication/roll-back.ts';
import type { Step } from '#core/ingest/step.ts';
import { type Manifest, versionFolder } from '#core/model/manifest.ts';
import { tableName } from '#core/sql/trino.ts';
import {
  EAST,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  WEST,
} from '#test/app/ingest/made-platform.ts';
import { motoClient } from '#test/support/moto.ts';

const DATASET = MADE_CRIME.id;
const BUCKET = 'safestats-test-lake';

describe('a publication over tables of Glue', () => {
  const client = new GlueClient(motoClient());
  let database = '';
  let at: Made | null = null;
  afterEach(async () => {
    await at?.close();
    at = null;
  });

  async function start(onStep: (step: Step) => Promise<void> = async () => undefined): Promise<Made> {
    database = `test_${randomUUID().replaceAll('-', '')}`;
    await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    const tables = new GlueTables({ client, database, bucket: BUCKET });
    at = await makePlatform({ tables, process: { onStep } });
    return at;
  }

  /** Where the partitions of the dataset lie, as Glue itself lists them. */
  async function locations(): Promise<readonly string[]> {
    const TableName = tableName({ dataset: DATASET, kind: 'records' });
    const found: string[] = [];
    for await (const { Partitions = [] } of paginateGetPartitions(
      { client },
      { DatabaseName: database, TableName },
    ))
      for (const { StorageDescriptor } of Partitions) found.push(StorageDescriptor?.Location ?? '');
    return found.sort();
  }

  async function published({ platform }: Made): Promise<Manifest> {
    const manifest = await currentManifest(platform, DATASET);
    if (manifest === null) throw new Error('nothing is published');
    return manifest;
  }

  const foldersOf = ({ periods }: Manifest) =>
    periods.map(({ kind, period, v }) => `s3://${BUCKET}/${versionFolder(DATASET, kind, period, v)}/`).sort();
  const deliver = ({ deliver: hand }: Made, value: number) =>
    hand('2018-05-a.csv', made(`a,2018-05,Met,${WEST},Theft,${value}`, `b,2019-01,Met,${EAST},Theft,1`), {
      command: { from: '2018-05', to: '2019-01', areas: null },
    });

  it('has every period and version of its manifest as a partition', async () => {
    const made = await start();
    await deliver(made, 1);
    expect(await locations()).toEqual(foldersOf(await published(made)));
    expect(await locations()).toHaveLength(2);
  });

  it('is seen by nobody when it was killed between its partitions and the pointer, and is done over', async () => {
    let isDead = true;
    const made = await start(async (step) => {
      if (step === 'manifest-written' && isDead) throw new Error('killed');
    });
    await deliver(made, 1);
    expect(await locations()).toHaveLength(2);
    expect(await currentManifest(made.platform, DATASET)).toBeNull();
    isDead = false;
    await processDelivery(made.ingest.platform, DATASET, 1);
    expect(await locations()).toEqual(foldersOf(await published(made)));
  });

  it('is rolled back without a new partition', async () => {
    const made = await start();
    await deliver(made, 1);
    const first = await published(made);
    await deliver(made, 2);
    const before = await locations();
    await rollBack(made.ingest.platform, SUPER_ADMIN, DATASET, first.id);
    expect(foldersOf(await published(made))).toEqual(foldersOf(first));
    expect(await locations()).toEqual(before);
    expect(before).toEqual(expect.arrayContaining(foldersOf(first)));
  });
});
