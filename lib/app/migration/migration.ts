import type { Clock, Registry, RegistryItem } from '#app/ports.ts';

/** What one step of a migration does with the items of some partitions. */
export type Step = {
  /** In the plural, for people: `accounts`. */
  readonly what: string;
  readonly partitions: () => AsyncIterable<string>;
  /**
   * The value as the release keeps it: the very value of the item when it is so already. Pure, so that a migration that
   * was interrupted can be run again from its start.
   */
  readonly upgrade: (item: RegistryItem) => unknown;
  /** Writes what `upgrade` gave together with what follows from it; absent = the item alone. Fails with CONFLICT. */
  readonly write?: (before: RegistryItem, after: unknown) => Promise<void>;
};

/** From the schema before to `version`. */
export type Migration = {
  readonly version: number;
  readonly title: string;
  /** Its steps in order, with what they must know of the whole. */
  readonly prepare: (registry: Registry, clock: Clock) => Promise<readonly Step[]>;
};

/** One partition. */
export async function* only(partition: string): AsyncIterable<string> {
  yield partition;
}
