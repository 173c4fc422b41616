import { queryOptions, useQuery } from '@tanstack/react-query';
import { useSite } from '../session/context.tsx';
import type { ApiClient } from './client.ts';

/** A table of counts per area and year, that rates can be divided by. */
export type Reference = {
  readonly name: string;
  readonly level: string;
  readonly vintage: string;
  readonly source: string;
  readonly years: readonly number[];
  readonly areaCount: number;
  readonly importedAt: string;
  /** Areas with far fewer than most, of the latest year, smallest first. */
  readonly small: readonly { readonly code: string; readonly name: string; readonly value: number }[];
  readonly etag: string;
};

/** The tables that there are, kept like any other answer. */
export function referencesQuery(api: ApiClient) {
  return queryOptions({
    queryKey: ['references'],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly Reference[] }>('/references', signal)).items,
  });
}

export function useReferences() {
  return useQuery(referencesQuery(useSite().api));
}

/** `2011 to 2024`, or `2021`. */
export function yearsText(years: readonly number[]): string {
  const [first] = years;
  const last = years.at(-1);
  if (first === undefined || last === undefined) return '–';
  return first === last ? String(first) : `${first} to ${last}`;
}
