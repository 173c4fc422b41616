import type { Platform } from '#app/ports.ts';
import type { KnownHead } from './anchor.ts';
import { regionOf } from './region.ts';

/** Heads of a region's chain that were told where its writer cannot reach; none where no such place is set. */
export async function anchoredHeads(
  platform: Pick<Platform, 'anchor' | 'region'>,
  region = regionOf(platform),
): Promise<readonly KnownHead[]> {
  const heads: KnownHead[] = [];
  if (platform.anchor !== undefined) for await (const head of platform.anchor.heads(region)) heads.push(head);
  return heads;
}
