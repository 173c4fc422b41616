import type { Code } from '#core/model/dataset.ts';

/**
 * A code list of the values of a column: spellings that differ by case only are one code, numbered values (`1 MALE`)
 * are called by their words. In the order of the values.
 */
export function guessCodes(distinct: ReadonlyMap<string, number>): readonly Code[] {
  const bySpelling = new Map<string, string[]>();
  for (const value of [...distinct.keys()].sort(byNumberThenText)) {
    const folded = value.trim().toLowerCase();
    if (folded !== '') bySpelling.set(folded, [...(bySpelling.get(folded) ?? []), value]);
  }
  const groups = [...bySpelling.values()].map((spellings) => ({
    spellings,
    main: spellings.reduce((best, value) =>
      (distinct.get(value) ?? 0) > (distinct.get(best) ?? 0) ? value : best,
    ),
  }));
  const named = groups.map(({ main }) => withoutNumber(main));
  const isNumbered =
    named.every((name) => name !== null) &&
    new Set(named.map((name) => name?.toLowerCase())).size === named.length;
  return groups.map(({ main, spellings }, i) => {
    const code = (isNumbered ? named[i] : null) ?? main.trim();
    return { code, label: code, sources: spellings.filter((value) => value !== code) };
  });
}

/** `1 MALE` → `Male`, `-2 NOT APPLICABLE` → `Not applicable`; null for a value without a number before its words. */
function withoutNumber(value: string): string | null {
  const words = /^-?\d{1,3}[ .:-]+(\p{L}.*)$/u.exec(value)?.[1]?.trim();
  if (words === undefined) return null;
  const calm = /\p{Ll}/u.test(words) ? words : words.toLowerCase();
  return calm.charAt(0).toUpperCase() + calm.slice(1);
}

function byNumberThenText(a: string, b: string): number {
  const [x, y] = [Number.parseInt(a, 10), Number.parseInt(b, 10)];
  if (!Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one < other ? -1 : one > other ? 1 : 0;
}
