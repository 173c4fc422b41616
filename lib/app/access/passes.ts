import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { contextUnder, currentPins } from '#app/query/context.ts';
import {
  allRows,
  oneRow,
  outcomeOf,
  QUERY_TIMEOUT_MS,
  startPlan,
  statusOfAll,
} from '#app/query/execution.ts';
import { parsedSpec } from '#app/query/settle.ts';
import { type DatasetAccess, type Profile, wholeAccess } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { ProfileId } from '#core/model/id.ts';
import { compileQuery } from '#core/query/compile.ts';
import { completeResult } from '#core/query/complete.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import type { Query } from '#core/query/query.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { listProfileItems } from './profile-store.ts';

/**
 * How many current records there are, and how many of them a row rule lets through. `records` null = nothing is published;
 * `passes` null besides that = the engine reads only as profiles in force, and none of them shows all of the dataset.
 */
export type Passes = { readonly records: number | null; readonly passes: number | null };

/**
 * Counts exactly what a row rule lets through of the current publication of a dataset, for somebody who may change
 * profiles and whoever called this made sure of it. It is a consultation.
 */
export async function countPasses(
  platform: Platform,
  caller: Caller,
  profile: ProfileId,
  definition: DatasetDefinition,
  rowRule: DatasetAccess['rowRule'],
): Promise<Passes> {
  const manifest = await currentManifest(platform, definition.id);
  if (manifest === null) return { records: null, passes: null };
  if (rowRule === null) return { records: manifest.rows, passes: manifest.rows };
  const spec = parsedSpec({ datasets: [definition.id], measures: [{ measure: 'count' }] });
  const looked = {
    id: profile,
    version: 0,
    datasets: { [definition.id]: { ...wholeAccess(definition), rowRule } },
  };
  const pins = await currentPins(platform, { profile: looked, preview: false }, spec);
  const context = { ...(await contextUnder(platform, spec, pins, looked)), rollups: new Map() };
  const query = resolveQuery(spec, context);
  const passes = await audited(
    platform,
    caller,
    'consultation',
    `profile/${profile}`,
    { change: 'check' },
    async () =>
      counted(platform, caller, query, (await showsAll(platform.registry, definition)) ?? pins.profile),
    { datasets: [definition.id], publications: pins.manifests, personal: { rowRule } },
  );
  return { records: manifest.rows, passes };
}

async function counted(
  platform: Platform,
  caller: Caller,
  query: Query,
  under: Pick<Profile, 'id' | 'version'>,
): Promise<number | null> {
  const plan = compileQuery(query, 1);
  const executions = await startPlan(platform, plan, engineAccessOf(query, under, caller.user)).catch(
    (error: unknown) => {
      if (error instanceof AppError && error.code === 'UNAVAILABLE') return null;
      throw error;
    },
  );
  if (executions === null) return null;
  const statuses = await statusOfAll(platform, executions, QUERY_TIMEOUT_MS);
  if (statuses === null || outcomeOf(statuses, true)?.state !== 'succeeded')
    throw new AppError('UNAVAILABLE', 'the records could not be counted; try again');
  const { mapped, notMapped } = completeResult(query, await allRows(platform, executions.main));
  const rest = executions.rest === null ? null : await oneRow(platform, executions.rest);
  return mapped.count + notMapped.count + (rest?.('not_mapped') ?? 0) + (rest?.('outside_coverage') ?? 0);
}

/** A profile in force that shows every record of a dataset in full, for the engine to read as; null = there is none. */
async function showsAll(
  registry: Platform['registry'],
  definition: DatasetDefinition,
): Promise<Pick<Profile, 'id' | 'version'> | null> {
  const { fields } = wholeAccess(definition);
  const found = (await listProfileItems(registry)).find(({ profile }) => {
    const access = profile.state === 'active' ? profile.datasets[definition.id] : undefined;
    return (
      access !== undefined &&
      access.kind === 'records' &&
      access.rowRule === null &&
      access.precision.exact &&
      fields.every((name) => access.fields.includes(name))
    );
  });
  return found?.profile ?? null;
}
