import type { AuditAction, Platform } from '#app/ports.ts';
import type { DatasetId, ManifestId, ProfileId } from '#core/model/id.ts';
import type { FoundEvent } from './chain.ts';
import { hasFailed } from './event.ts';
import { eventsBackwards, type Scan } from './scan.ts';

/** One effect as the audit tells it: its intent and its outcome together. */
export type AuditEntry = {
  readonly effect: string;
  readonly action: AuditAction;
  readonly at: string;
  readonly endedAt: string | null;
  /** `running`: no outcome yet, and it may still come; `unknown`: none has come. */
  readonly state: 'done' | 'failed' | 'running' | 'unknown';
  readonly who: string;
  readonly organisation: string | null;
  readonly object: string;
  readonly profile: { readonly id: ProfileId; readonly version: number; readonly preview: boolean } | null;
  readonly datasets: readonly DatasetId[];
  readonly publications: Readonly<Record<DatasetId, ManifestId>>;
  readonly recipients: readonly string[];
  readonly reason: string | null;
  readonly rows: number | null;
  readonly words: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** What is found, and where it stands in the order of the audit: `from` this entry a next page goes on. */
export type FoundEntry = {
  readonly entry: AuditEntry;
  readonly intent: FoundEvent;
  readonly outcome: FoundEvent | null;
};

/** How long an outcome may take until it counts as unknown. */
const UNKNOWN_AFTER_MS = 5 * 60_000;
/** How long after the time searched outcomes are looked for. */
const OUTCOME_MS = 2 * 60 * 60_000;
const MOST_WAITING = 100_000;

/** Whether an event stands alone: it tells what has happened, and nothing was to come of it. */
export function isAlone({ action }: Pick<FoundEvent, 'action'>): boolean {
  return action === 'sign-in' || action === 'refusal';
}

/** Effects whose intent lies in a time, newest first, each with the outcome that is known. */
export async function* entriesBackwards(
  platform: Pick<Platform, 'registry' | 'objects' | 'clock' | 'region'>,
  scan: Scan,
): AsyncIterable<FoundEntry> {
  const now = platform.clock().getTime();
  const to = new Date(Date.parse(scan.to) + OUTCOME_MS).toISOString();
  const outcomes = new Map<string, FoundEvent>();
  for await (const event of eventsBackwards(platform, { ...scan, to })) {
    if (event.phase === 'outcome' && !isAlone(event)) {
      if (!outcomes.has(event.effect) && outcomes.size < MOST_WAITING) outcomes.set(event.effect, event);
      continue;
    }
    const outcome = outcomes.get(event.effect) ?? null;
    outcomes.delete(event.effect);
    if (event.at <= scan.to) yield { entry: entryOf(event, outcome, now), intent: event, outcome };
  }
}

/** The entry of an intent, or of an event that stands alone, and its outcome. */
export function entryOf(intent: FoundEvent, outcome: FoundEvent | null, now: number): AuditEntry {
  const last = outcome ?? intent;
  const { words, ...detail } = { ...intent.detail, ...outcome?.detail };
  return {
    effect: intent.effect,
    action: intent.action,
    at: intent.at,
    endedAt: outcome?.at ?? (isAlone(intent) ? intent.at : null),
    state: stateOf(intent, outcome, now),
    who: intent.who,
    organisation: intent.organisation ?? outcome?.organisation ?? null,
    object: last.object,
    profile: intent.profile ?? outcome?.profile ?? null,
    datasets: intent.datasets ?? outcome?.datasets ?? [],
    publications: outcome?.publications ?? intent.publications ?? {},
    recipients: intent.recipients ?? outcome?.recipients ?? [],
    reason: intent.reason ?? outcome?.reason ?? null,
    rows: last.rows ?? numberOf(detail['rows']),
    words: typeof words === 'string' ? words : null,
    detail,
  };
}

function stateOf(intent: FoundEvent, outcome: FoundEvent | null, now: number): AuditEntry['state'] {
  if (isAlone(intent)) return intent.action === 'refusal' ? 'failed' : 'done';
  if (outcome === null) return now - Date.parse(intent.at) > UNKNOWN_AFTER_MS ? 'unknown' : 'running';
  return hasFailed(outcome.detail) ? 'failed' : 'done';
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
