import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { findQuery, replayQuery } from '#app/query/replay.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type QueryId, type UserId } from '#core/model/id.ts';
import type { QueryResult } from '#core/model/result.ts';
import { audited } from './audited.ts';
import { findEffect } from './effect.ts';
import { entryOf } from './entry.ts';
import { type NamedEntry, Names } from './names.ts';

/**
 * What a person saw: the query of an effect on the publications, boundaries and version of the profile that it was asked
 * under, whatever has changed since. Fails with FORBIDDEN, with NOT_FOUND when there is no such effect or what it was
 * asked of is no longer kept, with CONFLICT when nothing was shown, and as the query itself did.
 */
export async function replayEffect(
  platform: Platform,
  caller: Caller,
  effect: string,
): Promise<{ readonly entry: NamedEntry; readonly result: QueryResult }> {
  authorise(caller, 'read-audit');
  const { intent, outcome } = await findEffect(platform, effect);
  const entry = entryOf(intent, outcome, platform.clock().getTime());
  const { profile, datasets, publications } = entry;
  const facts = { datasets, publications, ...(profile === null ? {} : { profile }) };
  return audited(
    platform,
    caller,
    'audit-read',
    `audit/${effect}`,
    { replay: true, object: entry.object },
    async () => ({
      entry: await new Names(platform.registry).entry(entry),
      result: await shown(platform, entry.who, entry.object),
    }),
    facts,
    ({ result }) => ({ rows: result.columns[0]?.values.length ?? 0 }),
  );
}

async function shown(platform: Platform, who: string, object: string): Promise<QueryResult> {
  const id = /^query\/([0-9A-Z]{26})$/.exec(object)?.[1];
  if (id === undefined)
    throw new AppError(
      'CONFLICT',
      'no records were shown: only what was asked of datasets can be seen again',
    );
  const record = await findQuery(platform, brandId<UserId>(who), brandId<QueryId>(id));
  if (record === null) throw new AppError('NOT_FOUND', 'the query is no longer kept');
  if (record.state !== 'succeeded')
    throw new AppError('CONFLICT', `no records were shown: the query is ${record.state}`);
  return replayQuery(platform, record);
}
