import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { timeOfId } from '#app/id-time.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { audited } from './audited.ts';
import type { FoundEvent } from './chain.ts';
import { entryOf, isAlone } from './entry.ts';
import { mayHold } from './filter.ts';
import { type NamedEntry, Names } from './names.ts';
import { PersonalVault } from './personal.ts';
import { eventsBackwards } from './scan.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How long after its intent an outcome is looked for, a little first. */
const OUTCOME_WITHIN_MS = [5 * MINUTE_MS, HOUR_MS, DAY_MS, 31 * DAY_MS];
/** How far the time of an id may be from that of its intent. */
const ID_WITHIN_MS = 5 * MINUTE_MS;
/** How far back an effect is looked for whose id does not say when it was. */
const BACK_MS = 400 * DAY_MS;

export type EffectView = NamedEntry & {
  /** What could name a person, `erased` once its key is gone, null where nothing could. */
  readonly personal: Readonly<Record<string, unknown>> | 'erased' | null;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly sealed: FoundEvent['sealed'];
};

type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'region'>;
export type EffectEvents = { readonly intent: FoundEvent; readonly outcome: FoundEvent | null };

/** Everything that the audit has of one effect. Fails with FORBIDDEN or NOT_FOUND. */
export async function readEffect(
  platform: Store & Pick<Platform, 'audit' | 'newId'>,
  caller: Caller,
  effect: string,
): Promise<EffectView> {
  authorise(caller, 'read-audit');
  return audited(platform, caller, 'audit-read', `audit/${effect}`, {}, async () => {
    const { intent, outcome } = await findEffect(platform, effect);
    const vault = new PersonalVault(platform.registry);
    const events = outcome === null ? [intent] : [intent, outcome];
    return {
      ...(await new Names(platform.registry).entry(entryOf(intent, outcome, platform.clock().getTime()))),
      personal: (await vault.decrypt(intent)) ?? (outcome === null ? null : await vault.decrypt(outcome)),
      events: events.map(({ personal: _personal, sealed: _sealed, ...event }) => event),
      sealed: (outcome ?? intent).sealed,
    };
  });
}

/** The intent of an effect, or the event that stands alone, and its outcome if there is one. Fails with NOT_FOUND. */
export async function findEffect(platform: Store, effect: string): Promise<EffectEvents> {
  const now = platform.clock().getTime();
  const made = timeOfId(effect);
  const [from, to] =
    made === null ? [now - BACK_MS, now + HOUR_MS] : [made - ID_WITHIN_MS, made + ID_WITHIN_MS];
  const first = (event: FoundEvent) => event.phase === 'intent' || isAlone(event);
  const intent = await findEvent(platform, effect, from, to, first);
  if (intent === null) throw new AppError('NOT_FOUND', 'the audit has no such effect');
  if (isAlone(intent)) return { intent, outcome: null };
  let after = Date.parse(intent.at);
  for (const within of OUTCOME_WITHIN_MS) {
    const until = Date.parse(intent.at) + within;
    const isOutcome = ({ phase }: FoundEvent) => phase === 'outcome';
    const outcome = await findEvent(platform, effect, after, until, isOutcome, intent.who);
    if (outcome !== null || until > now) return { intent, outcome };
    after = until;
  }
  return { intent, outcome: null };
}

async function findEvent(
  platform: Store,
  effect: string,
  from: number,
  to: number,
  fits: (event: FoundEvent) => boolean,
  who?: string,
): Promise<FoundEvent | null> {
  const scan = {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    wants: mayHold(who === undefined ? {} : { who }),
  };
  for await (const event of eventsBackwards(platform, scan))
    if (event.effect === effect && fits(event)) return event;
  return null;
}
