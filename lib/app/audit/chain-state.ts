import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { audited } from './audited.ts';
import { type AuditHead, pendingBatches, readChain, sealedEnd } from './chain.ts';
import { chainRegions } from './region.ts';
import type { Verification } from './verify.ts';
import { verifyChains } from './verify-chains.ts';

/** Where a region's chain ends; a null head: nothing is sealed yet. */
export type ChainEnd = { readonly region: string; readonly head: AuditHead | null };
export type ChainState = ChainEnd & {
  /** Events that are not sealed yet, of all regions. */
  readonly unsealed: number;
  /** Chains of other regions, which are written while those are active. */
  readonly others: readonly ChainEnd[];
};
type Store = Pick<Platform, 'registry' | 'objects' | 'audit' | 'newId' | 'anchor' | 'region'>;

/** The heads of the chains, to be kept elsewhere, and how many events are not sealed yet. Fails with FORBIDDEN. */
export async function chainState(platform: Store, caller: Caller): Promise<ChainState> {
  authorise(caller, 'read-audit');
  return audited(platform, caller, 'audit-read', 'audit/chain', {}, () => readChainState(platform));
}

/** Walks every chain as a whole, against the heads that were told elsewhere. Fails with FORBIDDEN. */
export async function verifyChain(platform: Store, caller: Caller): Promise<Verification> {
  authorise(caller, 'read-audit');
  return audited(
    platform,
    caller,
    'audit-read',
    'audit/verification',
    {},
    async () => {
      const { state, objects, events, firstBreak } = await verifyChains(platform);
      return { state, objects, events, firstBreak };
    },
    {},
    ({ state, objects, events }) => ({
      detail: { state: state === 'whole' ? 'whole' : 'broken', objects, events },
    }),
  );
}

/** The heads and the number of events that are not sealed, for the operator. */
export async function readChainState(platform: Pick<Platform, 'registry' | 'region'>): Promise<ChainState> {
  const [own, ...others] = await chainRegions(platform);
  const endOf = async (region: string): Promise<ChainEnd> => {
    const { chain } = await readChain(platform, region);
    return { region, head: chain.head };
  };
  const ends = new Map<string, number>();
  let unsealed = 0;
  for await (const { value } of pendingBatches(platform)) {
    const end = ends.get(value.shard) ?? (await sealedEnd(platform, value.shard))?.sequence ?? 0;
    ends.set(value.shard, end);
    if (value.last > end) unsealed += value.lines.length;
  }
  return { ...(await endOf(own)), unsealed, others: await Promise.all(others.map(endOf)) };
}
