import { useQuery } from '@tanstack/react-query';
import { useSite } from '../../session/context.tsx';

/** A table of counts per area and year, that rates can be divided by. */
export type Reference = {
  readonly name: string;
  readonly level: string;
  readonly vintage: string;
  readonly source: string;
  readonly years: readonly number[];
  readonly areaCount: number;
  readonly importedAt: string;
  readonly etag: string;
};

/** What came of a table that was sent. */
export type ReferenceTaken = {
  readonly changed: boolean;
  readonly years: readonly number[];
  readonly areaCount: number;
  /** Codes that the level does not have. */
  readonly unknownCodes: readonly string[];
  /** Areas of the level without any value. */
  readonly areasWithout: number;
};

export function useReferences() {
  const { api } = useSite();
  return useQuery({
    queryKey: ['references'],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly Reference[] }>('/references', signal)).items,
  });
}
