import { type Card, type Chain, type SealedHeader, sealedPrefix } from './chain.ts';
import { eventOf, inOrder, type StoredEvent, sha256 } from './event.ts';
import { datasetsOf } from './filter.ts';
import { UseTally } from './use-tally.ts';

const MOST_NAMES = 300;
/** People in the sums of a card, so that it stays well within the size of an item. */
const MOST_PEOPLE = 3_000;

/** The text of a sealed object: a header, then one event a line. */
export type SealedText = {
  readonly header: SealedHeader;
  readonly events: readonly StoredEvent[];
  readonly lines: readonly string[];
};

/** What becomes of these lines as the next object of a chain; they are put in the order of the audit. */
export function formSealed(
  region: string,
  { head }: Pick<Chain, 'head'>,
  lines: readonly string[],
): { readonly text: string; readonly sealed: SealedText } {
  const ordered = lines
    .map((line) => ({ line, event: eventOf(line) }))
    .sort((one, other) => inOrder(one.event, other.event));
  const shards: Record<string, [number, number]> = {};
  for (const { event } of ordered) {
    const range = shards[event.shard];
    if (range === undefined) shards[event.shard] = [event.sequence, event.sequence];
    else range[1] = event.sequence;
  }
  const header = {
    region,
    number: (head?.number ?? 0) + 1,
    previous: head?.hash ?? null,
    shards,
    events: ordered.length,
  };
  const all = ordered.map(({ line }) => line);
  return {
    text: `${[JSON.stringify(header), ...all].join('\n')}\n`,
    sealed: { header, events: ordered.map(({ event }) => event), lines: all },
  };
}

/** Reads a sealed object. Fails with an Error that names the line which is none. */
export function readSealed(body: Uint8Array): SealedText {
  const [first = '', ...rest] = Buffer.from(body).toString('utf8').split('\n');
  if (rest.pop() !== '') throw new Error('its last line is cut');
  return {
    header: parsed(first, 1) as SealedHeader,
    lines: rest,
    events: rest.map((line, i) => parsed(line, i + 2) as StoredEvent),
  };
}

/** The card of an object, for search. */
export function cardOf(
  key: string,
  body: string | Uint8Array,
  at: string,
  before: string,
  sealed: SealedText,
): Card {
  const { header, events } = sealed;
  const times = events.map((event) => event.at);
  const who = [...new Set(events.map((event) => event.who))];
  const intents = new Set(events.flatMap(({ phase, effect }) => (phase === 'intent' ? [effect] : [])));
  const last = times.at(-1) ?? '';
  const datasets = [...new Set(events.flatMap(datasetsOf))];
  const tally = new UseTally();
  for (const event of events) tally.addEvent(event);
  const use = tally.sums;
  const people = use.reduce((sum, one) => sum + one.people.length, 0);
  return {
    number: header.number,
    hash: sha256(body),
    at,
    key,
    events: header.events,
    firstAt: times[0] ?? '',
    lastAt: last,
    maxAt: last > before ? last : before,
    who: who.length > MOST_NAMES ? null : who,
    actions: [...new Set(events.map(({ action }) => action))],
    datasets: datasets.length > MOST_NAMES ? null : datasets,
    use: people > MOST_PEOPLE ? null : use,
    crossing: events.some(({ phase, effect }) => phase === 'outcome' && !intents.has(effect)),
  };
}

/** The number that a key of a region's chain says, or null when it is no such key. */
export function numberOfKey(region: string, key: string): number | null {
  const digits = /^\d{4}\/\d{2}\/\d{2}\/(\d{10})\.jsonl$/.exec(key.slice(sealedPrefix(region).length))?.[1];
  return digits === undefined ? null : Number(digits);
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`line ${number} is not JSON`, { cause });
  }
}
