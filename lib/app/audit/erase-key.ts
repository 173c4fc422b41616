import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { audited } from './audited.ts';
import { findEffect } from './effect.ts';
import { holdGuard, isHeld } from './hold.ts';
import { KEY_PARTITION, keysOf } from './personal.ts';

/**
 * Erases the personal values of an effect by removing their keys; the audit then says `erased`. Whoever calls has decided
 * that the caller may. Returns how many keys went. Fails with NOT_FOUND, or CONFLICT while the effect or its person is
 * under a legal hold.
 */
export async function eraseAuditKey(
  platform: Pick<Platform, 'registry' | 'objects' | 'clock' | 'audit' | 'newId' | 'region'>,
  caller: Caller,
  effect: string,
): Promise<number> {
  const { intent } = await findEffect(platform, effect);
  return audited(
    platform,
    caller,
    'erasure',
    `audit/${effect}`,
    {},
    async () => {
      const guard = await holdGuard(platform);
      if ((await isHeld(platform, { effect })) || (await isHeld(platform, { person: intent.who })))
        throw new AppError(
          'CONFLICT',
          'this is under a legal hold: it can be erased when the hold is released',
        );
      const sorts = await keysOf(platform, effect);
      await platform.registry.transact([
        guard,
        ...sorts.map((sort) => ({ kind: 'delete', partition: KEY_PARTITION, sort, expected: null }) as const),
      ]);
      return sorts.length;
    },
    {},
    (keys) => ({ detail: { keys } }),
  );
}
