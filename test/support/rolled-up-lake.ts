import { WorkDatabase } from '#adapters/duckdb/ingest/work-database.ts';
import { WorkFolder } from '#adapters/duckdb/ingest/work-folder.ts';
import { writeRollup } from '#adapters/duckdb/ingest/write-rollup.ts';
import { areaColumnsOf } from '#core/ingest/stage.ts';
import type { Manifest, ManifestPeriod } from '#core/model/manifest.ts';
import type { FixtureDataset, FixtureLake } from './fixture-lake.ts';

/** The same lake with the roll-ups that the product makes of its records, where they pay. */
export async function rolledUp(lake: FixtureLake, datasets: readonly FixtureDataset[]): Promise<FixtureLake> {
  const folder = await WorkFolder.make(lake.root);
  const database = await WorkDatabase.open(folder.file('spill'));
  const manifests: Manifest[] = [];
  try {
    for (const manifest of lake.manifests) {
      const definition = datasets.find((one) => one.definition.id === manifest.dataset)?.definition;
      if (definition === undefined) throw new Error(`no dataset ${manifest.dataset}`);
      const periods: ManifestPeriod[] = [];
      for (const records of manifest.periods) {
        const areas = areaColumnsOf(manifest.geography);
        const task = { definition, version: records.v };
        const rollup = await writeRollup(task, database, folder, records, areas);
        periods.push(records, ...(rollup === null ? [] : [rollup]));
      }
      manifests.push({ ...manifest, periods });
    }
  } finally {
    database.close();
    await folder.remove();
  }
  const byDataset = new Map(manifests.map((manifest) => [manifest.dataset, manifest]));
  return { ...lake, manifests, context: { ...lake.context, manifests: byDataset } };
}
