import { afterAll, beforeAll, expect, it } from 'vitest';
import { queryStatus } from '#app/query/status.ts';
import { submitQuery } from '#app/query/submit.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const sam = person('sam', 'super-admin', { profile: 'north' });
const ann = person('ann', 'analyst', { profile: 'north' });
let platform: QueryPlatform;

beforeAll(async () => {
  platform = await openQueryPlatform();
  await addProfile(platform.registry, northProfile('north', {}));
  for (const one of [sam, ann]) await addAccount(platform.registry, one);
});
afterAll(() => platform.dispose());

it('which table answers a query, and why not its roll-up, is told to who operates the product and to nobody else', async () => {
  const spec = { datasets: ['north-crime'], measures: [{ measure: 'count' }] };
  const asked = async (caller: typeof sam) =>
    queryStatus(platform, caller, (await submitQuery(platform, caller, spec, { waitMs: 10_000 })).id, 10_000);
  expect((await asked(sam)).tables).toEqual([
    { dataset: 'north-crime', table: 'records', why: 'there is no roll-up of 2018' },
  ]);
  expect(await asked(ann)).not.toHaveProperty('tables');
});
