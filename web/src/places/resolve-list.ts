import type { AreaSummary } from '../api/types.ts';

/** One level's areas, as far as they have been fetched. */
type Level = { readonly level: string; readonly areas: readonly AreaSummary[] };

/** What a pasted list of codes and names comes to. */
export type ResolvedList = {
  /** Each once, in the order of the list. */
  readonly codes: readonly string[];
  readonly unknown: readonly string[];
  /** Names of several areas, with the codes that would tell them apart. */
  readonly ambiguous: readonly { readonly text: string; readonly codes: readonly string[] }[];
};

const MOST_ENTRIES = 5_000;

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f'’]/g, '')
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Entries by line, comma, semicolon or tab. A code is taken as it stands; a name is that of the area of the coarsest level
 * that has one of it. Levels come coarse to fine. A line that is a whole name is one entry, whatever commas it has.
 */
export function resolveList(text: string, levels: readonly Level[]): ResolvedList {
  const byCode = new Map<string, string>();
  const byName = new Map<string, { readonly level: string; readonly codes: string[] }>();
  for (const { level, areas } of levels)
    for (const { code, name } of areas) {
      if (!byCode.has(code.toUpperCase())) byCode.set(code.toUpperCase(), code);
      const known = byName.get(plain(name));
      if (known === undefined) byName.set(plain(name), { level, codes: [code] });
      else if (known.level === level) known.codes.push(code);
    }
  const named = (entry: string) => byCode.get(entry.toUpperCase()) ?? byName.get(plain(entry)) ?? null;
  const entries = text.split(/[\n\r;\t]+/).flatMap((line) => {
    const whole = unquoted(line);
    return whole === '' ? [] : named(whole) !== null ? [whole] : line.split(',').map(unquoted);
  });
  const codes = new Set<string>();
  const unknown = new Set<string>();
  const ambiguous = new Map<string, readonly string[]>();
  for (const entry of entries.filter((one) => one !== '').slice(0, MOST_ENTRIES)) {
    const found = named(entry);
    if (found === null) unknown.add(entry);
    else if (typeof found === 'string') codes.add(found);
    else if (found.codes.length > 1) ambiguous.set(entry, found.codes);
    else for (const code of found.codes) codes.add(code);
  }
  return {
    codes: [...codes],
    unknown: [...unknown],
    ambiguous: [...ambiguous].map(([text, of]) => ({ text, codes: of })),
  };
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
}
