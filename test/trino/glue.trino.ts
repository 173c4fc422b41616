import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { GlueTables } from '#adapters/aws/glue-tables.ts';
import { applyDefinition } from '#app/dataset.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { wholeAccess } from '#core/access/profile.ts';
import { DatasetDefinitionSchema, type DatasetDefinitionSpec } from '#core/model/dataset.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { compileQuery } from '#core/query/compile.ts';
import { placesOf } from '#core/query/places.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { printTrino } from '#core/sql/trino.ts';
import { viewFor } from '#core/view/view.ts';
import {
  EAST,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  WEST,
} from '#test/app/ingest/made-platform.ts';
import { NOW } from '#test/support/fixture-lake.ts';
import { makeBucket, motoClient } from '#test/support/moto.ts';
import { trino } from './shared-server.ts';

const BUCKET = 'safestats-test-lake';
const DATABASE = 'safestats';
const COLOUR = {
  name: 'colour',
  label: 'Colour',
  description: 'Colour',
  type: 'category',
  role: 'dimension',
  sensitivity: 'open',
} as const;

describe.skipIf(!inject('trinoReadsGlue'))('tables of Glue, read by a Trino that knows nothing else', () => {
  let glue: GlueClient;
  let s3: S3Client;
  let at: Made;

  beforeAll(async () => {
    glue = new GlueClient(motoClient());
    s3 = new S3Client(motoClient());
    await makeBucket(s3, BUCKET);
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }));
    at = await makePlatform({ tables: new GlueTables({ client: glue, database: DATABASE, bucket: BUCKET }) });
  }, 120_000);

  afterAll(async () => {
    await at?.close();
    glue?.destroy();
    s3?.destroy();
  });

  async function deliver(value: number): Promise<void> {
    await at.deliver(
      `2018-05-${value}.csv`,
      made(
        `a,2018-05,Met,${WEST},Theft,${value}`,
        `b,2018-05,Met,${EAST},Theft,1`,
        `c,2019-01,Met,${EAST},Robbery,2`,
      ),
      { command: { from: '2018-05', to: '2019-01', areas: null } },
    );
    for (const { key } of (await published()).periods.flatMap(({ files }) => files))
      await s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: await readFile(join(at.folder, key)) }),
      );
  }

  async function published(): Promise<Manifest> {
    const manifest = await currentManifest(at.platform, MADE_CRIME.id);
    if (manifest === null) throw new Error('nothing is published');
    return manifest;
  }

  /** Groups of a publication as the statement of the product gives them, word for word. */
  async function groupsBy(field: string, manifest: Manifest, spec: DatasetDefinitionSpec = MADE_CRIME) {
    const definition = DatasetDefinitionSchema.parse(spec);
    const context = {
      views: new Map([[definition.id, viewFor(definition, wholeAccess(definition), NOW)]]),
      manifests: new Map([[definition.id, manifest]]),
      places: placesOf([], {}),
      denominators: new Map(),
    };
    const asked = {
      datasets: [definition.id],
      groupBy: [{ field }],
      measures: [{ measure: 'count' } as const, { measure: 'sum', field: 'value' } as const],
    };
    const { main } = compileQuery(resolveQuery(asked, context), 10);
    const sql = printTrino(main, { catalog: 'awsdatacatalog', schema: DATABASE });
    return (await trino.rows(sql)).map(([group, count, sum]) => [group, count, sum]).sort();
  }

  it('has the rows of each publication, the earlier one as well', async () => {
    await deliver(10);
    const first = await published();
    await deliver(20);
    expect(await groupsBy('category', await published())).toEqual([
      ['Robbery', 1n, 2n],
      ['Theft', 2n, 21n],
    ]);
    expect(await groupsBy('category', first)).toEqual([
      ['Robbery', 1n, 2n],
      ['Theft', 2n, 11n],
    ]);
  });

  it('has NULL for a field that came after the files, in partitions of before and after', async () => {
    const before = await published();
    const amended = { ...MADE_CRIME, fields: [...MADE_CRIME.fields, COLOUR] };
    await applyDefinition(at.platform, SUPER_ADMIN, amended);
    expect(await groupsBy('colour', before, amended)).toEqual([[null, 3n, 23n]]);
    await deliver(30);
    expect(await groupsBy('colour', await published(), amended)).toEqual([[null, 3n, 33n]]);
  });
});
