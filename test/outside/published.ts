import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, distinctRows, quoted, type Row, rawTable } from './database.ts';
import { locatePoints } from './located.ts';
import type { RawDataset } from './shared-data.ts';

type PublishedManifest = {
  readonly rows: number;
  readonly periods: readonly { readonly kind: string; readonly files: readonly { readonly key: string }[] }[];
};

/** The latest manifest of a dataset; their names are in the order of their creation. */
export function latestManifest(folder: string, dataset: string): PublishedManifest {
  const names = readdirSync(join(folder, 'manifest', dataset)).filter((name) => name.endsWith('.json'));
  return JSON.parse(readFileSync(join(folder, 'manifest', dataset, names.sort().at(-1) ?? ''), 'utf8'));
}

/** The record files that the latest manifest names, as a table. */
export function publishedTable(folder: string, dataset: string): string {
  return parquetTable(publishedFiles(folder, dataset));
}

export function publishedFiles(folder: string, dataset: string): readonly string[] {
  return latestManifest(folder, dataset)
    .periods.filter(({ kind }) => kind === 'records')
    .flatMap(({ files }) => files.map(({ key }) => join(folder, key)));
}

export function parquetTable(files: readonly string[]): string {
  return `read_parquet([${files.map(quoted).join(', ')}], union_by_name=true, hive_partitioning=false)`;
}

/**
 * Makes the table `expected_<dataset>` of category, borough, period and n: the raw files counted by plain SQL and
 * boroughs found by plain ray crossing.
 */
export async function countRaw(database: Database, dataset: RawDataset): Promise<void> {
  const { place, category, period } = dataset;
  const name = dataset.id.replaceAll('-', '_');
  await database.run(
    `create or replace table raw_${name} as ${distinctRows(dataset, rawTable(dataset, dataset.files))}`,
  );
  await locatePoints(
    database,
    `points_${name}`,
    `select '${place.kind}', "${place.x}", "${place.y}", '' from raw_${name} where "${place.x}" <> '' and "${place.y}" <> ''`,
  );
  await database.run(
    `create or replace table expected_${name} as
     select ${category} as category, p.borough, ${period} as period, count(*)::bigint as n
     from raw_${name} left join points_${name} p on p.x = "${place.x}" and p.y = "${place.y}" group by all`,
  );
}

/** Where counts of the published table and of the raw files differ: empty when they are the same. */
export async function differences(
  database: Database,
  dataset: RawDataset,
  published: string,
): Promise<readonly Row[]> {
  const name = dataset.id.replaceAll('-', '_');
  const { category, period } = dataset.published;
  return database.rows(
    `with found as (select ${category} as category, borough_2022 as borough, ${period} as period, count(*)::bigint as n from ${published} group by all)
     select coalesce(e.category, f.category) as category, coalesce(e.borough, f.borough) as borough,
            coalesce(e.period, f.period) as period, e.n as raw, f.n as published
     from expected_${name} e full join found f
       on e.category is not distinct from f.category and e.borough is not distinct from f.borough and e.period = f.period
     where e.n is distinct from f.n order by all limit 50`,
  );
}
