import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checkObjectKey } from '#app/object-key.ts';
import type { ObjectStore } from '#app/ports.ts';

const READ_BYTES = 1024 * 1024;

/** What is known of the bytes of an object. */
export type Known = { readonly bytes: number; readonly sha256: string };

/** Objects as files of a folder, under their keys, for programs that read and write files by themselves. */
export class LocalCopies {
  readonly #objects: ObjectStore;
  readonly #folder: string;

  constructor(objects: ObjectStore, folder: string) {
    this.#objects = objects;
    this.#folder = folder;
  }

  /** Copies an object into the folder. Fails with NOT_FOUND, and if it is not what is known of it. */
  async bring(key: string, known: Known | null = null): Promise<void> {
    const path = this.#pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    const hash = createHash('sha256');
    let bytes = 0;
    const measured = async function* (parts: AsyncIterable<Uint8Array>) {
      for await (const part of parts) {
        hash.update(part);
        bytes += part.byteLength;
        yield part;
      }
    };
    await pipeline(measured(this.#objects.read(key)), createWriteStream(path));
    check(known, { bytes, sha256: hash.digest('hex') });
  }

  /** Copies a file of the folder to its object; if it is not what is known of it, there is no object. */
  async send(key: string, known: Known | null = null): Promise<void> {
    const path = this.#pathOf(key);
    const { size } = await stat(path);
    const written = await this.#objects.putStream(key, createReadStream(path, { highWaterMark: READ_BYTES }));
    try {
      check(known ?? { ...written, bytes: size }, written);
    } catch (error) {
      await this.#objects.delete(key);
      throw error;
    }
  }

  /** Removes files and folders of the folder; absent is fine. */
  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) await rm(this.#pathOf(key), { recursive: true, force: true });
  }

  #pathOf(key: string): string {
    checkObjectKey(key);
    return join(this.#folder, ...key.split('/'));
  }
}

function check(known: Known | null, { bytes, sha256 }: Known): void {
  if (known === null || (known.bytes === bytes && known.sha256 === sha256)) return;
  throw new Error(
    `an object was copied as ${bytes} bytes (${sha256}), ${known.bytes} (${known.sha256}) are known`,
  );
}
