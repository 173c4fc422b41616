import { EMPTY, type Exploration, fromSearch, toSearch } from './exploration.ts';

/** Id of the saved query that a page was opened from, as its address says it; null = from none. */
export function savedFrom(params: URLSearchParams): string | null {
  const id = params.get('saved');
  return id !== null && /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id) ? id : null;
}

/** The address state that is saved or sent to others: with its datasets by name, because which is the largest changes. */
export function searchToSave(state: Exploration, datasets: readonly string[]): string {
  return toSearch({ ...state, datasets, saved: null });
}

/** The address that opens a saved query. */
export function savedAddress({ id, search }: { readonly id: string; readonly search: string }): string {
  return `/?${search}${search === '' ? '' : '&'}saved=${id}`;
}

/** Whether two address states ask the same; how it is looked at, map or table, does not count. */
export function asksTheSame(one: string, other: string): boolean {
  const plain = (search: string) =>
    toSearch({ ...fromSearch(search), saved: null, view: EMPTY.view, look: EMPTY.look });
  return plain(one) === plain(other);
}
