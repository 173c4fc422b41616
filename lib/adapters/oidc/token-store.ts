import { createHash } from 'node:crypto';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { endSession } from '#app/people/session.ts';
import { findUser } from '#app/people.ts';
import type { Clock, Registry, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

type Stored = {
  readonly payload: AdapterPayload;
  readonly expiresAt: number | null;
  readonly ownId: boolean;
  /** Of the account that it belongs to; what has another one than the account has now is as good as gone. */
  readonly generation: number | null;
};

const KINDS = [
  'Session',
  'Interaction',
  'Grant',
  'AuthorizationCode',
  'RefreshToken',
  'AccessToken',
  'ReplayDetection',
] as const;

/**
 * The provider's sessions, grants and tokens in the registry, so that a restart keeps them. A token is stored under
 * its hash and never itself: who reads the registry cannot use it.
 */
export class RegistryTokenStore implements Adapter {
  readonly #kind: string;
  readonly #registry: Registry;
  readonly #clock: Clock;

  constructor(kind: string, registry: Registry, clock: Clock) {
    this.#kind = kind;
    this.#registry = registry;
    this.#clock = clock;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { jti, ...rest } = payload;
    const ownId = jti === id;
    const value: Stored = {
      payload: ownId ? rest : payload,
      ownId,
      generation: await generationOf(this.#registry, payload.accountId),
      expiresAt: expiresIn === undefined ? null : this.#clock().getTime() + expiresIn * 1000,
    };
    const sort = hash(id);
    const writes: RegistryWrite[] = [
      { kind: 'put', partition: this.#partition(), sort, value, expected: null },
    ];
    if (payload.grantId !== undefined)
      writes.push(link(`oidc-grant#${hash(payload.grantId)}`, `${this.#kind}/${sort}`));
    if (this.#kind === 'Session' && payload.uid !== undefined) {
      writes.push({
        kind: 'put',
        partition: 'oidc-session-uid',
        sort: payload.uid,
        value: { id: sort },
        expected: null,
      });
    }
    await this.#registry.transact(writes);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await this.#read(hash(id));
    return payload === null ? undefined : payload.ownId ? { ...payload.payload, jti: id } : payload.payload;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const entry = await this.#registry.get<{ readonly id: string }>('oidc-session-uid', uid);
    return entry === null ? undefined : (await this.#read(entry.value.id))?.payload;
  }

  /** There are no user codes: the device flow is off. */
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  /** Of several uses at one moment the first counts; the others are refused as a second use. */
  async consume(id: string): Promise<void> {
    const item = await this.#registry.get<Stored>(this.#partition(), hash(id));
    if (item === null) return;
    if (item.value.payload.consumed !== undefined) throw new errors.InvalidGrant('already used');
    const consumed = Math.floor(this.#clock().getTime() / 1000);
    const value: Stored = { ...item.value, payload: { ...item.value.payload, consumed } };
    try {
      await this.#registry.transact([
        { kind: 'put', partition: this.#partition(), sort: hash(id), value, expected: item.version },
      ]);
    } catch (error) {
      if (error instanceof AppError && error.code === 'CONFLICT')
        throw new errors.InvalidGrant('already used');
      throw error;
    }
  }

  async destroy(id: string): Promise<void> {
    await this.#registry.transact([
      { kind: 'delete', partition: this.#partition(), sort: hash(id), expected: null },
    ]);
  }

  /** Ends the sign-in with all that was issued to it: at sign-out, and when a code or refresh token comes twice. */
  async revokeByGrantId(grantId: string): Promise<void> {
    await endSession(this.#registry, this.#clock, sessionOfGrant(grantId));
    const partition = `oidc-grant#${hash(grantId)}`;
    for (;;) {
      const members = await this.#registry.list(partition, { limit: 40 });
      if (members.length === 0) return;
      await this.#registry.transact(
        members.flatMap(({ sort }) => {
          const [kind = '', id = ''] = sort.split('/');
          return [
            { kind: 'delete' as const, partition: `oidc#${kind}`, sort: id, expected: null },
            { kind: 'delete' as const, partition, sort, expected: null },
          ];
        }),
      );
    }
  }

  async #read(sort: string): Promise<Stored | null> {
    const item = await this.#registry.get<Stored>(this.#partition(), sort);
    if (item === null) return null;
    const { expiresAt, payload, generation } = item.value;
    if (expiresAt !== null && expiresAt <= this.#clock().getTime()) return null;
    if (generation === (await generationOf(this.#registry, payload.accountId))) return item.value;
    await this.#registry.transact([
      { kind: 'delete', partition: this.#partition(), sort, expected: item.version },
    ]);
    return null;
  }

  #partition(): string {
    return `oidc#${this.#kind}`;
  }
}

/** The name under which access tokens know the sign-in that a grant stands for. */
export function sessionOfGrant(grantId: string): string {
  return hash(grantId);
}

/** Removes what has expired or belongs to an earlier generation of its account; returns how many items. */
export async function sweepTokens(registry: Registry, clock: Clock): Promise<number> {
  const now = clock().getTime();
  let swept = 0;
  for (const kind of KINDS) {
    let after = '';
    for (;;) {
      const items = await registry.list<Stored>(`oidc#${kind}`, { after, limit: 30 });
      const last = items.at(-1);
      if (last === undefined) break;
      after = last.sort;
      const over = await overOf(registry, items, now);
      const writes = over.flatMap(({ partition, sort, value }): RegistryWrite[] => {
        const { grantId, uid } = value.payload;
        return [
          { kind: 'delete', partition, sort, expected: null },
          ...(grantId === undefined ? [] : [unlink(`oidc-grant#${hash(grantId)}`, `${kind}/${sort}`)]),
          ...(kind === 'Session' && uid !== undefined ? [unlink('oidc-session-uid', uid)] : []),
        ];
      });
      if (writes.length > 0) await registry.transact(writes);
      swept += over.length;
    }
  }
  return swept;
}

async function overOf(
  registry: Registry,
  items: readonly RegistryItem<Stored>[],
  now: number,
): Promise<readonly RegistryItem<Stored>[]> {
  const over = await Promise.all(
    items.map(async ({ value: { expiresAt, payload, generation } }) => {
      if (expiresAt !== null && expiresAt <= now) return true;
      return generation !== (await generationOf(registry, payload.accountId));
    }),
  );
  return items.filter((_item, i) => over[i]);
}

async function generationOf(registry: Registry, account: string | undefined): Promise<number | null> {
  if (account === undefined) return null;
  return (await findUser(registry, account))?.generation ?? null;
}

function link(partition: string, sort: string): RegistryWrite {
  return { kind: 'put', partition, sort, value: {}, expected: null };
}

function unlink(partition: string, sort: string): RegistryWrite {
  return { kind: 'delete', partition, sort, expected: null };
}

function hash(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}
