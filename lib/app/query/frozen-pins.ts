import type { Pins } from './context.ts';

/** What a table was made of, whoever looks at it: never who may see it, nor when. */
export type FrozenPins = Pick<Pins, 'manifests' | 'vintages' | 'definitions' | 'lookups'>;

/**
 * What is asked now of publications, boundaries and definitions of before. The profile, and the month that its rule counts
 * from, are those of now; datasets that it does not show now stay out, those that were not published then have nothing.
 */
export function pinsAsOf(now: Pins, then: FrozenPins): Pins {
  const shown = Object.keys(now.definitions);
  return {
    ...now,
    vintages: then.vintages,
    manifests: ofKeys(then.manifests, shown),
    definitions: ofKeys(then.definitions, shown),
    lookups: then.lookups,
  };
}

function ofKeys<Value>(
  all: Readonly<Record<string, Value>>,
  keys: readonly string[],
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key)));
}
