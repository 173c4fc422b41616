import { geographyKey, readAreas } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { smallAreas } from '#core/query/denominator.ts';
import { readDenominator } from './denominator.ts';
import type { ReferenceItem } from './store.ts';

/** An area with far fewer than most of what a table counts, in its latest year. */
export type SmallArea = { readonly code: string; readonly name: string; readonly value: number };

/** The areas where a rate by this table misleads, smallest first; none where its boundaries are not known. */
export async function smallAreasOf(
  platform: Pick<Platform, 'registry' | 'objects'>,
  { name, level, vintage }: Pick<ReferenceItem, 'name' | 'level' | 'vintage'>,
): Promise<readonly SmallArea[]> {
  const known = await platform.objects.size(geographyKey(level, vintage, 'areas.json'));
  const denominator = known === null ? null : await readDenominator(platform, name);
  if (denominator === null) return [];
  const areas = await readAreas(platform, level, vintage);
  const names = new Map(areas.map((area) => [area.code, area.name]));
  return smallAreas(denominator, [...names.keys()]).map(({ code, value }) => ({
    code,
    name: names.get(code) ?? code,
    value,
  }));
}
