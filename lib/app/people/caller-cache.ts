import { type Standing, standingOf } from '#app/people.ts';
import type { Clock, Registry } from '#app/ports.ts';
import type { UserId } from '#core/model/id.ts';
import { isSessionEnded } from './session.ts';

/** How long a change to an account that another process made may take to show. */
export const CALLER_CACHE_MS = 30_000;
const MAX_CACHED = 10_000;

type Cached<Value> = { readonly value: Promise<Value>; readonly until: number };
type Memory = {
  readonly standings: Map<string, Cached<Standing>>;
  readonly sessions: Map<string, Cached<boolean>>;
};

const MEMORIES = new WeakMap<Registry, Memory>();

/** How a subject stands, at most 30 seconds old. Fails as `standingOf` does. */
export function knownStanding(registry: Registry, clock: Clock, subject: string): Promise<Standing> {
  return known(memoryOf(registry).standings, subject, clock, () => standingOf(registry, subject));
}

/** Whether a sign-in has been ended, at most 30 seconds old. */
export function knownEnd(registry: Registry, clock: Clock, session: string): Promise<boolean> {
  return known(memoryOf(registry).sessions, session, clock, () => isSessionEnded(registry, session));
}

/** Has an account read again at its next request in this process. */
export function forgetCaller(registry: Registry, user: UserId | string): void {
  memoryOf(registry).standings.delete(user);
}

/** Has the end of a sign-in read again at its next request in this process. */
export function forgetSession(registry: Registry, session: string): void {
  memoryOf(registry).sessions.delete(session);
}

function known<Value>(
  cache: Map<string, Cached<Value>>,
  key: string,
  clock: Clock,
  read: () => Promise<Value>,
): Promise<Value> {
  const now = clock().getTime();
  const cached = cache.get(key);
  if (cached !== undefined && cached.until > now) return cached.value;
  if (cache.size >= MAX_CACHED) cache.clear();
  const value = read();
  cache.set(key, { value, until: now + CALLER_CACHE_MS });
  value.catch(() => cache.delete(key));
  return value;
}

function memoryOf(registry: Registry): Memory {
  const memory = MEMORIES.get(registry) ?? { standings: new Map(), sessions: new Map() };
  MEMORIES.set(registry, memory);
  return memory;
}
