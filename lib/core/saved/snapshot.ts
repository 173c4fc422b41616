import type { ProfileId } from '#core/model/id.ts';
import type { Cell, QueryResult, ResultColumn } from '#core/model/result.ts';

/** Groups that are kept of an answer, those with the largest numbers. */
export const MOST_GROUPS_KEPT = 400;
const MOST_LABEL = 80;

/** One group of an answer: its codes as text, what people read, and its number or mark. */
export type SnapshotGroup = { readonly key: string; readonly label: string; readonly value: Cell };

/** What is kept of an answer so that a later one can be compared with it: a total and some groups, never a record. */
export type Snapshot = {
  readonly at: string;
  readonly profile: { readonly id: ProfileId; readonly version: number };
  /** Hash of the spec; another spec gives nothing to compare. */
  readonly spec: string;
  readonly manifests: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, number>>;
  readonly measure: { readonly label: string; readonly type: ResultColumn['type'] };
  readonly total: Cell;
  readonly groups: readonly SnapshotGroup[];
};

/** The groups of an answer by its first measure, those with the largest numbers first. */
export function snapshotGroups({ columns }: Pick<QueryResult, 'columns'>): readonly SnapshotGroup[] {
  const by = columns.filter(({ role }) => role === 'group');
  const measure = columns.find(({ role }) => role === 'measure');
  if (by.length === 0 || measure === undefined) return [];
  const groups = measure.values.map((value, row): SnapshotGroup => {
    const codes = by.map(({ values }) => values[row] ?? null);
    const labels = by.map(({ labels }, index) => labelOf(labels, codes[index] ?? null));
    return { key: JSON.stringify(codes), label: labels.join(', ').slice(0, MOST_LABEL), value };
  });
  return groups
    .sort((a, b) => sizeOf(b.value) - sizeOf(a.value) || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_GROUPS_KEPT);
}

/** The one number of an answer without groups, with what it is called. */
export function snapshotTotal({
  columns,
}: Pick<QueryResult, 'columns'>): Pick<Snapshot, 'total' | 'measure'> {
  const measure = columns.find(({ role }) => role === 'measure');
  if (measure === undefined) throw new Error('an answer without a measure has no total');
  const { label, type, values } = measure;
  return { total: values[0] ?? 'u', measure: { label, type } };
}

function labelOf(labels: ResultColumn['labels'], code: Cell): string {
  return code === null ? 'Unknown' : (labels?.[String(code)] ?? String(code));
}

function sizeOf(value: Cell): number {
  return typeof value === 'number' ? value : Number.NEGATIVE_INFINITY;
}
