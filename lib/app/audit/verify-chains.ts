import type { Platform } from '#app/ports.ts';
import type { KnownHead } from './anchor.ts';
import { anchoredHeads } from './anchored-heads.ts';
import { chainRegions, regionOf } from './region.ts';
import { type Verification, verifyAudit } from './verify.ts';

/** How long what another region wrote may take to be seen here as a whole. */
const LATE_MS = 5_000;

type Store = Pick<Platform, 'registry' | 'objects' | 'anchor' | 'region'>;
export type ChainsVerification = Verification & { readonly heads: number };

/**
 * Walks the chains of all regions, each against the heads of it that are known: those given, and those told elsewhere. The
 * items of another region arrive one by one, so that its chain is looked at again before it counts as broken.
 */
export async function verifyChains(
  platform: Store,
  { heads = [], lateMs = LATE_MS }: { readonly heads?: readonly KnownHead[]; readonly lateMs?: number } = {},
): Promise<ChainsVerification> {
  let [objects, events, known] = [0, 0, 0];
  for (const region of await chainRegions(platform)) {
    const walk = async () => {
      const told = [
        ...heads.filter((head) => head.region === region),
        ...(await anchoredHeads(platform, region)),
      ];
      return { told: told.length, found: await verifyAudit(platform, { region, heads: told }) };
    };
    let { told, found } = await walk();
    if (found.state === 'broken' && region !== regionOf(platform)) {
      await new Promise((resolve) => setTimeout(resolve, lateMs));
      ({ told, found } = await walk());
    }
    objects += found.objects;
    events += found.events;
    known += told;
    if (found.firstBreak !== null)
      return { state: 'broken', objects, events, firstBreak: found.firstBreak, heads: known };
  }
  return { state: 'whole', objects, events, firstBreak: null, heads: known };
}
