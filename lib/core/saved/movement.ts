import type { Cell } from '#core/model/result.ts';
import type { Snapshot } from './snapshot.ts';

const MOST_TOLD = 5;

/** A group whose number is another than before. */
export type GroupMove = { readonly label: string; readonly before: number; readonly now: number };

/** What two answers to one question differ in, told only of what both of them show. */
export type Movement = {
  readonly total: { readonly before: Cell; readonly now: Cell };
  /** The largest changes first; at most five. */
  readonly groups: readonly GroupMove[];
  /** Groups whose number is another than before, of those that both answers show a number of. */
  readonly groupsMoved: number;
  /** Datasets whose publication is another than before. */
  readonly republished: readonly string[];
  /** Datasets that are described otherwise than before. */
  readonly redefined: readonly string[];
  /** Whether any number or mark is another, also one that is not told. */
  readonly isMoved: boolean;
};

/** Why two answers cannot be compared; null when they can. */
export type Incomparable = 'first' | 'profile' | 'query' | null;

/** Whether what was kept can be compared with what is asked now. */
export function incomparable(before: Snapshot | null, now: Pick<Snapshot, 'profile' | 'spec'>): Incomparable {
  if (before === null) return 'first';
  if (before.spec !== now.spec) return 'query';
  const { id, version } = before.profile;
  return id === now.profile.id && version === now.profile.version ? null : 'profile';
}

/** The movement from one answer to the next, to the same question under the same profile. */
export function movementOf(before: Snapshot, now: Snapshot): Movement {
  const earlier = new Map(before.groups.map(({ key, value }) => [key, value]));
  const both = now.groups.flatMap(({ key, label, value }) => {
    const was = earlier.get(key);
    return was === undefined ? [] : [{ label, before: was, now: value }];
  });
  const moved = both.flatMap((group): readonly GroupMove[] => {
    const { label, before: was, now: is } = group;
    return typeof was === 'number' && typeof is === 'number' && was !== is
      ? [{ label, before: was, now: is }]
      : [];
  });
  const keys = (snapshot: Snapshot) => snapshot.groups.map(({ key }) => key).sort();
  return {
    total: { before: before.total, now: now.total },
    groups: moved
      .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || (a.label < b.label ? -1 : 1))
      .slice(0, MOST_TOLD),
    groupsMoved: moved.length,
    republished: changedKeys(before.manifests, now.manifests),
    redefined: changedKeys(before.definitions, now.definitions),
    isMoved:
      before.total !== now.total ||
      both.some((group) => group.before !== group.now) ||
      JSON.stringify(keys(before)) !== JSON.stringify(keys(now)),
  };
}

function changedKeys(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((key) => before[key] !== now[key])
    .sort();
}
