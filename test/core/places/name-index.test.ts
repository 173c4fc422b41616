import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MATCHES, type Match, NameIndex } from '#core/places/name-index.ts';
import { isPrefixWithinOneEdit, isWithinOneEdit } from '#core/places/one-edit.ts';
import { plainName } from '#core/places/plain-name.ts';

/** Edit distance with exchanged neighbours, by the whole table. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => table[i]?.[j] ?? 99;
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, at(i - 2, j - 2) + 1);
      const row = table[i];
      if (row !== undefined) row[j] = least;
    }
  return at(a.length, b.length);
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 });

describe('isWithinOneEdit(one, other)', () => {
  it('is what the whole table of edits says', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(isWithinOneEdit(a, b)).toBe(distance(a, b) <= 1);
        const begins = Array.from({ length: b.length }, (_, end) => b.slice(0, end + 1));
        expect(isPrefixWithinOneEdit(a, b)).toBe(begins.some((begin) => distance(a, begin) <= 1));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('plainName(text)', () => {
  it.each([
    ['St. John’s Wood', 'saint johns wood'],
    ['Church St', 'church street'],
    ['King & Queen Rd', 'king and queen road'],
    ['Café Ünder-Hill', 'cafe under hill'],
    ['  Hackney   002A ', 'hackney 002a'],
    ['St', 'saint'],
  ])('%s is %s', (text, plain) => {
    expect(plainName(text)).toBe(plain);
  });
});

const named = (name: string, rank = 0) => ({ name, rank });

describe('NameIndex.search(text, limit)', () => {
  const index = new NameIndex([
    named('Brixton Hill', 2),
    named('Brixton'),
    named('North Brixton Road', 3),
    named('Broxton', 1),
    named('Hackney'),
    named('Hackney Wick', 2),
    named('South Hackney', 2),
    named('St Ann’s Rd', 3),
  ]);
  const found = (text: string, limit = 10) =>
    index.search(text, limit).map(({ entry, match }) => `${entry.name}: ${match}`);

  it('puts the whole name first, then names that begin so, then words, then what is one edit away', () => {
    expect(found('brixton')).toEqual([
      'Brixton: exact',
      'Brixton Hill: prefix',
      'North Brixton Road: words',
      'Broxton: fuzzy',
    ]);
    expect(found('brixton', 2)).toEqual(['Brixton: exact', 'Brixton Hill: prefix']);
  });

  it('takes words in any order, short forms and signs', () => {
    expect(found('hackney south')).toEqual(['South Hackney: words']);
    expect(found('saint anns road')).toEqual(['St Ann’s Rd: exact']);
    expect(found("St. Ann's")).toEqual(['St Ann’s Rd: prefix']);
  });

  it('forgives one slip in a word of four letters or more', () => {
    expect(found('hakcney')).toEqual(['Hackney: fuzzy', 'Hackney Wick: fuzzy', 'South Hackney: fuzzy']);
    expect(found('hackny wick')).toEqual(['Hackney Wick: fuzzy']);
    expect(found('xyz')).toEqual([]);
    expect(found('brx')).toEqual([]);
  });

  it('finds nothing for nothing', () => {
    expect(found('')).toEqual([]);
    expect(found('’')).toEqual([]);
    expect(found('brixton', 0)).toEqual([]);
  });

  it('is what looking at every name by hand gives, over random names', () => {
    const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(
        fc.array(fc.record({ name, rank: fc.integer({ min: 0, max: 2 }) }), { maxLength: 25 }),
        name,
        (entries, text) => {
          const plain = plainName(text);
          const typed = plain.split(' ');
          const matchOf = (entry: string): Match | null => {
            const whole = plainName(entry);
            const words = whole.split(' ');
            if (whole === plain) return 'exact';
            if (whole.startsWith(plain)) return 'prefix';
            if (typed.every((one) => words.some((other) => other.startsWith(one)))) return 'words';
            const like = (one: string, other: string) =>
              one.length < 4
                ? other.startsWith(one)
                : Array.from({ length: other.length }, (_, end) => other.slice(0, end + 1)).some(
                    (begin) => distance(one, begin) <= 1,
                  );
            const isFuzzy =
              typed.some((one) => one.length >= 4) &&
              typed.every((one) => words.some((other) => like(one, other)));
            return isFuzzy ? 'fuzzy' : null;
          };
          const expected = entries
            .flatMap((entry) => {
              const match = matchOf(entry.name);
              return match === null ? [] : [{ match, rank: entry.rank, plain: plainName(entry.name) }];
            })
            .sort(
              (a, b) =>
                MATCHES.indexOf(a.match) - MATCHES.indexOf(b.match) ||
                a.rank - b.rank ||
                a.plain.length - b.plain.length ||
                (a.plain < b.plain ? -1 : a.plain > b.plain ? 1 : 0),
            );
          const got = new NameIndex(entries)
            .search(text, 100)
            .map(({ entry, match }) => ({ match, rank: entry.rank, plain: plainName(entry.name) }));
          expect(got).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes less than 50 ms of the processor at the 95th percentile, for 40,000 names', () => {
    const syllables = [
      'ab',
      'bro',
      'cal',
      'den',
      'east',
      'fen',
      'glen',
      'ham',
      'ing',
      'kil',
      'ley',
      'mor',
      'nor',
      'ock',
      'pen',
      'ton',
    ];
    const made = (seed: number) =>
      [seed % 16, (seed >> 4) % 16, (seed >> 8) % 16].map((at) => syllables[at]).join('');
    const many = Array.from({ length: 40_000 }, (_, at) =>
      named(`${made(at * 7)} ${made(at * 13)} ${at % 3 === 0 ? 'Road' : 'Street'}`, at % 4),
    );
    const large = new NameIndex(many);
    const times = Array.from({ length: 200 }, (_, at) => {
      const [one = ''] = (many[at * 199]?.name ?? '').split(' ');
      const text =
        [one, one.slice(0, 5), `${one.slice(0, 3)}x${one.slice(4)}`, `st ${one.slice(0, 2)}`][at % 4] ?? '';
      const before = process.cpuUsage();
      large.search(text, 10);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    }).sort((a, b) => a - b);
    expect(times[189]).toBeLessThan(50);
  });
});
