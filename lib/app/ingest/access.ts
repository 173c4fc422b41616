import type { On } from '#app/authorise.ts';
import { findDefinition } from '#app/dataset.ts';
import type { Platform } from '#app/ports.ts';
import type { DatasetId } from '#core/model/id.ts';

/**
 * What a delivery of a dataset is done to: the data of its agency, or of none when there is no such dataset, so that a
 * supplier is refused in the same words for one that is not there and one that is not theirs.
 */
export async function deliveriesOf(platform: Pick<Platform, 'registry'>, dataset: DatasetId): Promise<On> {
  const definition = await findDefinition(platform, dataset);
  return definition === null ? {} : { agency: definition.contract.agency };
}
