import { readAreas } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { smallAreas } from '#core/query/denominator.ts';
import { readDenominator } from './denominator.ts';
import { listReferences, type ReferenceItem } from './store.ts';

/** A table of counts that rates can be divided by, and where it misleads. */
export type DenominatorSummary = Pick<ReferenceItem, 'name' | 'level' | 'vintage' | 'source' | 'years'> & {
  /** Areas with far fewer than most, of the latest year, smallest first. */
  readonly small: readonly { readonly code: string; readonly name: string; readonly value: number }[];
};

/** Every table that rates can be divided by, by name: published statistics, which everybody signed in may know. */
export async function listDenominators(
  platform: Pick<Platform, 'registry' | 'objects'>,
): Promise<readonly DenominatorSummary[]> {
  const items = await listReferences(platform);
  return Promise.all(
    items.map(async ({ name, level, vintage, source, years }) => {
      const denominator = await readDenominator(platform, name);
      const areas = await readAreas(platform, level, vintage).catch(() => []);
      const names = new Map(areas.map((area) => [area.code, area.name]));
      const small = denominator === null ? [] : smallAreas(denominator, [...names.keys()]);
      return {
        name,
        level,
        vintage,
        source,
        years,
        small: small.map(({ code, value }) => ({ code, name: names.get(code) ?? code, value })),
      };
    }),
  );
}
