import { GetTableCommand, paginateGetPartitions } from '@aws-sdk/client-glue';
import { isNamed } from '#adapters/aws/error-name.ts';
import { listDefinitions } from '#app/dataset.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { tableName } from '#core/sql/trino.ts';
import type { Cloud } from '../cloud.ts';
import { countText, NotTried, ok, type Probe, wrong } from '../probe.ts';
import { BLIND } from './grants.ts';

export const tables: Probe = {
  name: 'tables',
  what: 'What is published has its tables and partitions in both regions',
  why: 'functions make them under grants of Lake Formation, in the other region too',
  wants: ['--env'],
  makes: null,
  async run({ cloud }) {
    const at = cloud();
    const published: Manifest[] = [];
    for (const { id } of await listDefinitions(at)) {
      const manifest = await currentManifest(at, id);
      if (manifest !== null) published.push(manifest);
    }
    if (published.length === 0) throw new NotTried('nothing is published yet: deliver a file first');
    const counts: string[] = [];
    for (const region of at.regions) {
      let partitions = 0;
      for (const [table, wanted] of published.flatMap((manifest) => [...tablesOf(manifest)])) {
        const known = await partitionsOf(at, region, table);
        if (known === null)
          return wrong(
            `${region}: the table ${table} is not there`,
            'look at the log of `ingest`: Lake Formation may have refused it (stacks `ingest` and `grants`)',
          );
        const missing = wanted.filter((partition) => !known.has(partition));
        if (missing.length > 0)
          return wrong(
            `${region}: ${table} lacks ${missing.length} of ${countText(wanted.length, 'partition')}, ${missing[0]} first`,
            region === at.regions[0]
              ? 'look at the log of `ingest`, and publish again'
              : 'it follows every five minutes: try again, then look at the log of `ingest` there',
          );
        partitions += wanted.length;
      }
      counts.push(`${region} ${countText(partitions, 'partition')}`);
    }
    return ok(`${countText(published.length, 'dataset')}: ${counts.join(', ')}`);
  },
};

/** Every table that a publication needs, with its partitions, `<period>/<version>`. */
function tablesOf({ dataset, periods }: Manifest): ReadonlyMap<string, readonly string[]> {
  const of = new Map<string, string[]>();
  for (const { kind, period, v } of periods) {
    const table = tableName({ dataset, kind });
    of.set(table, [...(of.get(table) ?? []), `${period}/${v}`]);
  }
  return of;
}

/** The partitions of a table; null = there is no such table. Fails with NotTried where the operator may not look. */
async function partitionsOf(
  { names, in: clients }: Cloud,
  region: string,
  table: string,
): Promise<ReadonlySet<string> | null> {
  const client = clients(region).glue;
  const DatabaseName = names.database();
  const found = new Set<string>();
  try {
    await client.send(new GetTableCommand({ DatabaseName, Name: table }));
    const which = { DatabaseName, TableName: table, ExcludeColumnSchema: true };
    for await (const { Partitions = [] } of paginateGetPartitions({ client }, which))
      for (const { Values = [] } of Partitions) found.add(Values.join('/'));
    return found;
  } catch (error) {
    if (isNamed(error, 'EntityNotFoundException')) return null;
    if (isNamed(error, 'AccessDeniedException')) throw new NotTried(BLIND);
    throw error;
  }
}
