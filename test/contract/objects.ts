import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { ObjectStore } from '#app/ports.ts';
import { contractSuite, type Deviations } from './suite.ts';

const conflict = expect.objectContaining({ code: 'CONFLICT' });
const notFound = expect.objectContaining({ code: 'NOT_FOUND' });

/** Keys that no store may take: each would name something else, or nothing, somewhere. */
export const BAD_KEYS = [
  '',
  '/etc/passwd',
  '..',
  '../x',
  'a/../../x',
  'a/./b',
  'a//b',
  'a/',
  'a\\..\\b',
  'a\0b',
  'a\nb',
  `a/${'x'.repeat(241)}`,
  'a/'.repeat(600),
];

/** What every object store keeps. */
export function objectsContract(
  name: string,
  make: () => Promise<{ readonly subject: ObjectStore; readonly dispose: () => Promise<void> }>,
  deviations: Deviations = {},
): void {
  contractSuite(`ObjectStore contract: ${name}`, CASES, make, deviations);
}

async function text(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const part of parts) chunks.push(part);
  return Buffer.concat(chunks).toString('utf8');
}

async function* stream(...parts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

const CASES = {
  'answers null for an object that does not exist': async (objects: ObjectStore) => {
    expect(await objects.get('a/b')).toBeNull();
    expect(await objects.size('a/b')).toBeNull();
    await expect(text(objects.read('a/b'))).rejects.toEqual(notFound);
  },
  'returns the bytes that were put, and replaces them whole': async (objects: ObjectStore) => {
    await objects.put('a/b', 'first and longer');
    await objects.put('a/b', Uint8Array.of(0, 255, 10));
    expect(await objects.get('a/b')).toEqual(Uint8Array.of(0, 255, 10));
    expect(await objects.size('a/b')).toBe(3);
  },
  'takes an empty object': async (objects: ObjectStore) => {
    await objects.put('empty', '');
    expect(await objects.size('empty')).toBe(0);
    expect(await text(objects.read('empty'))).toBe('');
  },
  'refuses a taken key with ifAbsent and leaves the object alone': async (objects: ObjectStore) => {
    await objects.put('a', '1', { ifAbsent: true });
    await expect(objects.put('a', '2', { ifAbsent: true })).rejects.toEqual(conflict);
    expect(await text(objects.read('a'))).toBe('1');
  },
  'lets one of many concurrent ifAbsent writers win': async (objects: ObjectStore) => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => objects.put('a/b/c', String(i), { ifAbsent: true })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  },
  'writes a stream and returns its length and hash': async (objects: ObjectStore) => {
    const written = await objects.putStream('s', stream('one ', 'two ', 'thrée'));
    expect(await text(objects.read('s'))).toBe('one two thrée');
    expect(written).toEqual({
      bytes: 14,
      sha256: createHash('sha256').update('one two thrée').digest('hex'),
    });
  },
  'shows nothing of a stream that fails': async (objects: ObjectStore) => {
    await objects.put('s', 'old');
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('the line went dead');
    }
    await expect(objects.putStream('s', broken())).rejects.toThrow('the line went dead');
    expect(await text(objects.read('s'))).toBe('old');
    expect(await objects.list('')).toEqual(['s']);
  },
  'reads from one byte to another, both included': async (objects: ObjectStore) => {
    await objects.put('r', '0123456789');
    expect(await text(objects.read('r', { start: 3, end: 5 }))).toBe('345');
    expect(await text(objects.read('r', { start: 8 }))).toBe('89');
    expect(await text(objects.read('r', { end: 0 }))).toBe('0');
    expect(await text(objects.read('r', { start: 10 }))).toBe('');
    expect(await text(objects.read('r', { start: 8, end: 99 }))).toBe('89');
  },
  'reads a large object in parts': async (objects: ObjectStore) => {
    const large = 'x'.repeat(1_000_000);
    await objects.put('large', large);
    let parts = 0;
    for await (const part of objects.read('large')) parts += part.byteLength > 0 ? 1 : 0;
    expect(parts).toBeGreaterThan(1);
    expect(await text(objects.read('large'))).toBe(large);
  },
  'lists keys under a prefix in the order of UTF-8 bytes': async (objects: ObjectStore) => {
    for (const key of ['a/b-1', 'a/b/1', 'a/b/10', 'a/b/2', 'a/c', 'ab', 'é', '🦊'])
      await objects.put(key, key);
    expect(await objects.list('')).toEqual(['a/b-1', 'a/b/1', 'a/b/10', 'a/b/2', 'a/c', 'ab', 'é', '🦊']);
    expect(await objects.list('a/b')).toEqual(['a/b-1', 'a/b/1', 'a/b/10', 'a/b/2']);
    expect(await objects.list('a/b/1')).toEqual(['a/b/1', 'a/b/10']);
    expect(await objects.list('a/')).toHaveLength(5);
    expect(await objects.list('nothing/')).toEqual([]);
  },
  'deletes one object, all under a prefix, and what is absent': async (objects: ObjectStore) => {
    for (const key of ['a/1', 'a/2', 'a/b/3', 'ab/4']) await objects.put(key, key);
    await objects.delete('a/1');
    await objects.delete('a/1');
    await objects.delete('a/b');
    expect(await objects.list('')).toEqual(['a/2', 'a/b/3', 'ab/4']);
    await objects.deleteAll('a/');
    await objects.deleteAll('a/');
    expect(await objects.list('')).toEqual(['ab/4']);
  },
  'keeps writers and deleters of one folder out of each other’s way': async (objects: ObjectStore) => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        await objects.put(`f/g/${i}`, 'x');
        await objects.delete(`f/g/${i}`);
      }),
    );
    expect(await objects.list('f/')).toEqual([]);
  },
  'refuses keys that are not plain relative paths': async (objects: ObjectStore) => {
    for (const key of BAD_KEYS) {
      await expect(objects.get(key), JSON.stringify(key)).rejects.toEqual(notFound);
      await expect(objects.put(key, 'x'), JSON.stringify(key)).rejects.toEqual(notFound);
      await expect(objects.delete(key), JSON.stringify(key)).rejects.toEqual(notFound);
      await expect(objects.size(key), JSON.stringify(key)).rejects.toEqual(notFound);
    }
  },
  'takes keys with spaces, percent signs, quotes and any script': async (objects: ObjectStore) => {
    const keys = ['a b', 'a%2e%2e', "it's", 'données/🦊', '...', 'a/..b'];
    for (const key of keys) await objects.put(key, key);
    for (const key of keys) expect(await text(objects.read(key))).toBe(key);
  },
  'lets a reader finish an object that is replaced meanwhile': async (objects: ObjectStore) => {
    await objects.put('x', 'a'.repeat(600_000));
    const reader = objects.read('x')[Symbol.asyncIterator]();
    const first = await reader.next();
    await objects.put('x', 'b');
    let bytes = first.done === true ? 0 : first.value.byteLength;
    for (let part = await reader.next(); part.done !== true; part = await reader.next()) {
      expect(part.value[0]).toBe(0x61);
      bytes += part.value.byteLength;
    }
    expect(bytes).toBe(600_000);
  },
};
