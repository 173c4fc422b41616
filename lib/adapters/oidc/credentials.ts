import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { sweepItems } from '#app/every-item.ts';
import { findUser, findUserByEmail, type User } from '#app/people.ts';
import type { Clock, Registry, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password.ts';

/** What is kept of a password. */
export type Credential = {
  readonly salt: string;
  readonly hash: string;
  readonly cost: number;
  /** A first password, which the person replaces when they first sign in. */
  readonly first?: boolean;
};
type Attempts = { readonly failures: number; readonly since: number };

const COST = 2 ** 15;
const KEY_BYTES = 32;
const MAX_FAILURES = 5;
const WINDOW_MS = 15 * 60_000;

export type SignInOutcome =
  /** `first` = the password must be replaced now. */
  | { readonly kind: 'user'; readonly user: User; readonly first: boolean }
  | { readonly kind: 'wrong' }
  /** Too many failures for this address; `minutes` until the next try. */
  | { readonly kind: 'blocked'; readonly minutes: number };

/** Fails with SPEC_INVALID for a password that is too short or too long to be set. */
export function requireSettable(password: string): void {
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH) {
    throw new AppError(
      'SPEC_INVALID',
      `use a password of ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters`,
    );
  }
}

/**
 * Sets the password of an account; `first` when the person is to replace it at once. Fails as `requireSettable` does.
 */
export async function setPassword(
  registry: Registry,
  user: string,
  password: string,
  { first = false }: { readonly first?: boolean } = {},
): Promise<void> {
  const credential = await hashPassword(password);
  await registry.transact([credentialWrite(user, first ? { ...credential, first } : credential)]);
}

/** A password hashed with scrypt under a salt of its own. Fails as `requireSettable` does. */
export async function hashPassword(password: string): Promise<Credential> {
  requireSettable(password);
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return { salt: salt.toString('base64'), hash: hash.toString('base64'), cost: COST };
}

/** The write that puts a hashed password in force. */
export function credentialWrite(user: string, value: Credential): RegistryWrite {
  return { kind: 'put', partition: 'credential', sort: user, value, expected: null };
}

/** True when the account has a password. */
export async function hasPassword(registry: Registry, user: string): Promise<boolean> {
  return (await registry.get('credential', user)) !== null;
}

/**
 * Checks an address and a password. An unknown or disabled account takes as long as a known one and is answered the
 * same. After five failures within 15 minutes an address is refused until they are over, the right password included.
 */
export async function checkPassword(
  registry: Registry,
  clock: Clock,
  email: string,
  password: string,
): Promise<SignInOutcome> {
  const written = email.slice(0, 300).trim().toLowerCase();
  const address = createHash('sha256').update(written).digest('hex');
  const now = clock().getTime();
  const attempts = await countAttempt(registry, address, now);
  if (attempts.failures > MAX_FAILURES) {
    return { kind: 'blocked', minutes: Math.max(1, Math.ceil((attempts.since + WINDOW_MS - now) / 60_000)) };
  }
  const user = await findUserByEmail(registry, written);
  const stored = user === null ? null : await registry.get<Credential>('credential', user.id);
  const right = await matches(password.slice(0, MAX_PASSWORD_LENGTH), stored?.value ?? null);
  if (!right || user === null || user.state === 'disabled') return { kind: 'wrong' };
  await registry.transact([{ kind: 'delete', partition: 'sign-in-attempts', sort: address, expected: null }]);
  return { kind: 'user', user, first: stored?.value.first === true };
}

/** Removes the passwords of accounts that are no longer there. */
export async function sweepCredentials(registry: Registry): Promise<void> {
  await sweepItems(registry, 'credential', async ({ sort }) => (await findUser(registry, sort)) === null);
}

/** Forgets failures that no longer count. */
export async function sweepAttempts(registry: Registry, clock: Clock): Promise<void> {
  const oldest = clock().getTime() - WINDOW_MS;
  await sweepItems<Attempts>(registry, 'sign-in-attempts', ({ value }) => value.since <= oldest);
}

/** Counts before the password is looked at, so that attempts at the same moment cannot pass the limit together. */
async function countAttempt(registry: Registry, address: string, now: number): Promise<Attempts> {
  for (;;) {
    const item = await registry.get<Attempts>('sign-in-attempts', address);
    const live = item !== null && item.value.since + WINDOW_MS > now ? item.value : null;
    if (live !== null && live.failures > MAX_FAILURES) return live;
    const value: Attempts = { failures: (live?.failures ?? 0) + 1, since: live?.since ?? now };
    try {
      await registry.transact([
        { kind: 'put', partition: 'sign-in-attempts', sort: address, value, expected: item?.version ?? 0 },
      ]);
      return value;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    }
  }
}

async function matches(password: string, credential: Credential | null): Promise<boolean> {
  const salt = Buffer.from(credential?.salt ?? 'AAAAAAAAAAAAAAAAAAAAAA==', 'base64');
  const hash = await derive(password, salt, credential?.cost ?? COST);
  const expected = credential === null ? randomBytes(KEY_BYTES) : Buffer.from(credential.hash, 'base64');
  return timingSafeEqual(hash, expected) && credential !== null;
}

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options: ScryptOptions = { N: cost, r: 8, p: 1, maxmem: 256 * cost * 8 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
