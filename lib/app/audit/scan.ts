import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import {
  type Card,
  cardPartition,
  cardSort,
  type FoundEvent,
  pendingBatches,
  readCard,
  readChain,
} from './chain.ts';
import { eventOf, inOrder } from './event.ts';
import { chainRegions, regionOf } from './region.ts';
import { readSealed } from './sealed-object.ts';

const PAGE = 100;

export type Scan = {
  /** Instants, both included. */
  readonly from: string;
  readonly to: string;
  /** Whether an object is to be read at all; leave out = every one. */
  readonly wants?: (card: Card) => boolean;
};

type Store = Pick<Platform, 'registry' | 'objects' | 'region'>;

/**
 * Events of a time, newest first, each once, sealed or not, of every region's chain. Holds about one sealed object of each
 * chain in memory. Fails with UNAVAILABLE where another region's object has not come here.
 */
export async function* eventsBackwards(platform: Store, scan: Scan): AsyncIterable<FoundEvent> {
  const within = ({ at }: FoundEvent) => at >= scan.from && at <= scan.to;
  const pending = (await pendingEvents(platform)).filter(within);
  let last: FoundEvent | null = null;
  let next = pending.pop();
  for await (const event of newestFirst(await chainsBackwards(platform, scan))) {
    for (; next !== undefined && inOrder(next, event) >= 0; next = pending.pop()) {
      if (inOrder(next, event) === 0) continue;
      yield next;
    }
    if (last !== null && inOrder(last, event) === 0) continue;
    last = event;
    if (within(event)) yield event;
  }
  for (; next !== undefined; next = pending.pop()) yield next;
}

async function chainsBackwards(platform: Store, scan: Scan): Promise<readonly AsyncIterator<FoundEvent>[]> {
  const regions = await chainRegions(platform);
  return regions.map((region) => sealedBackwards(platform, region, scan));
}

/** One order of what several chains tell, each newest first. */
async function* newestFirst(chains: readonly AsyncIterator<FoundEvent>[]): AsyncIterable<FoundEvent> {
  const heads = await Promise.all(
    chains.map(async (chain) => ({ chain, event: nextOf(await chain.next()) })),
  );
  for (;;) {
    const [first] = heads
      .filter((head): head is typeof head & { event: FoundEvent } => head.event !== null)
      .sort((one, other) => inOrder(other.event, one.event));
    if (first === undefined) return;
    yield first.event;
    (first as (typeof heads)[number]).event = nextOf(await first.chain.next());
  }
}

function nextOf(result: IteratorResult<FoundEvent>): FoundEvent | null {
  return result.done === true ? null : result.value;
}

async function pendingEvents(platform: Store): Promise<FoundEvent[]> {
  const events: FoundEvent[] = [];
  for await (const { value } of pendingBatches(platform))
    events.push(...value.lines.map((line) => ({ ...eventOf(line), sealed: null })));
  return events;
}

/** Objects overlap in time by what was recorded while one was being sealed: an event waits until none can be newer. */
async function* sealedBackwards(platform: Store, region: string, scan: Scan): AsyncGenerator<FoundEvent> {
  let waiting: FoundEvent[] = [];
  for await (const card of cardsBackwards(platform, region, scan.to)) {
    const ready = waiting.filter(({ at }) => at > card.maxAt);
    waiting = waiting.filter(({ at }) => at <= card.maxAt);
    yield* ready;
    if (card.maxAt < scan.from) return;
    if (card.firstAt > scan.to || scan.wants?.(card) === false) continue;
    waiting = [...waiting, ...(await eventsOf(platform, region, card))].sort((one, other) =>
      inOrder(other, one),
    );
  }
  yield* waiting;
}

/** Cards of sealed objects, newest first, from the first that may hold an event of the time. */
export async function* cardsBackwards(
  { registry }: Pick<Platform, 'registry'>,
  region: string,
  to: string,
): AsyncIterable<Card> {
  let before = cardSort((await lastNumberAt({ registry }, region, to)) + 1);
  for (;;) {
    const page = await registry.list<Card>(cardPartition(region), {
      descending: true,
      after: before,
      limit: PAGE,
    });
    for (const { value, sort } of page) {
      yield value;
      before = sort;
    }
    if (page.length < PAGE) return;
  }
}

/** Events of one sealed object, in the order of the audit. */
export async function eventsOf(
  platform: Pick<Platform, 'objects' | 'region'>,
  region: string,
  card: Card,
): Promise<readonly FoundEvent[]> {
  const sealed = { object: card.key, number: card.number };
  return readSealed(await bodyOf(platform, region, card)).events.map((event) => ({ ...event, sealed }));
}

/** The bytes of one sealed object. Fails with UNAVAILABLE when it is another region's and has not come here. */
export async function bodyOf(
  platform: Pick<Platform, 'objects' | 'region'>,
  region: string,
  { key, firstAt }: Card,
): Promise<Uint8Array> {
  const body = await platform.objects.get(key);
  if (body !== null) return body;
  if (region === regionOf(platform)) throw new Error(`the sealed object ${key} is missing`);
  throw new AppError(
    'UNAVAILABLE',
    `what ${region} sealed at ${firstAt} has not been copied to this region, and ${region} does not answer: ask for a time before, or try again later`,
  );
}

/** A sealed object may hold what was recorded a little before the one before it. */
const OVERLAP = 5;

/** The last object that may hold an event of `at` or before it; where the clock was set back later on, the newest. */
export async function lastNumberAt(
  platform: Pick<Platform, 'registry'>,
  region: string,
  at: string,
): Promise<number> {
  const { chain } = await readChain(platform, region);
  const newest = chain.head?.number ?? 0;
  const first = await firstNumberAt(platform, region, at, newest);
  return first < (chain.setBack ?? 0) ? newest : Math.min(newest, first + OVERLAP);
}

/** The first object that, with all before it, reaches `at`; `newest` + 1 when none does. */
export async function firstNumberAt(
  platform: Pick<Platform, 'registry'>,
  region: string,
  at: string,
  newest: number,
): Promise<number> {
  let [low, high] = [1, newest + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const card = await readCard(platform, region, middle);
    if (card === null || card.maxAt < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
