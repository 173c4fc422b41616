import { expect } from 'vitest';
import type { AuditEvent, AuditLog } from '#app/ports.ts';
import { contractSuite, type Deviations } from './suite.ts';

/** `again` opens the same log as another process would; `read` gives every event kept, in the order of the audit. */
export type AuditSubject = {
  readonly audit: AuditLog;
  readonly again: () => Promise<AuditLog>;
  readonly read: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
};

export const auditEvent = (effect: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  phase: 'intent',
  action: 'consultation',
  effect,
  who: 'somebody',
  organisation: 'org',
  object: 'dataset/mps-crime',
  detail: { words: 'line\nbreak "quoted" 🦊' },
  ...more,
});

/** What every audit log keeps. */
export function auditContract(
  name: string,
  make: () => Promise<{ readonly subject: AuditSubject; readonly dispose: () => Promise<void> }>,
  deviations: Deviations = {},
): void {
  contractSuite(`AuditLog contract: ${name}`, CASES, make, deviations);
}

const CASES = {
  'has the event when record returns': async ({ audit, read }: AuditSubject) => {
    await audit.record(auditEvent('e1'));
    const events = await read();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ ...auditEvent('e1'), sequence: 1 });
  },
  'keeps the order of events and counts them without a gap': async ({ audit, read }: AuditSubject) => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => audit.record(auditEvent(String(i)))));
    const events = await read();
    expect(events.map(({ effect }) => effect)).toEqual(Array.from({ length: 200 }, (_, i) => String(i)));
    expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  },
  'keeps the events of several writers, each counting its own': async ({
    audit,
    again,
    read,
  }: AuditSubject) => {
    const others = [await again(), await again()];
    await Promise.all(
      [audit, ...others].flatMap((log, writer) =>
        Array.from({ length: 50 }, (_, i) => log.record(auditEvent(`${writer}-${i}`))),
      ),
    );
    const events = await read();
    expect(events).toHaveLength(150);
    expect(new Set(events.map(({ effect }) => effect)).size).toBe(150);
    expect(new Set(events.map(({ shard }) => shard)).size).toBe(3);
  },
  'keeps large events, and refuses one that is too large without losing its neighbours': async ({
    audit,
    read,
  }: AuditSubject) => {
    const large = (effect: string, size: number) =>
      auditEvent(effect, { detail: { words: '"'.repeat(size) } });
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 10 }, (_, i) => audit.record(large(String(i), 40_000))),
      audit.record(large('too large', 400_000)),
      audit.record(auditEvent('last')),
    ]);
    expect(outcomes.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []))).toEqual([10]);
    expect((await read()).map(({ effect }) => effect)).toEqual([...'0123456789'.split(''), 'last']);
  },
  'keeps what could name a person out of the clear text': async ({ audit, read }: AuditSubject) => {
    await audit.record(auditEvent('e1', { personal: { words: 'the house of Jane Doe' } }));
    const text = JSON.stringify(await read());
    expect(text).toContain('"personal"');
    expect(text).not.toContain('Jane');
  },
};
