import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Platform, Registry, RegistryWrite } from '#app/ports.ts';
import type { Encrypted, StoredEvent } from './event.ts';

/** Partition of the keys under which personal values are encrypted, by effect and event. */
export const KEY_PARTITION = 'audit-key';
const SECRET_PARTITION = 'secret';
const MASTER = 'audit-master';
const CIPHER = 'aes-256-gcm';

/** Encrypts personal values, each under a key of its own that is kept wrapped; losing that key erases them. */
export class PersonalVault {
  readonly #registry: Registry;
  #master: Promise<Buffer> | null = null;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The values encrypted, and the write that keeps their key: both belong into one transaction. */
  async encrypt(
    event: Pick<StoredEvent, 'effect' | 'shard' | 'sequence'>,
    values: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly encrypted: Encrypted; readonly write: RegistryWrite }> {
    const key = randomBytes(32);
    const sort = keySort(event);
    return {
      encrypted: encryptWith(key, Buffer.from(JSON.stringify(values)), sort),
      write: {
        kind: 'put',
        partition: KEY_PARTITION,
        sort,
        value: encryptWith(await this.#masterKey(), key, sort),
        expected: 0,
      },
    };
  }

  /** The values of an event as they were, `erased` when their key is gone, or null when it had none. */
  async decrypt(event: StoredEvent): Promise<Readonly<Record<string, unknown>> | 'erased' | null> {
    if (event.personal === undefined) return null;
    const sort = keySort(event);
    const wrapped = await this.#registry.get<Encrypted>(KEY_PARTITION, sort);
    if (wrapped === null) return 'erased';
    const key = decryptWith(await this.#masterKey(), wrapped.value, sort);
    return JSON.parse(decryptWith(key, event.personal, sort).toString('utf8')) as Record<string, unknown>;
  }

  #masterKey(): Promise<Buffer> {
    this.#master ??= readMaster(this.#registry).catch((error: unknown) => {
      this.#master = null;
      throw error;
    });
    return this.#master;
  }
}

/** Sorts of the keys of an effect. */
export async function keysOf(
  { registry }: Pick<Platform, 'registry'>,
  effect: string,
): Promise<readonly string[]> {
  return (await registry.list(KEY_PARTITION, { prefix: `${effect}#` })).map(({ sort }) => sort);
}

function keySort({ effect, shard, sequence }: Pick<StoredEvent, 'effect' | 'shard' | 'sequence'>): string {
  return `${effect}#${shard}#${sequence}`;
}

function encryptWith(key: Buffer, text: Buffer, about: string): Encrypted {
  const iv = randomBytes(12);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(about));
  const data = Buffer.concat([cipher.update(text), cipher.final()]);
  return {
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

function decryptWith(key: Buffer, { iv, tag, data }: Encrypted, about: string): Buffer {
  const cipher = createDecipheriv(CIPHER, key, Buffer.from(iv, 'base64'), { authTagLength: 16 })
    .setAAD(Buffer.from(about))
    .setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([cipher.update(Buffer.from(data, 'base64')), cipher.final()]);
}

async function readMaster(registry: Registry): Promise<Buffer> {
  const read = () => registry.get<{ readonly hex: string }>(SECRET_PARTITION, MASTER);
  const known = await read();
  if (known !== null) return Buffer.from(known.value.hex, 'hex');
  const hex = randomBytes(32).toString('hex');
  await registry
    .transact([{ kind: 'put', partition: SECRET_PARTITION, sort: MASTER, value: { hex }, expected: 0 }])
    .catch(() => undefined);
  const now = await read();
  if (now === null) throw new Error('the master key of the audit could not be kept');
  return Buffer.from(now.value.hex, 'hex');
}
