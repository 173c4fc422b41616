import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { getDefinition, listDefinitions } from '#app/dataset.ts';
import type { LeaseOptions } from '#app/ingest/lease.ts';
import type { IngestPlatform } from '#app/ports.ts';
import type { DatasetId } from '#core/model/id.ts';
import { type Manifest, yearsWithoutRollup } from '#core/model/manifest.ts';
import { publishAgain } from './publish-again.ts';

/** Who makes roll-ups when nobody asks, in the audit: the product itself. */
const ROLL_UPS = { user: 'roll-ups', organisation: null };

/** What became of the datasets that were looked at; `left` are those for which there was no time. */
export type RolledUp = {
  readonly published: readonly Manifest[];
  readonly failed: readonly { readonly dataset: DatasetId; readonly error: unknown }[];
  readonly left: readonly DatasetId[];
};

/**
 * Makes the roll-ups that the current publication of a dataset lacks: those years are composed and published anew, each
 * with its roll-up if one pays. Returns null when there is nothing to do. Fails with FORBIDDEN.
 */
export async function rollUp(
  platform: IngestPlatform,
  caller: Caller,
  dataset: DatasetId,
  lease: LeaseOptions = {},
): Promise<Manifest | null> {
  authorise(caller, 'change-publications');
  await getDefinition(platform, dataset);
  return rollUpDataset(platform, caller, dataset, lease);
}

/**
 * The same for every dataset, without anybody asking, for as long as `hasTime`; one that fails keeps no other from it.
 */
export async function rollUpAll(
  platform: IngestPlatform,
  lease: LeaseOptions = {},
  hasTime: () => boolean = () => true,
): Promise<RolledUp> {
  const published: Manifest[] = [];
  const failed: { dataset: DatasetId; error: unknown }[] = [];
  const left: DatasetId[] = [];
  for (const { id } of await listDefinitions(platform)) {
    if (!hasTime()) {
      left.push(id);
      continue;
    }
    try {
      const manifest = await rollUpDataset(platform, ROLL_UPS, id, lease);
      if (manifest !== null) published.push(manifest);
    } catch (error) {
      failed.push({ dataset: id, error });
    }
  }
  return { published, failed, left };
}

function rollUpDataset(
  platform: IngestPlatform,
  by: Parameters<typeof publishAgain>[1],
  dataset: DatasetId,
  lease: LeaseOptions,
): Promise<Manifest | null> {
  const due = async (current: Manifest) => {
    const years = yearsWithoutRollup(current);
    return years.length === 0 ? null : { years };
  };
  return publishAgain(platform, by, dataset, 'rollup', due, lease);
}
