import type { AuditEvent, Platform } from '#app/ports.ts';

/** Writes down that somebody was refused something: an event of its own, for nothing was to come of it. */
export function recordRefusal(
  { audit, newId }: Pick<Platform, 'audit' | 'newId'>,
  refused: Pick<AuditEvent, 'who' | 'organisation' | 'object' | 'detail' | 'personal'>,
): Promise<void> {
  return audit.record({ phase: 'outcome', action: 'refusal', effect: newId(), ...refused });
}
