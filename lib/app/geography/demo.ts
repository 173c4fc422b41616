import type { Platform } from '#app/ports.ts';
import type { Geography, Level, Vintage } from '#core/model/geography.ts';
import { type DemoArea, divideBoroughs } from './demo-areas.ts';
import type { ParentLinks } from './parents.ts';
import { type GeographyDraft, publishGeography } from './publish.ts';
import { areasOfLayers } from './source-areas.ts';
import { currentVintages, getGeography } from './store.ts';
import type { GeometryTools } from './tools.ts';

/** Vintage of everything that is made for demonstration. */
export const DEMO_VINTAGE: Vintage = 'demo';

const LEVELS: readonly Level[] = ['borough', 'ward', 'msoa', 'lsoa'];

/**
 * Makes the demonstration boundaries: the London boroughs that ship with the product, and made-up wards, MSOAs and
 * LSOAs that fill each of them. They become current only at levels that have no other boundaries yet. Once all are
 * there they stay as they are: records are located in them.
 */
export async function importDemoGeography(
  platform: Platform,
  tools: GeometryTools,
): Promise<readonly { readonly geography: Geography; readonly changed: boolean }[]> {
  const made = await Promise.all(LEVELS.map((level) => getGeography(platform, level, DEMO_VINTAGE)));
  if (made.every((geography) => geography !== null)) {
    return made.map((geography) => ({ geography, changed: false }));
  }
  const layers = await tools.readLayers([await tools.demonstrationBoroughs()]);
  const { areas: boroughs, faults } = areasOfLayers(layers, { level: 'borough', vintage: DEMO_VINTAGE });
  if (faults.length > 0) throw new Error(`the demonstration boroughs cannot be used: ${faults[0]?.message}`);
  const { wards, msoas, lsoas } = await divideBoroughs(tools, boroughs);
  const current = await currentVintages(platform);
  const publish = (
    draft: Pick<GeographyDraft, 'level' | 'title' | 'attribution' | 'synthetic' | 'areas' | 'parents'>,
  ) =>
    publishGeography(platform, tools, {
      ...draft,
      vintage: DEMO_VINTAGE,
      current: (current[draft.level] ?? DEMO_VINTAGE) === DEMO_VINTAGE,
      by: 'demonstration',
    });
  const makeUp = (level: Level, name: string, areas: readonly DemoArea[], above: readonly Level[]) =>
    publish({
      level,
      title: `${name} made up for demonstration`,
      attribution: 'Made up from a grid of hexagons; not real areas.',
      synthetic: true,
      areas,
      parents: above.map((parent) => linksOf(parent, areas)),
    });
  return [
    await publish({
      level: 'borough',
      title: 'London boroughs, simplified for demonstration',
      attribution:
        'London boroughs by way of vega-datasets. Contains OS data © Crown copyright and database right.',
      synthetic: false,
      areas: boroughs,
      parents: [],
    }),
    await makeUp('ward', 'Wards', wards, ['borough']),
    await makeUp('msoa', 'MSOAs', msoas, ['ward', 'borough']),
    await makeUp('lsoa', 'LSOAs', lsoas, ['msoa', 'ward', 'borough']),
  ];
}

function linksOf(level: Level, areas: readonly DemoArea[]): ParentLinks {
  const parents = new Map<string, string>();
  for (const { code, parents: above } of areas) {
    const parent = above[level];
    if (parent !== undefined) parents.set(code, parent);
  }
  return { level, vintage: DEMO_VINTAGE, exact: true, parents, note: '' };
}
