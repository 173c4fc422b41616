import { type Access, accessFor, refuseStopped } from '#app/access/access.ts';
import { reasonFor } from '#app/access/reason.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import type { Platform } from '#app/ports.ts';
import { contextUnder, currentPins } from '#app/query/context.ts';
import { pinsAsOf } from '#app/query/frozen-pins.ts';
import type { QueryView } from '#app/query/query-record.ts';
import { submitQuery } from '#app/query/submit.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { getLink, type Link, showLink } from './link.ts';
import { disclosedTo } from './naming.ts';

/**
 * Asks what a link shows: its question, of the publications, boundaries, definitions and lookup tables that it was asked
 * of, under the profile that the caller has now and the month that it is now. From here on it is the caller's own query.
 * What has been taken out of sight since stays out of sight. Fails with NOT_FOUND when the link or a publication is gone,
 * FIELD_NOT_FOUND when the caller's profile does not show all of it, CONFLICT when it cannot be shown as it was without
 * showing more, and as `submitQuery` does.
 */
export async function openLink(
  platform: Platform,
  caller: Caller,
  id: string,
  options: { readonly idempotencyKey?: string; readonly waitMs: number },
): Promise<QueryView> {
  const link = await getLink(platform.registry, id);
  const { pins, spec } = link;
  const access = await accessFor(platform, caller);
  refuseStopped(access, spec.datasets);
  await requireShown(platform, caller, link);
  const definitions = await definitionsOf(platform, spec, access);
  const reason = await reasonFor(platform, caller, definitions, 'session');
  const { publications } = await showLink(platform, caller, id);
  const gone = publications.find(({ kept }) => !kept);
  if (gone !== undefined)
    throw new AppError(
      'NOT_FOUND',
      `the publication of ${gone.title} that this table was made of is no longer kept: ask the question of the latest data`,
    );
  await requireNoMore(platform, access, link, definitions);
  return submitQuery(platform, caller, spec, {
    ...options,
    asItWas: pins,
    on: `link/${id}`,
    ...(reason === null ? {} : { reason }),
  });
}

/** Whoever is not shown all of it learns no more than that: not which field, not which dataset. */
async function requireShown(platform: Platform, caller: Caller, link: Link): Promise<void> {
  const { spec } = await disclosedTo(platform, caller, link);
  if (spec !== link.spec) throw notShown();
}

function notShown(): AppError {
  return new AppError(
    'FIELD_NOT_FOUND',
    'your profile does not show all that this table is made of: ask whoever sent the link, or your administrator',
  );
}

/**
 * An earlier definition or lookup table may show what has been taken out of sight since. The question must also stand
 * under the definitions of now, and what is looked up must be looked up in the tables of now. Counts only are given of the
 * boundaries of now: two boundaries of one level would be two answers about the same people.
 */
async function requireNoMore(
  platform: Platform,
  access: Access,
  { pins, spec }: Link,
  definitions: readonly DatasetDefinition[],
): Promise<void> {
  const now = await currentPins(platform, access, spec);
  const guard = { ...pinsAsOf(now, pins), definitions: now.definitions, lookups: now.lookups };
  try {
    resolveQuery(spec, await contextUnder(platform, spec, guard, access.profile));
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'NOT_FOUND') throw error;
    throw notShown();
  }
  const named = namedFields(spec);
  const other = definitions
    .flatMap(({ lookups }) => lookups)
    .find(({ name, lookup }) => named.has(name) && pins.lookups[lookup] !== now.lookups[lookup]);
  if (other !== undefined)
    throw new AppError(
      'CONFLICT',
      'a lookup table that this table is made with has been changed since: ask the question of the latest data',
    );
  const countsOnly = spec.datasets.some((dataset) => access.profile.datasets[dataset]?.kind === 'counts');
  const sameVintages = Object.entries(pins.vintages).every(
    ([level, vintage]) => now.vintages[level] === undefined || now.vintages[level] === vintage,
  );
  if (countsOnly && !sameVintages)
    throw new AppError(
      'CONFLICT',
      'this table was made with earlier boundaries, of which your profile gives no counts: ask the question of the latest data',
    );
}

async function definitionsOf(
  platform: Platform,
  spec: ParsedQuerySpec,
  { profile }: Access,
): Promise<readonly DatasetDefinition[]> {
  const shown = spec.datasets.filter((dataset) => profile.datasets[dataset] !== undefined);
  const found = await Promise.all(shown.map((dataset) => findDefinition(platform, dataset)));
  return found.flatMap((definition) => (definition === null || definition.retired ? [] : [definition]));
}

function namedFields({ where, groupBy = [], measures = [], records }: ParsedQuerySpec): ReadonlySet<string> {
  const names = [...(where?.fields ?? []), ...groupBy, ...measures].flatMap((item) =>
    'field' in item ? [item.field] : [],
  );
  return new Set([...names, ...(records?.fields ?? [])]);
}
