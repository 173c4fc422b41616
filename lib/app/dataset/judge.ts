import { shownByProfiles } from '#app/access/shown.ts';
import { isFinal, listDeliveryItems, noDeliverySince } from '#app/ingest/delivery-store.ts';
import { findLookups, type LookupItem, usedWrite } from '#app/lookup/store.ts';
import type { Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { amendmentFaults, amendmentNotes } from '#core/datasets/amendment.ts';
import { definitionFaults } from '#core/datasets/definition-check.ts';
import { lookupTableFaults } from '#core/datasets/lookup-check.ts';
import { wideningFaults } from '#core/datasets/widening.ts';
import { type DatasetDefinition, DatasetDefinitionSchema } from '#core/model/dataset.ts';
import type { Fault } from '#core/model/error.ts';
import { faultsOfIssues } from '#core/model/fault.ts';
import type { DatasetId } from '#core/model/id.ts';
import { currentDefinition, readVersion } from './store.ts';

/** More faults than anybody would read. */
const FAULTS_TOLD = 500;

/** What to do so that somebody can ask a dataset that no profile shows. */
export const SHOWN_BY_NONE =
  'no profile shows it, so that nobody can ask it: add it to one under Profiles, and have a second Super Admin approve that';

type Store = Pick<Platform, 'registry'>;

/** What a written definition comes to, beside the one that is current. */
export type Judgement = {
  /** Null when what was written is no definition at all. */
  readonly definition: DatasetDefinition | null;
  readonly current: RegistryItem<DatasetDefinition> | null;
  readonly faults: readonly Fault[];
  /** What it means for records that there are already. */
  readonly notes: readonly string[];
  /** What must still hold when it is written. */
  readonly guards: readonly RegistryWrite[];
};

/** Holds what a person wrote against the rules, the lookup tables that there are and the records delivered so far. */
export async function judgeDefinition(platform: Store, spec: unknown): Promise<Judgement> {
  const read = DatasetDefinitionSchema.safeParse(isPlain(spec) ? { version: 1, ...spec } : spec);
  if (!read.success) {
    const faults = faultsOfIssues(read.error.issues.slice(0, FAULTS_TOLD)).slice(0, FAULTS_TOLD);
    return { definition: null, current: null, faults, notes: [], guards: [] };
  }
  const { id } = read.data;
  const current = await currentDefinition(platform, id);
  const definition = {
    ...read.data,
    version: (current?.value.version ?? 0) + 1,
    retired: current?.value.retired ?? false,
  };
  const tables = await findLookups(
    platform,
    definition.lookups.map(({ lookup }) => lookup),
  );
  const amended = current === null ? null : await judgeAmendment(platform, current.value, definition);
  const shown = (await shownByProfiles(platform.registry))(id);
  return {
    definition,
    current,
    faults: [
      ...definitionFaults(definition),
      ...lookupTableFaults(definition, new Map([...tables].map(([name, { value }]) => [name, value]))),
      ...(amended?.faults ?? []),
      ...(current === null ? [] : wideningFaults(current.value, definition, shown)),
    ].slice(0, FAULTS_TOLD),
    notes: [...(amended?.notes ?? []), ...(shown.length === 0 ? [SHOWN_BY_NONE] : [])],
    guards: [...(amended?.guards ?? []), ...newlyUsed(current?.value ?? null, definition, tables)],
  };
}

async function judgeAmendment(
  platform: Store,
  current: DatasetDefinition,
  next: DatasetDefinition,
): Promise<Pick<Judgement, 'faults' | 'notes' | 'guards'>> {
  const notes = amendmentNotes(current, next);
  const isAlwaysSound = amendmentFaults(current, next, [current]).length === 0;
  if (isAlwaysSound) return { faults: [], notes, guards: [] };
  const guard = await noDeliverySince(platform, current.id);
  const used = await definitionsUsed(platform, current);
  return { faults: amendmentFaults(current, next, used), notes, guards: [guard] };
}

/** The versions under which deliveries were taken; one that is not finished may yet be read under the current one. */
async function definitionsUsed(platform: Store, current: DatasetDefinition): Promise<DatasetDefinition[]> {
  const versions = new Set<number>();
  let before: number | undefined;
  for (;;) {
    const page = await listDeliveryItems(platform, current.id, before === undefined ? {} : { before });
    for (const { value } of page) {
      if (value.state === 'refused' || value.state === 'unchanged') continue;
      versions.add(value.definitionVersion);
      if (!isFinal(value.state)) versions.add(current.version);
    }
    const last = page.at(-1);
    if (last === undefined) break;
    before = last.value.number;
  }
  return Promise.all([...versions].map((version) => readVersion(platform, current.id, version)));
}

/** A lookup of which a column becomes used is written again as it is, so that it cannot lose it at the same time. */
function newlyUsed(
  current: DatasetDefinition | null,
  next: DatasetDefinition,
  tables: ReadonlyMap<string, RegistryItem<LookupItem>>,
): RegistryWrite[] {
  const before = (current?.lookups ?? []).map(({ lookup, column }) => `${lookup}.${column}`);
  const added = new Set(
    next.lookups.flatMap(({ lookup, column }) => (before.includes(`${lookup}.${column}`) ? [] : [lookup])),
  );
  return [...tables].flatMap(([name, item]) => (added.has(name) ? [usedWrite(item)] : []));
}

/** Datasets whose current definition joins this lookup table. */
export function datasetsUsing(definitions: readonly DatasetDefinition[], lookup: string): DatasetId[] {
  return definitions.flatMap(({ id, lookups }) => (lookups.some((one) => one.lookup === lookup) ? [id] : []));
}

function isPlain(spec: unknown): spec is Record<string, unknown> {
  return typeof spec === 'object' && spec !== null && !Array.isArray(spec);
}
