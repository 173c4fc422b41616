import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { getDefinition } from '#app/dataset.ts';
import { geographyHashes } from '#app/geography/store.ts';
import type { LeaseOptions } from '#app/ingest/lease.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { sameGeography } from '#core/ingest/stage.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { publishAgain } from './publish-again.ts';

/**
 * Locates every record of a dataset in the boundaries as they are now and publishes it anew. Returns null when there
 * is nothing to do: nothing published, or located in these boundaries already. Fails with FORBIDDEN.
 */
export async function relocate(
  platform: IngestPlatform,
  caller: Caller,
  dataset: DatasetId,
  lease: LeaseOptions = {},
): Promise<Manifest | null> {
  authorise(caller, 'change-publications');
  await getDefinition(platform, dataset);
  const due = async ({ geography }: Manifest) =>
    sameGeography(geography, await geographyHashes(platform)) ? null : {};
  return publishAgain(platform, caller, dataset, 'relocation', due, lease);
}
