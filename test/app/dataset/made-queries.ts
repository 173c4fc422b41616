import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import type { Caller } from '#app/caller.ts';
import { CURRENT_PARTITION, geographyKey } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { submitQuery } from '#app/query/submit.ts';
import { brandId } from '#core/model/id.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { grantEverything } from '#test/support/whole-profile.ts';
import { type Made, makePlatform, SUPER_ADMIN } from '../ingest/made-platform.ts';

/** A platform whose deliveries can be asked about. */
export type Asking = Made & {
  readonly asking: Platform;
  /** Shows the analyst all that there is now. */
  readonly show: () => Promise<void>;
  /** Rows of the answer, by column. */
  readonly ask: (spec: QuerySpec) => Promise<Record<string, readonly unknown[]>>;
};

export const ANALYST: Caller = {
  ...SUPER_ADMIN,
  user: brandId('analyst'),
  roles: ['analyst'],
  profile: 'all-records',
};

/** Real stores, a real worker and a real engine over them. */
export async function makeAsking(): Promise<Asking> {
  const made = await makePlatform();
  const engine = new DuckDbEngine({ root: made.folder });
  const asking: Platform = { ...made.platform, engine };
  const areas = ['E', 'W'].map((code) => ({
    code,
    name: code,
    parents: {},
    labelLongitude: code === 'E' ? -50_000 : -150_000,
    labelLatitude: 51_500_000,
    squareMetres: 1,
  }));
  await asking.objects.put(geographyKey('borough', '2022', 'areas.json'), JSON.stringify(areas));
  await asking.registry.transact([
    { kind: 'put', partition: CURRENT_PARTITION, sort: 'borough', value: { vintage: '2022' }, expected: 0 },
  ]);
  return {
    ...made,
    asking,
    show: () => grantEverything(asking.registry, ANALYST.organisation),
    ask: async (spec) => {
      const { result, error } = await submitQuery(asking, ANALYST, spec, { waitMs: 20_000 });
      if (result === undefined) throw new Error(`no answer: ${error?.detail}`);
      return Object.fromEntries(result.columns.map(({ name, values }) => [name, values]));
    },
    close: async () => {
      await engine.close();
      await made.close();
    },
  };
}
