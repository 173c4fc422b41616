import type { Platform } from '#app/ports.ts';
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
import { readSealed } from './sealed-object.ts';

const PAGE = 100;

export type Scan = {
  readonly region: string;
  /** Instants, both included. */
  readonly from: string;
  readonly to: string;
  /** Whether an object is to be read at all; leave out = every one. */
  readonly wants?: (card: Card) => boolean;
};

type Store = Pick<Platform, 'registry' | 'objects'>;

/** Events of a time, newest first, each once, sealed or not. Holds about one sealed object in memory. */
export async function* eventsBackwards(platform: Store, scan: Scan): AsyncIterable<FoundEvent> {
  const within = ({ at }: FoundEvent) => at >= scan.from && at <= scan.to;
  const pending = (await pendingEvents(platform)).filter(within);
  let last: FoundEvent | null = null;
  let next = pending.pop();
  for await (const event of sealedBackwards(platform, scan)) {
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

async function pendingEvents(platform: Store): Promise<FoundEvent[]> {
  const events: FoundEvent[] = [];
  for await (const { value } of pendingBatches(platform))
    events.push(...value.lines.map((line) => ({ ...eventOf(line), sealed: null })));
  return events;
}

/** Objects overlap in time by what was recorded while one was being sealed: an event waits until none can be newer. */
async function* sealedBackwards(platform: Store, scan: Scan): AsyncIterable<FoundEvent> {
  let waiting: FoundEvent[] = [];
  for await (const card of cardsBackwards(platform, scan)) {
    const ready = waiting.filter(({ at }) => at > card.maxAt);
    waiting = waiting.filter(({ at }) => at <= card.maxAt);
    yield* ready;
    if (card.maxAt < scan.from) return;
    if (card.firstAt > scan.to || scan.wants?.(card) === false) continue;
    waiting = [...waiting, ...(await eventsOf(platform, card))].sort((one, other) => inOrder(other, one));
  }
  yield* waiting;
}

/** Cards of sealed objects, newest first, from the first that may hold an event of the time. */
export async function* cardsBackwards(
  { registry }: Pick<Platform, 'registry'>,
  { region, to }: Pick<Scan, 'region' | 'to'>,
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
  { objects }: Pick<Platform, 'objects'>,
  card: Card,
): Promise<readonly FoundEvent[]> {
  const body = await objects.get(card.key);
  if (body === null) throw new Error(`the sealed object ${card.key} is missing`);
  const sealed = { object: card.key, number: card.number };
  return readSealed(body).events.map((event) => ({ ...event, sealed }));
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
