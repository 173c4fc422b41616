import { isLinked, SHARD_START, type ShardEnd, type StoredEvent } from './event.ts';

/** The first thing that is not as it was written: in which object, at which line of it, and what is wrong. */
export type Break = { readonly object: string; readonly at: number | null; readonly problem: string };

/** How far a chain has been walked. */
export type Walk = {
  objects: number;
  events: number;
  previous: string | null;
  readonly ends: Map<string, ShardEnd>;
};

/** Ends a walk. */
export class Broken extends Error {
  readonly found: Break;
  constructor(object: string, at: number | null, problem: string) {
    super(problem);
    this.found = { object, at, problem };
  }
}

/** Goes on over one event: it must be the next of its shard, and linked to the one before. */
export function walkEvent(
  walk: Walk,
  object: string,
  at: number | null,
  event: StoredEvent,
  line: string,
): void {
  const { shard, sequence, link } = event;
  const end = walk.ends.get(shard) ?? SHARD_START;
  if (sequence > end.sequence + 1)
    throw new Broken(object, at, `before it event ${end.sequence + 1} of ${shard} is missing`);
  if (sequence <= end.sequence) throw new Broken(object, at, `event ${sequence} of ${shard} is there twice`);
  if (!isLinked(line, end.link))
    throw new Broken(object, at, 'it is not what was recorded: its link does not fit');
  walk.ends.set(shard, { sequence, link });
  walk.events += 1;
}
