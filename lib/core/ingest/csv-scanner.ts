/** Longest row that is read; an unclosed quote or a file that is no table goes on for ever. */
export const MAX_ROW_BYTES = 1_048_576;

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** Bytes of the file, from and to (excluded), that hold one row with its line end. */
export type RowSpan = { readonly row: number; readonly from: number; readonly to: number };

/** What a scan found; offsets count from the start of the file. */
export type CsvScan = {
  /** The first row, undecoded and without its line end; null when the file has none. */
  readonly header: Uint8Array | null;
  /** Data rows; lines with nothing at all are none. */
  readonly rows: number;
  /** How rows end. */
  readonly ends: 'lf' | 'crlf' | 'mixed';
  /** Where the CR of each CRLF that ends a row stands, if that was asked for. */
  readonly returns: readonly number[];
  /** Rows that do not have as many columns as the header, or whose quotes cannot be read. */
  readonly misfits: readonly RowSpan[];
  /** Lines with nothing at all, before the header or between rows. */
  readonly blanks: readonly RowSpan[];
  /** The row at which reading had to stop: longer than `MAX_ROW_BYTES`, or with a quote that is never closed. */
  readonly stopped: { readonly row: number; readonly why: 'too-long' | 'quote-open' } | null;
};

type Place = 'start' | 'plain' | 'quoted' | 'closing' | 'closed' | 'return' | 'broken';

/**
 * Finds the rows of a comma-separated file as RFC 4180 has them, bytes as they come: commas, line ends (LF or CRLF)
 * and doubled quotes may stand inside quotes, spaces around them. A quote within a value that does not start with one
 * is a character like any other. Row 0 is the header, row 1 the first after it.
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
  #feeds = 0;
  #returnFeeds = 0;
  readonly #keepsReturns: boolean;
  readonly #returns: number[] = [];
  readonly #misfits: RowSpan[] = [];
  readonly #blanks: RowSpan[] = [];

  /** `skip` bytes at the start of the file belong to no row: a byte order mark. */
  constructor(skip = 0, keepsReturns = false) {
    this.#keepsReturns = keepsReturns;
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
        this.#endRow(bytes, headerFrom, i, place === 'return');
        headerFrom = i + 1;
        place = 'start';
      } else if (place === 'return') {
        this.#isMisfit = true;
        place = byte === CR ? 'return' : 'broken';
      } else if (byte === CR) {
        place = 'return';
      } else if (byte === COMMA) {
        this.#columns += 1;
        place = 'start';
      } else if (byte === QUOTE) {
        if (place === 'closed') this.#isMisfit = true;
        if (place === 'start' || place === 'closing') place = 'quoted';
      } else if (byte === SPACE) {
        if (place === 'closing') place = 'closed';
      } else if (place === 'start') {
        place = 'plain';
      } else if (place === 'closing' || place === 'closed') {
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
      this.#endRow(new Uint8Array(0), 0, 0, this.#place === 'return');
    }
    return {
      header: this.#header,
      rows: Math.max(0, this.#row - 1),
      ends: this.#returnFeeds === 0 ? 'lf' : this.#feeds === 0 ? 'crlf' : 'mixed',
      returns: this.#returns,
      misfits: this.#misfits,
      blanks: this.#blanks,
      stopped: this.#stopped,
    };
  }

  #endRow(bytes: Uint8Array, from: number, at: number, hasReturn: boolean): void {
    const end = this.#offset + at;
    if (at < bytes.length && hasReturn) this.#returnFeeds += 1;
    else if (at < bytes.length) this.#feeds += 1;
    if (hasReturn && this.#keepsReturns) this.#returns.push(end - 1);
    const span = { row: this.#row, from: this.#rowStart, to: end + 1 };
    const length = end - this.#rowStart;
    if (length > MAX_ROW_BYTES) this.#stopped ??= { row: this.#row, why: 'too-long' };
    if (this.#headerParts !== null) {
      this.#headerParts.push(bytes.slice(from, at));
      if (!this.#takeHeader(this.#headerParts)) this.#blanks.push(span);
    } else if (length === 0 || (length === 1 && hasReturn)) {
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
