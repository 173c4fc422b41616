import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import type { KnownHead } from './anchor.ts';
import { audited } from './audited.ts';
import { type AuditHead, LOCAL_REGION, pendingBatches, readChain, sealedEnd } from './chain.ts';
import { type Verification, verifyAudit } from './verify.ts';

export type ChainState = { readonly head: AuditHead | null; readonly unsealed: number };
type Store = Pick<Platform, 'registry' | 'objects' | 'audit' | 'newId' | 'anchor'>;

/** The head of the chain, to be kept elsewhere, and how many events are not sealed yet. Fails with FORBIDDEN. */
export async function chainState(platform: Store, caller: Caller): Promise<ChainState> {
  authorise(caller, 'read-audit');
  return audited(platform, caller, 'audit-read', 'audit/chain', {}, () => readChainState(platform));
}

/** Walks the whole chain, against the heads that were told elsewhere. Fails with FORBIDDEN. */
export async function verifyChain(platform: Store, caller: Caller): Promise<Verification> {
  authorise(caller, 'read-audit');
  return audited(
    platform,
    caller,
    'audit-read',
    'audit/verification',
    {},
    async () => verifyAudit(platform, { heads: await anchoredHeads(platform) }),
    {},
    ({ state, objects, events }) => ({
      detail: { state: state === 'whole' ? 'whole' : 'broken', objects, events },
    }),
  );
}

/** The head and the number of events that are not sealed, for the operator. */
export async function readChainState(platform: Pick<Platform, 'registry'>): Promise<ChainState> {
  const { chain } = await readChain(platform, LOCAL_REGION);
  const ends = new Map<string, number>();
  let unsealed = 0;
  for await (const { value } of pendingBatches(platform)) {
    const end = ends.get(value.shard) ?? (await sealedEnd(platform, value.shard))?.sequence ?? 0;
    ends.set(value.shard, end);
    if (value.last > end) unsealed += value.lines.length;
  }
  return { head: chain.head, unsealed };
}

/** Heads that were told where the writer cannot reach; none where no such place is set. */
export async function anchoredHeads({ anchor }: Pick<Platform, 'anchor'>): Promise<readonly KnownHead[]> {
  const heads: KnownHead[] = [];
  if (anchor !== undefined) for await (const head of anchor.heads(LOCAL_REGION)) heads.push(head);
  return heads;
}
