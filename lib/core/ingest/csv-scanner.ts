/** Longest row that is read; an unclosed quote or a file that is no table goes on for ever. */
export const MAX_ROW_BYTES = 1_048_576;

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;

/** Bytes of the file, from and to (excluded), that hold one row with its line end. */
export type RowSpan = { readonly row: number; readonly from: number; readonly to: number };

export type CsvScan = {
  /** The first row, undecoded and without its line end; null when the file has none. */
  readonly header: Uint8Array | null;
  /** Data rows; lines with nothing at all are none. */
  readonly rows: number;
  /** Rows that do not have as many columns as the header, or whose quotes cannot be read. */
  readonly misfits: readonly RowSpan[];
  /** Lines with nothing at all, before the header or between rows. */
  readonly blanks: readonly RowSpan[];
  /** The row at which reading had to stop: longer than `MAX_ROW_BYTES`, or with a quote that is never closed. */
  readonly stopped: { readonly row: number; readonly why: 'too-long' | 'quote-open' } | null;
};

type Place = 'start' | 'plain' | 'quoted' | 'closing' | 'broken';

/**
 * Finds the rows of a comma-separated file as RFC 4180 has them, bytes as they come: commas, line ends (LF or CRLF)
 * and doubled quotes may stand inside quotes. Row 0 is the header, row 1 the first after it.
 */
export class CsvScanner {
  #place: Place = 'start';
  #offset = 0;
  #rowStart = 0;
  #columns = 1;
  #isMisfit = false;
  #row = 0;
  #headerColumns = 0;
  #headerParts: Uint8Array[] | null = [];
  #header: Uint8Array | null = null;
  #stopped: CsvScan['stopped'] = null;
  readonly #misfits: RowSpan[] = [];
  readonly #blanks: RowSpan[] = [];

  /** `skip` bytes at the start of the file belong to no row: a byte order mark. */
  constructor(skip = 0) {
    this.#offset = skip;
    this.#rowStart = skip;
  }

  push(bytes: Uint8Array): void {
    if (this.#stopped !== null) return;
    let place = this.#place;
    let headerFrom = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (place === 'quoted') {
        if (byte === QUOTE) place = 'closing';
      } else if (byte === LF) {
        this.#endRow(bytes, headerFrom, i);
        headerFrom = i + 1;
        place = 'start';
      } else if (byte === COMMA) {
        this.#columns += 1;
        place = 'start';
      } else if (byte === QUOTE) {
        if (place === 'start' || place === 'closing') place = 'quoted';
      } else if (place === 'start') {
        place = byte === CR ? 'start' : 'plain';
      } else if (place === 'closing' && byte !== CR) {
        this.#isMisfit = true;
        place = 'broken';
      }
    }
    this.#place = place;
    this.#offset += bytes.length;
    if (this.#headerParts !== null) this.#headerParts.push(bytes.slice(headerFrom));
    if (this.#offset - this.#rowStart > MAX_ROW_BYTES) this.#stopped ??= { row: this.#row, why: 'too-long' };
  }

  finish(): CsvScan {
    if (this.#stopped === null && this.#place === 'quoted') {
      this.#stopped = { row: this.#row, why: 'quote-open' };
    } else if (this.#stopped === null && this.#offset > this.#rowStart) {
      this.#endRow(new Uint8Array(0), 0, 0);
    }
    return {
      header: this.#header,
      rows: Math.max(0, this.#row - 1),
      misfits: this.#misfits,
      blanks: this.#blanks,
      stopped: this.#stopped,
    };
  }

  #endRow(bytes: Uint8Array, from: number, at: number): void {
    const end = this.#offset + at;
    const span = { row: this.#row, from: this.#rowStart, to: end + 1 };
    const length = end - this.#rowStart;
    if (length > MAX_ROW_BYTES) this.#stopped ??= { row: this.#row, why: 'too-long' };
    if (this.#headerParts !== null) {
      this.#headerParts.push(bytes.slice(from, at));
      if (!this.#takeHeader(this.#headerParts)) this.#blanks.push(span);
    } else if (length === 0 || (length === 1 && this.#isCarriageReturn(bytes, at))) {
      this.#blanks.push(span);
    } else {
      if (this.#isMisfit || this.#columns !== this.#headerColumns) this.#misfits.push(span);
      this.#row += 1;
    }
    this.#rowStart = end + 1;
    this.#columns = 1;
    this.#isMisfit = false;
  }

  #takeHeader(parts: readonly Uint8Array[]): boolean {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    const text = bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
    if (text.length === 0) {
      this.#headerParts = [];
      return false;
    }
    this.#header = text;
    this.#headerParts = null;
    this.#headerColumns = this.#columns;
    this.#row = 1;
    return true;
  }

  #isCarriageReturn(bytes: Uint8Array, at: number): boolean {
    return at > 0 ? bytes[at - 1] === CR : this.#columns === 1 && this.#place === 'start';
  }
}

/** The names in a header row, with quotes taken off. */
export function splitHeader(text: string): string[] {
  const names: string[] = [];
  let name = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '"') {
      if (isQuoted && text.charAt(i + 1) === '"') {
        name += '"';
        i += 1;
      } else {
        isQuoted = !isQuoted;
      }
    } else if (character === ',' && !isQuoted) {
      names.push(name);
      name = '';
    } else {
      name += character;
    }
  }
  names.push(name);
  return names;
}
