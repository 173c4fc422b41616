import { describe, expect, it } from 'vitest';
import { EncodingProbe } from '#core/ingest/encoding-probe.ts';

function probe(bytes: Uint8Array, size = bytes.length) {
  const found = new EncodingProbe();
  for (let at = 0; at < bytes.length; at += size) found.push(bytes.subarray(at, at + size));
  return found.finish();
}
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('EncodingProbe', () => {
  it('takes UTF-8 for text, wherever the bytes are cut', () => {
    const bytes = utf8('id,name\n1,Caf\u00e9 \u{1f600} \u4e2d\n');
    for (let size = 1; size < 8; size++) expect(probe(bytes, size).kind).toBe('text');
  });

  it('finds the byte order mark', () => {
    expect(probe(utf8('\ufeffa,b\n'))).toMatchObject({ kind: 'text', mark: 3 });
  });

  it('refuses a character that the end of the file cuts', () => {
    expect(probe(utf8('caf\u00e9').subarray(0, -1)).kind).toBe('foreign');
  });

  it('notes where the first NUL is', () => {
    expect(probe(utf8(`${'abcdefghij'.repeat(10)}\0a`))).toMatchObject({ kind: 'nul', nulAt: 100 });
  });

  it('knows bytes that are no text far into the file', () => {
    const bytes = new Uint8Array([...utf8('a'.repeat(200_000)), 0xe9, 0x20, 0x61]);
    expect(probe(bytes, 65_536)).toMatchObject({ kind: 'foreign', looksLike: 'Windows-1252' });
  });
});
