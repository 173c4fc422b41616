import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import { type Administrator, administratorsOf } from '#app/people/administrators.ts';
import type { Platform } from '#app/ports.ts';
import { precisionWords } from '#core/access/precision-words.ts';
import type { DatasetAccess, Profile } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { type Access, findAccess, stoppedText } from './access.ts';
import { ownRuleWords } from './profile-words.ts';

/** What somebody may see of one dataset, in words where words say it. */
export type OwnDataset = Pick<DatasetAccess, 'kind' | 'download' | 'minimumCount' | 'rounding' | 'fields'> & {
  readonly id: string;
  readonly title: string;
  /** Which records are let through; null = every one. */
  readonly rule: string | null;
  readonly precision: string;
  /** When they must say why they use it. */
  readonly reason: DatasetDefinition['reason'];
};

/** What somebody may see, or why they see nothing, and whom to ask. */
export type OwnAccess = {
  readonly profile: (Pick<Profile, 'id' | 'title' | 'version'> & { readonly preview: boolean }) | null;
  readonly problem: string | null;
  readonly ask: readonly Administrator[];
  readonly datasets: readonly OwnDataset[];
};

type Store = Pick<Platform, 'registry' | 'objects' | 'clock'>;

/** What the caller may see now, under the profile that is active. Fails only as a preview may. */
export async function describeAccess(platform: Store, caller: Caller): Promise<OwnAccess> {
  const [access, ask] = await Promise.all([
    findAccess(platform, caller),
    administratorsOf(platform.registry, { ...caller, id: caller.user }),
  ]);
  if ('message' in access) return { profile: null, problem: access.message, ask, datasets: [] };
  const { id, title, version } = access.profile;
  const datasets = await shownDatasets(platform, access);
  const stopped = datasets.find((dataset) => access.stopped.has(dataset.id));
  return {
    profile: { id, title, version, preview: access.preview },
    problem: stopped === undefined ? null : stoppedText(stopped.id),
    ask,
    datasets,
  };
}

async function shownDatasets(platform: Store, { profile }: Access): Promise<readonly OwnDataset[]> {
  const shown = await Promise.all(
    Object.entries(profile.datasets).map(async ([id, access]) => {
      const definition = await findDefinition(platform, id);
      if (definition === null || definition.retired) return [];
      const rule = await ownRuleWords(platform, definition, access);
      const precision = precisionWords(access.precision);
      const { kind, download, minimumCount, rounding } = access;
      const { title, reason } = definition;
      const fields = shownFields(definition, access);
      return [{ id, title, kind, download, minimumCount, rounding, fields, rule, precision, reason }];
    }),
  );
  return shown.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The fields that a profile shows and the dataset has, in the order of the definition. */
export function shownFields(
  { fields, lookups }: Pick<DatasetDefinition, 'fields' | 'lookups'>,
  access: Pick<DatasetAccess, 'fields'>,
): string[] {
  const names = [
    ...fields.flatMap(({ name, role }) => (role === 'internal' ? [] : [name])),
    ...lookups.map(({ name }) => name),
  ];
  return names.filter((name) => access.fields.includes(name));
}
