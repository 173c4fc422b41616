import { audited, publicationFacts } from '#app/audit/audited.ts';
import { type LeaseOptions, withDatasetLease } from '#app/ingest/lease.ts';
import type { IngestPlatform } from '#app/ports.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { currentManifest } from './manifest-store.ts';
import { publish } from './publish.ts';

/** The years to compose anew besides those that publishing finds to be others; null = the current publication may stay. */
type Due = (current: Manifest) => Promise<{ readonly years?: readonly string[] } | null>;

/**
 * Publishes a dataset anew from the deliveries that it has, where its current publication is due for it: asked before the
 * lease is taken, and again under it. Returns null when there is nothing to do.
 */
export async function publishAgain(
  platform: IngestPlatform,
  by: Parameters<typeof audited>[1],
  dataset: DatasetId,
  reason: 'relocation' | 'rollup',
  due: Due,
  lease: LeaseOptions,
): Promise<Manifest | null> {
  const dueNow = async () => {
    const current = await currentManifest(platform, dataset);
    return current === null ? null : due(current);
  };
  if ((await dueNow()) === null) return null;
  const work = () =>
    withDatasetLease(
      platform,
      dataset,
      async () => {
        const what = await dueNow();
        if (what === null) return null;
        const { manifest } = await publish(
          platform,
          dataset,
          { reason, arriving: null, leaving: null, ...what },
          () => [],
          async () => undefined,
        );
        return manifest;
      },
      lease,
    );
  return audited(
    platform,
    by,
    'alteration',
    `dataset/${dataset}`,
    { change: reason },
    work,
    { datasets: [dataset] },
    publicationFacts,
  );
}
