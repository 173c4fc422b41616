import type { StoredEvent } from '#app/audit/event.ts';
import { eventsBackwards } from '#app/audit/scan.ts';
import type { Platform } from '#app/ports.ts';

/** Every event that the audit has, sealed or not, oldest first. */
export async function recordedEvents(
  platform: Pick<Platform, 'registry' | 'objects' | 'region'>,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of eventsBackwards(platform, { from: '', to: '9' })) events.unshift(event);
  return events;
}
