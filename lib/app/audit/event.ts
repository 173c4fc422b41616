import { createHash } from 'node:crypto';
import type { AuditEvent } from '#app/ports.ts';

/** What is kept of `personal`: encrypted (AES-256-GCM) under a key of the registry, each part in base64. */
export type Encrypted = { readonly iv: string; readonly tag: string; readonly data: string };

/**
 * An event as it is kept. `shard` is the process that recorded it, `sequence` its place among that process's events,
 * from 1 without a gap; `at` never goes back within a shard. `link` is the sha256 of the link before it and its own text.
 */
export type StoredEvent = Omit<AuditEvent, 'personal'> & {
  readonly at: string;
  readonly shard: string;
  readonly sequence: number;
  readonly personal?: Encrypted;
  readonly link: string;
};

/** The last event of a shard that something is known of. */
export type ShardEnd = { readonly sequence: number; readonly link: string };

/** What comes before the first event of a shard. */
export const SHARD_START: ShardEnd = { sequence: 0, link: '' };

const FAILED = ['failed', 'refused', 'cancelled'];
const LINK = /,"link":"([0-9a-f]{64})"\}$/;

/** The text of an event, which is hashed, sealed and exported as it is, and its link. */
export function lineOf(
  event: Omit<StoredEvent, 'link'>,
  before: string,
): { readonly line: string; readonly link: string } {
  const text = JSON.stringify(event);
  const link = linkOf(text, before);
  return { line: `${text.slice(0, -1)},"link":"${link}"}`, link };
}

/** The event that a line says. */
export function eventOf(line: string): StoredEvent {
  return JSON.parse(line) as StoredEvent;
}

/** Whether a line's link is that of its text after the link `before`. */
export function isLinked(line: string, before: string): boolean {
  const link = LINK.exec(line);
  return link !== null && link[1] === linkOf(`${line.slice(0, link.index)}}`, before);
}

/** Whether what an outcome says is that nothing came of it. */
export function hasFailed({ done, state }: StoredEvent['detail']): boolean {
  return done === false || (typeof state === 'string' && FAILED.includes(state));
}

/** The order of the audit: by time, then shard, then sequence. */
export function inOrder(one: StoredEvent, other: StoredEvent): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  if (one.shard !== other.shard) return one.shard < other.shard ? -1 : 1;
  return one.sequence - other.sequence;
}

export function sha256(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function linkOf(text: string, before: string): string {
  return sha256(`${before}\n${text}`);
}
