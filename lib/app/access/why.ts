import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import { type Administrator, administratorsOf } from '#app/people/administrators.ts';
import type { Platform } from '#app/ports.ts';
import type { DatasetAccess, Profile } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { DatasetId } from '#core/model/id.ts';
import { type Access, findAccess, stoppedText } from './access.ts';
import { shownFields } from './own-access.ts';
import { ownRuleWords } from './profile-words.ts';

export const ABOUT = ['dataset', 'field', 'place', 'records', 'download', 'suppressed'] as const;

/** What somebody misses. */
export type Missed = {
  readonly dataset: DatasetId | null;
  readonly field: string | null;
  /** A level of areas, `cell_9`, or `exact`. */
  readonly level: string | null;
  readonly about: (typeof ABOUT)[number];
};

export const DECIDED_BY = [
  'no-profile',
  'grant',
  'stop',
  'dataset',
  'field',
  'precision',
  'row-rule',
  'counts-only',
  'minimum-count',
  'download',
  'shown',
] as const;

/** The rule that decides, in words that are the same whether what it hides exists or not. */
export type Why = {
  readonly decidedBy: (typeof DECIDED_BY)[number];
  readonly text: string;
  readonly profile: Pick<Profile, 'id' | 'title' | 'version'> | null;
  readonly ask: readonly Administrator[];
};

type Store = Pick<Platform, 'registry' | 'objects' | 'clock'>;
type Decision = Pick<Why, 'decidedBy' | 'text'>;
type Shown = { readonly definition: DatasetDefinition; readonly access: DatasetAccess };

/** Why the caller cannot see something, and whom to ask; never whether it exists. Fails only as a preview may. */
export async function explainAccess(platform: Store, caller: Caller, missed: Missed): Promise<Why> {
  const [access, ask] = await Promise.all([
    findAccess(platform, caller),
    administratorsOf(platform.registry, { ...caller, id: caller.user }),
  ]);
  if ('message' in access) return { decidedBy: access.decidedBy, text: access.message, profile: null, ask };
  const { id, title, version } = access.profile;
  return { ...(await decide(platform, access, missed)), profile: { id, title, version }, ask };
}

async function decide(platform: Store, access: Access, missed: Missed): Promise<Decision> {
  const { title } = access.profile;
  const shown = await findShown(platform, access, missed.dataset);
  if (shown === null)
    return {
      decidedBy: 'dataset',
      text: `your profile “${title}” shows no dataset of this name`,
    };
  if (access.stopped.has(shown.definition.id))
    return { decidedBy: 'stop', text: stoppedText(shown.definition.id) };
  switch (missed.about) {
    case 'dataset':
      return { decidedBy: 'shown', text: `your profile “${title}” shows this dataset` };
    case 'field':
      return decideField(shown, missed.field, title);
    case 'place':
      return decidePlace(shown, missed.level, title);
    case 'records':
      return decideRecords(platform, shown, title);
    case 'download':
      return shown.access.download
        ? { decidedBy: 'shown', text: `your profile “${title}” allows downloads of this dataset` }
        : {
            decidedBy: 'download',
            text: `your profile “${title}” does not allow downloads of this dataset`,
          };
    case 'suppressed':
      return decideSuppressed(shown.access, title);
  }
}

async function findShown(
  platform: Store,
  { profile }: Access,
  dataset: DatasetId | null,
): Promise<Shown | null> {
  const access = dataset === null ? undefined : profile.datasets[dataset];
  if (dataset === null || access === undefined) return null;
  const definition = await findDefinition(platform, dataset);
  return definition === null || definition.retired ? null : { definition, access };
}

function decideField({ definition, access }: Shown, field: string | null, title: string): Decision {
  if (field === null || !shownFields(definition, access).includes(field))
    return {
      decidedBy: 'field',
      text: `your profile “${title}” shows no field of this name in this dataset`,
    };
  const hidden = definition.fields.find(({ name }) => name === field)?.hidden ?? [];
  if (hidden.length === 0) return { decidedBy: 'shown', text: `your profile “${title}” shows this field` };
  const uses = hidden.map((use) => (use === 'query' ? 'filters and groups' : 'results')).join(' and ');
  return { decidedBy: 'field', text: `this field is taken out of ${uses} for everybody` };
}

function decidePlace({ access }: Shown, level: string | null, title: string): Decision {
  const { exact, cell, levels } = access.precision;
  const resolution = /^cell_(\d{1,2})$/.exec(level ?? '')?.[1];
  const isShown =
    level !== null &&
    (resolution === undefined
      ? levels.includes(level) || (exact && level === 'exact')
      : Number(resolution) <= (exact ? 11 : (cell ?? 0)));
  if (isShown) return { decidedBy: 'shown', text: `your profile “${title}” shows this place` };
  if (exact)
    return { decidedBy: 'shown', text: `your profile “${title}” shows every place that the records have` };
  return {
    decidedBy: 'precision',
    text: `your profile “${title}” does not show places of this dataset so precisely`,
  };
}

async function decideRecords(
  platform: Store,
  { definition, access }: Shown,
  title: string,
): Promise<Decision> {
  if (access.kind === 'counts')
    return {
      decidedBy: 'counts-only',
      text: `your profile “${title}” shows counts of this dataset, not records`,
    };
  const rule = await ownRuleWords(platform, definition, access);
  return rule === null
    ? { decidedBy: 'shown', text: `your profile “${title}” shows every record of this dataset` }
    : {
        decidedBy: 'row-rule',
        text: `your profile “${title}” shows only records of this dataset of which this holds: ${rule}`,
      };
}

function decideSuppressed({ minimumCount, kind }: DatasetAccess, title: string): Decision {
  if (minimumCount > 1)
    return {
      decidedBy: 'minimum-count',
      text: `your profile “${title}” shows no count of fewer than ${minimumCount} records`,
    };
  return kind === 'counts'
    ? { decidedBy: 'counts-only', text: `your profile “${title}” shows perturbed counts, not exact ones` }
    : { decidedBy: 'shown', text: `your profile “${title}” suppresses no count of this dataset` };
}
