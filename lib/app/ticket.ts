import type { UserId } from '#core/model/id.ts';
import { sweepItems } from './every-item.ts';
import type { Clock, Registry } from './ports.ts';

/** What a secret address stands for, until it expires. */
type Ticket<Value> = { readonly value: Value; readonly expiresAt: string };

type Store = { readonly registry: Registry; readonly clock: Clock };
/** `upload` takes a delivery over, `geography` boundaries; `export` hands a file out. */
const TICKET_KINDS = ['upload', 'geography', 'export'] as const;
export type TicketKind = (typeof TICKET_KINDS)[number];

/** Issues a secret that stands for `value` for so long. Only its hash is kept. */
export async function issueTicket<Value>(
  { registry, clock }: Store,
  kind: TicketKind,
  value: Value,
  seconds: number,
): Promise<string> {
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
  const ticket: Ticket<Value> = {
    value,
    expiresAt: new Date(clock().getTime() + seconds * 1000).toISOString(),
  };
  await registry.transact([
    { kind: 'put', partition: partitionOf(kind), sort: await hashOf(secret), value: ticket, expected: 0 },
  ]);
  return secret;
}

/** What the secret stands for, or null when it never did or no longer does. */
export async function readTicket<Value>(
  { registry, clock }: Store,
  kind: TicketKind,
  secret: string,
): Promise<Value | null> {
  const item = await registry.get<Ticket<Value>>(partitionOf(kind), await hashOf(secret));
  if (item === null || item.value.expiresAt <= clock().toISOString()) return null;
  return item.value.value;
}

/** To whom a secret was issued, also when it has expired since; null when to nobody. */
export async function ticketOwner(registry: Registry, secret: string): Promise<UserId | null> {
  const sort = await hashOf(secret);
  const items = await Promise.all(
    TICKET_KINDS.map((kind) => registry.get<Ticket<{ readonly user: UserId }>>(partitionOf(kind), sort)),
  );
  return items.find((item) => item !== null)?.value.value.user ?? null;
}

/** Makes the secret stand for nothing. */
export async function voidTicket({ registry }: Store, kind: TicketKind, secret: string): Promise<void> {
  await registry.transact([
    { kind: 'delete', partition: partitionOf(kind), sort: await hashOf(secret), expected: null },
  ]);
}

/** Removes tickets that have expired; returns how many. */
export async function sweepTickets({ registry, clock }: Store): Promise<number> {
  const now = clock().toISOString();
  let swept = 0;
  for (const kind of TICKET_KINDS)
    swept += await sweepItems<Ticket<unknown>>(
      registry,
      partitionOf(kind),
      ({ value }) => value.expiresAt <= now,
    );
  return swept;
}

function partitionOf(kind: TicketKind): string {
  return `ticket-${kind}`;
}

async function hashOf(secret: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))).toString(
    'base64url',
  );
}
