import type { Naming } from './disclose.ts';

/** The longest address state that is kept. */
export const MOST_SEARCH = 4_000;

/** Parameters of the explorer's address that name no field, and no place finer than an area. */
const PLAIN: ReadonlySet<string> = new Set(['from', 'to', 'h', 'w', 'a', 'l', 'v', 'look']);
/** Parameters that hold numbers of somebody's answer: never shown to others, and nothing is missed without them. */
const NUMBERS: ReadonlySet<string> = new Set(['breaks']);

/** A query string as a browser writes it: no space, quote, bracket, fragment or control character. */
export function isSearch(text: string): boolean {
  return text.length <= MOST_SEARCH && /^[\w.~!*'()%&=+,:;@/|-]*$/.test(text);
}

/**
 * The parameters that may be shown: those that name hidden fields or datasets go, and, unless all of the query can be
 * named, also those of which it is not known here what they say.
 */
export function namedSearch(
  search: string,
  { dataset, field }: Naming,
  isWhole: boolean,
): { readonly text: string; readonly leftOut: boolean } {
  let left = 0;
  const kept = search.split('&').flatMap((part): string[] => {
    const [name, value] = [...new URLSearchParams(part)][0] ?? [];
    if (name === undefined || value === undefined || NUMBERS.has(name)) return [];
    const shown = shownPart(name, value, part);
    if (shown !== part) left += 1;
    return shown === null ? [] : [shown];
  });
  return { text: kept.join('&'), leftOut: left > 0 };

  function shownPart(name: string, value: string, part: string): string | null {
    if (name === 'd') return listed(name, part, value, dataset);
    if (name === 'g')
      return listed(name, part, value, (item) => !item.startsWith('f:') || field(item.slice(2)));
    if (name === 'm') {
      const measured = /^[a-z]+-(.+)$/.exec(value)?.[1];
      return measured === undefined || field(measured) ? part : null;
    }
    const filtered = /^[a-z]+\.(.+)$/.exec(name)?.[1];
    if (filtered !== undefined) return field(filtered) ? part : null;
    return isWhole || PLAIN.has(name) ? part : null;
  }
}

/** A list of which some items go; as it was when none does. */
function listed(
  name: string,
  part: string,
  value: string,
  isShown: (item: string) => boolean,
): string | null {
  const items = value.split('.');
  const kept = items.filter(isShown);
  if (kept.length === items.length) return part;
  return kept.length === 0 ? null : `${name}=${kept.map(encodeURIComponent).join('.')}`;
}
