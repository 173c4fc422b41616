import { AppError } from '#core/model/error.ts';
import type { RegistryWrite } from './ports.ts';

const MAX_WRITES = 100;
const MAX_ITEM_BYTES = 400_000;
const MAX_TRANSACTION_BYTES = 4_000_000;
const MAX_PARTITION_BYTES = 512;
const MAX_SORT_BYTES = 1_024;

/** A write that a registry may take, with the JSON of its value; null = it has none. */
export type BoundedWrite = { readonly write: RegistryWrite; readonly json: string | null };

/**
 * The writes of one transaction, all within what every registry takes. Fails with TOO_LARGE; an item that is written
 * twice, a value that JSON does not know and a key that no registry may hold are faults of the program.
 */
export function boundedWrites(writes: readonly RegistryWrite[]): readonly BoundedWrite[] {
  if (writes.length > MAX_WRITES)
    throw tooLarge(`${writes.length} writes in one transaction, ${MAX_WRITES} are allowed`);
  const seen = new Set<string>();
  let total = 0;
  return writes.map((write) => {
    checkRegistryKey(write.partition, write.sort);
    const key = `${write.partition}\0${write.sort}`;
    if (seen.has(key)) throw new Error('one transaction writes the same item twice');
    seen.add(key);
    if (write.kind !== 'put') return { write, json: null };
    if (write.value === undefined) throw new Error('a registry value cannot be undefined');
    const json = JSON.stringify(write.value);
    const bytes = Buffer.byteLength(json);
    if (bytes > MAX_ITEM_BYTES) throw tooLarge(`an item of ${bytes} bytes, ${MAX_ITEM_BYTES} are allowed`);
    total += bytes;
    if (total > MAX_TRANSACTION_BYTES)
      throw tooLarge(`more than ${MAX_TRANSACTION_BYTES} bytes in one transaction`);
    return { write, json };
  });
}

/** Refuses keys that no registry may hold; fails with TOO_LARGE for one that is too long. */
export function checkRegistryKey(partition: string, sort: string): void {
  if (partition === '' || partition.includes('\0') || sort.includes('\0')) {
    throw new Error('a registry key has an empty partition or a NUL character');
  }
  if (Buffer.byteLength(partition) > MAX_PARTITION_BYTES || Buffer.byteLength(sort) > MAX_SORT_BYTES) {
    throw tooLarge(`a key of more than ${MAX_PARTITION_BYTES} or ${MAX_SORT_BYTES} bytes`);
  }
}

function tooLarge(got: string): AppError {
  return new AppError('TOO_LARGE', `the registry got ${got}`);
}
