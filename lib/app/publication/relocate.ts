import { audited, publicationFacts } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { getDefinition } from '#app/dataset.ts';
import { geographyHashes } from '#app/geography/store.ts';
import { type LeaseOptions, withDatasetLease } from '#app/ingest/lease.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { sameGeography } from '#core/ingest/stage.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { currentManifest } from './manifest-store.ts';
import { publish } from './publish.ts';

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
  const isDue = async () => {
    const current = await currentManifest(platform, dataset);
    return current !== null && !sameGeography(current.geography, await geographyHashes(platform));
  };
  if (!(await isDue())) return null;
  const work = () =>
    withDatasetLease(
      platform,
      dataset,
      async () => {
        if (!(await isDue())) return null;
        const { manifest } = await publish(
          platform,
          dataset,
          { reason: 'relocation', arriving: null, leaving: null },
          () => [],
          async () => undefined,
        );
        return manifest;
      },
      lease,
    );
  return audited(
    platform,
    caller,
    'alteration',
    `dataset/${dataset}`,
    { change: 'relocation' },
    work,
    { datasets: [dataset] },
    publicationFacts,
  );
}
