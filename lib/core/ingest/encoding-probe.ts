/** What the bytes of a file turned out to be. `text` is UTF-8 without NUL; everything else is refused. */
export type EncodingFinding = {
  readonly kind: 'text' | 'empty' | 'binary' | 'foreign' | 'nul';
  /** Bytes of the byte order mark at the start. */
  readonly mark: number;
  /** For `foreign`: the encoding that it looks like, as people call it. */
  readonly looksLike: string | null;
  /** For `binary`: the kind of file that its first bytes name. */
  readonly format: string | null;
  /** Offset of the first NUL, if any. */
  readonly nulAt: number | null;
};

const SIGNATURES: readonly (readonly [format: string, bytes: readonly number[]])[] = [
  ['a ZIP archive or a spreadsheet (xlsx)', [0x50, 0x4b, 0x03, 0x04]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['an old spreadsheet (xls)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a program', [0x7f, 0x45, 0x4c, 0x46]],
];
const SAMPLE_BYTES = 65_536;
const FOREIGN_BYTES = 262_144;

/** Tells UTF-8 text from everything else, bytes as they come. */
export class EncodingProbe {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #head = new Uint8Array(0);
  #bytes = 0;
  #nuls = 0;
  #nulAt: number | null = null;
  #isUtf8 = true;
  #foreign: Uint8Array | null = null;

  push(bytes: Uint8Array): void {
    if (this.#head.length < SAMPLE_BYTES) {
      this.#head = join(this.#head, bytes.subarray(0, SAMPLE_BYTES - this.#head.length));
    }
    for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) {
      this.#nulAt ??= this.#bytes + at;
      this.#nuls += 1;
    }
    if (this.#isUtf8) this.#decode(bytes);
    this.#bytes += bytes.length;
  }

  finish(): EncodingFinding {
    const mark = startsWith(this.#head, [0xef, 0xbb, 0xbf]) ? 3 : 0;
    const found = (kind: EncodingFinding['kind'], more: Partial<EncodingFinding> = {}): EncodingFinding => ({
      kind,
      mark,
      looksLike: null,
      format: null,
      nulAt: this.#nulAt,
      ...more,
    });
    if (this.#bytes === mark) return found('empty');
    const format = SIGNATURES.find(([, signature]) => startsWith(this.#head, signature))?.[0];
    if (format !== undefined) return found('binary', { format });
    const wide = wideEncoding(this.#head);
    if (wide !== null) return found('foreign', { looksLike: wide });
    if (this.#isUtf8) this.#decodeEnd();
    if (isBinary(this.#head) || this.#nuls * 20 > this.#bytes) return found('binary');
    if (!this.#isUtf8) return found('foreign', { looksLike: narrowEncoding(this.#foreign ?? this.#head) });
    return found(this.#nulAt === null ? 'text' : 'nul');
  }

  #decode(bytes: Uint8Array): void {
    try {
      this.#decoder.decode(bytes, { stream: true });
    } catch {
      this.#isUtf8 = false;
      this.#foreign = join(this.#head, bytes.subarray(0, FOREIGN_BYTES));
    }
  }

  #decodeEnd(): void {
    try {
      this.#decoder.decode();
    } catch {
      this.#isUtf8 = false;
    }
  }
}

function wideEncoding(head: Uint8Array): string | null {
  if (startsWith(head, [0xff, 0xfe])) return 'UTF-16 (little-endian)';
  if (startsWith(head, [0xfe, 0xff])) return 'UTF-16 (big-endian)';
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) even += 1;
    else odd += 1;
  }
  const pairs = head.length / 2;
  if (odd > pairs * 0.7 && even < pairs * 0.1) return 'UTF-16 (little-endian)';
  if (even > pairs * 0.7 && odd < pairs * 0.1) return 'UTF-16 (big-endian)';
  return null;
}

/** Western single-byte text has lone high bytes between letters; Chinese text has them in runs that decode as pairs. */
function narrowEncoding(bytes: Uint8Array): string {
  let runs = 0;
  let lone = 0;
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] ?? 0) < 0x80) continue;
    const from = i;
    while ((bytes[i] ?? 0) >= 0x80) i += 1;
    runs += 1;
    if (i - from === 1) lone += 1;
  }
  return lone * 2 < runs && decodesAs('gb18030', bytes) ? 'GB18030 (or GBK)' : 'Windows-1252';
}

function decodesAs(encoding: string, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isBinary(head: Uint8Array): boolean {
  let controls = 0;
  for (const byte of head) {
    if ((byte < 0x20 && byte !== 0 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f)
      controls += 1;
  }
  return controls * 50 > head.length;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
