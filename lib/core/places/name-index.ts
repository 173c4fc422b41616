import { isPrefixWithinOneEdit } from './one-edit.ts';
import { plainName } from './plain-name.ts';

/** How well a name answers what was typed, best first. */
export const MATCHES = ['exact', 'prefix', 'words', 'fuzzy'] as const;
export type Match = (typeof MATCHES)[number];

/** Something with a name; of equal matches the one of lower `rank` comes first, then the shorter name, then the alphabet. */
export type Named = { readonly name: string; readonly rank: number };
export type Hit<Entry> = { readonly entry: Entry; readonly match: Match };

/** Shorter words than this have too many others within one edit. */
const FUZZY_FROM = 4;

type Row<Entry> = { readonly entry: Entry; readonly plain: string };

/**
 * Names to be found by what somebody types. `exact`: the whole name; `prefix`: the name begins with it; `words`: each word
 * typed begins a word of the name, in any order; `fuzzy`: each does but for one edit. Made once, then never changed.
 */
export class NameIndex<Entry extends Named> {
  readonly #rows: readonly Row<Entry>[];
  /** Every different word, sorted, and beside it the numbers of the rows that have it. */
  readonly #words: readonly string[];
  readonly #rowsOf: readonly (readonly number[])[];

  constructor(entries: readonly Entry[]) {
    this.#rows = entries
      .map((entry) => ({ entry, plain: plainName(entry.name) }))
      .filter(({ plain }) => plain !== '')
      .sort((a, b) => compareText(a.plain, b.plain));
    const rowsOf = new Map<string, number[]>();
    for (const [row, { plain }] of this.#rows.entries()) {
      for (const word of new Set(plain.split(' '))) {
        const rows = rowsOf.get(word);
        if (rows === undefined) rowsOf.set(word, [row]);
        else rows.push(row);
      }
    }
    this.#words = [...rowsOf.keys()].sort(compareText);
    this.#rowsOf = this.#words.map((word) => rowsOf.get(word) ?? []);
  }

  get size(): number {
    return this.#rows.length;
  }

  /** The best hits, at most `limit`. */
  search(text: string, limit: number): readonly Hit<Entry>[] {
    const plain = plainName(text);
    if (plain === '' || limit < 1) return [];
    const found = new Map<number, Match>();
    for (let row = this.#firstRow(plain); row < this.#rows.length; row += 1) {
      const name = this.#rows[row]?.plain ?? '';
      if (!name.startsWith(plain)) break;
      found.set(row, name === plain ? 'exact' : 'prefix');
    }
    const words = plain.split(' ');
    for (const row of this.#withWords(words, (word) => this.#beginningWith(word)))
      if (!found.has(row)) found.set(row, 'words');
    if (found.size < limit && words.some((word) => word.length >= FUZZY_FROM))
      for (const row of this.#withWords(words, (word) => this.#like(word)))
        if (!found.has(row)) found.set(row, 'fuzzy');
    return this.#best(found, limit).map(({ entry, match }) => ({ entry, match }));
  }

  /** The first of what was found, without sorting the rest: a short text may find half of all names. */
  #best(found: ReadonlyMap<number, Match>, limit: number): readonly Found<Entry>[] {
    const best: Found<Entry>[] = [];
    for (const [row, match] of found) {
      const known = this.#rows[row];
      if (known === undefined) continue;
      const one = { ...known, match };
      const worst = best[limit - 1];
      if (worst !== undefined && compareHits(one, worst) >= 0) continue;
      const at = lowerBound(best.length, (index) => {
        const other = best[index];
        return other !== undefined && compareHits(other, one) <= 0;
      });
      best.splice(at, 0, one);
      if (best.length > limit) best.pop();
    }
    return best;
  }

  #firstRow(plain: string): number {
    return lowerBound(this.#rows.length, (row) => (this.#rows[row]?.plain ?? '') < plain);
  }

  /** Rows that have, for each word typed, a word which it stands for. */
  #withWords(typed: readonly string[], wordsFor: (word: string) => readonly number[]): Iterable<number> {
    let rows: Set<number> | null = null;
    for (const word of [...typed].sort((a, b) => b.length - a.length)) {
      const having = new Set<number>();
      for (const one of wordsFor(word))
        for (const row of this.#rowsOf[one] ?? []) if (rows === null || rows.has(row)) having.add(row);
      rows = having;
      if (rows.size === 0) break;
    }
    return rows ?? [];
  }

  #beginningWith(text: string): readonly number[] {
    const words: number[] = [];
    const first = lowerBound(this.#words.length, (word) => (this.#words[word] ?? '') < text);
    for (let word = first; this.#words[word]?.startsWith(text); word += 1) words.push(word);
    return words;
  }

  #like(text: string): readonly number[] {
    if (text.length < FUZZY_FROM) return this.#beginningWith(text);
    const words: number[] = [];
    for (const [index, word] of this.#words.entries()) {
      if (word.length < text.length - 1 || !mayBeAlike(text, word)) continue;
      if (isPrefixWithinOneEdit(text, word)) words.push(index);
    }
    return words;
  }
}

type Found<Entry> = Row<Entry> & { readonly match: Match };

/** Quickly false for most words: two beginnings one edit apart have one of their first two letters in common. */
function mayBeAlike(text: string, word: string): boolean {
  return text[0] === word[0] || text[1] === word[1] || text[0] === word[1] || text[1] === word[0];
}

function compareHits<Entry extends Named>(a: Found<Entry>, b: Found<Entry>): number {
  return (
    MATCHES.indexOf(a.match) - MATCHES.indexOf(b.match) ||
    a.entry.rank - b.entry.rank ||
    a.plain.length - b.plain.length ||
    compareText(a.plain, b.plain)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The first number that `isBefore` is not true for; those before it must all be. */
function lowerBound(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
