import { findDefinition } from '#app/dataset.ts';
import { listGeographies } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { type DatasetAccess, type ProfileSpec, ProfileSpecSchema } from '#core/access/profile.ts';
import { rowRuleFaults } from '#core/access/row-rule-check.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import { faultsOfIssues } from '#core/model/fault.ts';
import type { Geography } from '#core/model/geography.ts';

type Store = Pick<Platform, 'registry'>;

/** The spec with its defaults, or every fault of its form at once. */
export function parseProfile(
  spec: unknown,
): { readonly spec: ProfileSpec } | { readonly faults: readonly Fault[] } {
  const parsed = ProfileSpecSchema.safeParse(spec);
  return parsed.success ? { spec: parsed.data } : { faults: faultsOfIssues(parsed.error.issues) };
}

/** A spec that can be put in force. Fails with SPEC_INVALID and every fault at once. */
export async function checkedProfile(platform: Store, written: unknown): Promise<ProfileSpec> {
  const parsed = parseProfile(written);
  if ('faults' in parsed) throw invalidProfile(parsed.faults);
  const faults = await profileFaults(platform, parsed.spec);
  if (faults.length > 0) throw invalidProfile(faults);
  return parsed.spec;
}

/** What a profile names that is not there: datasets, fields, levels, and whatever is wrong with its row rules. */
export async function profileFaults(
  platform: Store,
  { datasets }: Pick<ProfileSpec, 'datasets'>,
): Promise<readonly Fault[]> {
  const geographies = await listGeographies(platform);
  const faults = await Promise.all(
    Object.entries(datasets).map(async ([id, access]) => {
      const at = `datasets.${id}`;
      const definition = await findDefinition(platform, id);
      return definition === null
        ? [{ at, message: `there is no dataset "${id}"` }]
        : accessFaults(access, definition, geographies, at);
    }),
  );
  return faults.flat();
}

function accessFaults(
  { fields, rowRule, precision }: DatasetAccess,
  definition: DatasetDefinition,
  geographies: readonly Geography[],
  at: string,
): readonly Fault[] {
  const offered = new Set([
    ...definition.fields.flatMap(({ name, role }) => (role === 'internal' ? [] : [name])),
    ...definition.lookups.map(({ name }) => name),
  ]);
  const levels = new Set(geographies.map(({ level }) => level));
  return [
    ...unknownFaults(fields, offered, `${at}.fields`, 'field'),
    ...unknownFaults(precision.levels, levels, `${at}.precision.levels`, 'level of areas'),
    ...(rowRule === null ? [] : rowRuleFaults(rowRule, definition, geographies, `${at}.rowRule`)),
  ];
}

function unknownFaults(
  names: readonly string[],
  known: ReadonlySet<string>,
  at: string,
  what: string,
): readonly Fault[] {
  return names.flatMap((name, index) => {
    const place = `${at}[${index}]`;
    if (!known.has(name)) return [{ at: place, message: `there is no ${what} "${name}"` }];
    return names.indexOf(name) < index ? [{ at: place, message: `names "${name}" a second time` }] : [];
  });
}

function invalidProfile(faults: readonly Fault[]): AppError {
  const count = `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`;
  return new AppError('SPEC_INVALID', `the profile has ${count}`, { details: { faults } });
}
