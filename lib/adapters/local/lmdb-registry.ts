import { mkdirSync } from 'node:fs';
import { open, type RootDatabase } from 'lmdb';
import type { Registry, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { boundedWrites, checkRegistryKey } from '#app/registry-bounds.ts';
import { AppError } from '#core/model/error.ts';

type Stored = { readonly version: number; readonly value: unknown };

/**
 * A registry in one LMDB folder. Any number of processes may open the same folder: version conditions are checked
 * inside LMDB's single write transaction, and a transaction has been flushed to disk when its promise resolves.
 */
export class LmdbRegistry implements Registry {
  readonly #database: RootDatabase<Stored, Buffer>;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#database = open<Stored, Buffer>({
      path: folder,
      encoding: 'json',
      keyEncoding: 'binary',
      overlappingSync: false,
    });
  }

  async get<Value>(partition: string, sort: string): Promise<RegistryItem<Value> | null> {
    this.#database.resetReadTxn();
    const stored = this.#database.get(keyOf(partition, sort));
    return stored === undefined
      ? null
      : { partition, sort, version: stored.version, value: stored.value as Value };
  }

  async list<Value>(
    partition: string,
    options: {
      readonly prefix?: string;
      readonly after?: string;
      readonly limit?: number;
      readonly descending?: boolean;
    } = {},
  ): Promise<readonly RegistryItem<Value>[]> {
    const { prefix = '', after, limit = 100, descending = false } = options;
    const head = keyOf(partition, '').length;
    const first = keyOf(partition, prefix);
    const beyond = Buffer.concat([first, Buffer.from([0xff])]);
    const mark = after === undefined ? null : keyOf(partition, after);
    const [from, to] = descending
      ? [mark !== null && mark.compare(beyond) < 0 ? mark : beyond, first]
      : [mark !== null && mark.compare(first) > 0 ? mark : first, beyond];
    this.#database.resetReadTxn();
    const items: RegistryItem<Value>[] = [];
    for (const { key, value: stored } of this.#database.getRange({
      start: from,
      end: to,
      reverse: descending,
      inclusiveEnd: true,
    })) {
      if (items.length >= limit) break;
      if (mark?.equals(key)) continue;
      const sort = key.subarray(head).toString('utf8');
      items.push({ partition, sort, version: stored.version, value: stored.value as Value });
    }
    return items;
  }

  async transact(writes: readonly RegistryWrite[]): Promise<void> {
    const prepared = boundedWrites(writes).map(({ write }) => ({
      write,
      key: keyOf(write.partition, write.sort),
    }));
    const conflict = await this.#database.transaction(() => {
      const versions = prepared.map(({ key }) => this.#database.get(key)?.version ?? 0);
      const stale = prepared.find(
        ({ write }, i) => write.expected !== null && write.expected !== versions[i],
      );
      if (stale !== undefined) return stale.write;
      prepared.forEach(({ write, key }, i) => {
        if (write.kind === 'put')
          this.#database.put(key, { version: (versions[i] ?? 0) + 1, value: write.value });
        if (write.kind === 'delete') this.#database.remove(key);
      });
      return null;
    });
    if (conflict !== null) {
      throw new AppError('CONFLICT', 'the item was changed by someone else: read it again and repeat', {
        details: { moved: true, partition: conflict.partition, sort: conflict.sort },
      });
    }
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

function keyOf(partition: string, sort: string): Buffer {
  checkRegistryKey(partition, sort);
  return Buffer.from(`${partition}\0${sort}`, 'utf8');
}
