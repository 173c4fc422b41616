import { describe, expect, it } from 'vitest';
import { crc32, crc32ByTable, writeZip } from '#app/files/zip.ts';
import { readZip } from '#test/support/read-files.ts';

async function archive(entries: Parameters<typeof writeZip>[0]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of writeZip(entries)) parts.push(part.slice());
  return new Uint8Array(Buffer.concat(parts));
}

describe('writeZip(entries)', () => {
  it('packs texts that are made while they are written, each found by the index', async () => {
    async function* slow() {
      for (let part = 0; part < 50; part += 1) yield `${part} é😀`.repeat(100);
    }
    const files = readZip(
      await archive([
        { path: 'a/é.xml', text: slow() },
        { path: 'b', text: [] },
      ]),
    );
    expect([...files.keys()]).toEqual(['a/é.xml', 'b']);
    expect(files.get('a/é.xml')).toMatch(/^0 é😀0 é😀.*49 é😀$/);
    expect(files.get('b')).toBe('');
  });

  it('fails when a text does', async () => {
    async function* broken(): AsyncIterable<string> {
      yield 'a';
      throw new Error('gone');
    }
    await expect(archive([{ path: 'a', text: broken() }])).rejects.toThrow('gone');
  });
});

describe('crc32(bytes, before)', () => {
  it('is that of the standard, with the runtime’s own and without', () => {
    const bytes = new TextEncoder().encode('123456789');
    for (const sum of [crc32, crc32ByTable]) {
      expect(sum(bytes)).toBe(0xcbf43926);
      expect(sum(bytes.subarray(4), sum(bytes.subarray(0, 4)))).toBe(0xcbf43926);
    }
  });
});
