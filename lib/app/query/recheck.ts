import { type Access, accessFor, refuseStopped } from '#app/access/access.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import type { Platform } from '#app/ports.ts';
import { localMonth } from '#core/access/local-day.ts';
import type { RowRule } from '#core/access/row-rule.ts';
import { testsOfRule } from '#core/access/row-rule-plain.ts';
import { AppError } from '#core/model/error.ts';
import type { QueryRecord } from './query-record.ts';

/**
 * Whether a caller may still see what they asked: their access holds, nothing of it is stopped, none of it is retired,
 * they ask for the same organisation, and their profile is the one that it was asked under, in the same version. Fails
 * with FORBIDDEN, or ACCESS_CHANGED when they may ask it again.
 */
export async function recheck(
  platform: Pick<Platform, 'registry' | 'clock'>,
  caller: Caller,
  {
    profile,
    datasets,
    organisation,
    createdAt,
  }: Pick<QueryRecord, 'profile' | 'datasets' | 'organisation' | 'createdAt'>,
): Promise<Access> {
  const access = await accessFor(platform, { ...caller, preview: profile.preview ? profile.id : null });
  refuseStopped(access, datasets);
  const definitions = await Promise.all(datasets.map((dataset) => findDefinition(platform, dataset)));
  const isSame =
    access.profile.id === profile.id &&
    access.profile.version === profile.version &&
    caller.organisation === organisation;
  const rules = datasets.map((dataset) => access.profile.datasets[dataset]?.rowRule ?? null);
  const isOfThisMonth = localMonth(new Date(createdAt)) === localMonth(platform.clock());
  const holds = isSame && (isOfThisMonth || !rules.some(goesByMonth));
  if (holds && !definitions.some((definition) => definition?.retired)) return access;
  throw new AppError(
    'ACCESS_CHANGED',
    'what you may see has changed since this was asked: run the query again',
  );
}

function goesByMonth(rule: RowRule | null): boolean {
  return rule !== null && testsOfRule(rule).some((test) => 'lastMonths' in test);
}
