import { MOST_SEARCH } from './draft.ts';

/** The explorer's query in an address that somebody copied; null where it is none of this site's explorer. */
export function searchOfAddress(text: string, origin: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  let address: URL;
  try {
    address = new URL(trimmed, `${origin}/`);
  } catch {
    return null;
  }
  const search = address.search.replace(/^\?/, '');
  return address.origin === origin && address.pathname === '/' && search.length <= MOST_SEARCH
    ? search
    : null;
}

/** The address that opens a part of the report again. */
export function addressOf(search: string, origin: string): string {
  return search === '' ? `${origin}/` : `${origin}/?${search}`;
}
