import { DEMO_VINTAGE } from '#app/geography/demo.ts';
import type { Platform } from '#app/ports.ts';
import {
  BOROUGH_POPULATION,
  BOROUGH_POPULATION_FROM,
  BOROUGH_POPULATION_SOURCE,
} from './borough-population.ts';
import { listReferences, storeReference } from './store.ts';

/** Stores the population of the boroughs as `population`, unless there is a table of that name already. */
export async function importDemoReference(platform: Platform): Promise<boolean> {
  if ((await listReferences(platform)).some(({ value }) => value.name === 'population')) return false;
  return storeReference(
    platform,
    {
      name: 'population',
      level: 'borough',
      vintage: DEMO_VINTAGE,
      source: BOROUGH_POPULATION_SOURCE,
      values: Object.fromEntries(
        Object.entries(BOROUGH_POPULATION).map(([code, figures]) => [
          code,
          Object.fromEntries(figures.map((count, index) => [String(BOROUGH_POPULATION_FROM + index), count])),
        ]),
      ),
    },
    'demonstration',
  );
}
