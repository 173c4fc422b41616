import type { DatasetAccess, ProfileSpec } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { nodeOf, type RuleColumn, type RuleNode, ruleOf } from './rule.ts';

/** What a profile shows of a dataset while it is being written. */
export type AccessDraft = Omit<DatasetAccess, 'rowRule'> & {
  /** Null = every record. */
  readonly rule: RuleNode | null;
};

/** A profile while it is being written. */
export type ProfileDraft = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly datasets: Readonly<Record<string, AccessDraft>>;
};

export const EMPTY_PROFILE: ProfileDraft = { id: '', title: '', description: '', datasets: {} };

/** A dataset that is newly added shows nothing yet but counts. */
export const EMPTY_ACCESS: AccessDraft = {
  fields: [],
  rule: null,
  precision: { exact: false, cell: null, levels: [] },
  kind: 'counts',
  download: false,
  minimumCount: 5,
  rounding: 1,
};

export function draftOf(spec: ProfileSpec): ProfileDraft {
  const datasets = Object.entries(spec.datasets).map(([id, { rowRule, ...access }]) => [
    id,
    { ...access, rule: rowRule === null ? null : nodeOf(rowRule) },
  ]);
  return {
    id: spec.id,
    title: spec.title,
    description: spec.description,
    datasets: Object.fromEntries(datasets),
  };
}

export type Missing = { readonly dataset: string; readonly message: string };

/** What would be sent, or what is still missing. `columnsOf` gives the columns of a dataset; null while they are fetched. */
export function specOf(
  draft: ProfileDraft,
  columnsOf: (dataset: string) => readonly RuleColumn[] | null,
): { readonly spec: ProfileSpec; readonly missing: readonly Missing[] } {
  const missing: Missing[] = [];
  const datasets: Record<string, DatasetAccess> = {};
  for (const [id, { rule, ...access }] of Object.entries(draft.datasets)) {
    const columns = columnsOf(id);
    const written = rule === null || columns === null ? null : ruleOf(rule, columns);
    if (typeof written === 'string') missing.push({ dataset: id, message: written });
    if (rule !== null && columns === null)
      missing.push({ dataset: id, message: 'The dataset is still loading.' });
    datasets[id] = { ...access, rowRule: typeof written === 'string' ? null : written };
  }
  const { id, title, description } = draft;
  return { spec: { id: id.trim(), title: title.trim(), description: description.trim(), datasets }, missing };
}

export type Choosable = {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly sensitivity: DatasetDefinition['fields'][number]['sensitivity'];
  /** Whether it identifies a record. */
  readonly key: boolean;
  readonly lookup: boolean;
};

/** Fields that a profile may show, in the definition's order; a field that is looked up is as sensitive as its source. */
export function choosableFields(
  definition: Pick<DatasetDefinition, 'fields' | 'lookups'>,
): readonly Choosable[] {
  const own = definition.fields.filter(({ role }) => role !== 'internal');
  return [
    ...own.map(({ name, label, description, sensitivity, role }) => ({
      name,
      label,
      description,
      sensitivity,
      key: role === 'key',
      lookup: false,
    })),
    ...definition.lookups.map(({ name, label, description, on }) => ({
      name,
      label,
      description,
      sensitivity: definition.fields.find((field) => field.name === on)?.sensitivity ?? 'restricted',
      key: false,
      lookup: true,
    })),
  ];
}
