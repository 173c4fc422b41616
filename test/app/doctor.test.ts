import { afterEach, describe, expect, it } from 'vitest';
import { type Examination, examine } from '#app/doctor.ts';
import type { ObjectStore } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { stageKey } from '#core/ingest/stage.ts';
import { EAST, MADE_CRIME, type Made, made, makePlatform, WEST } from '#test/app/ingest/made-platform.ts';

const DATASET = MADE_CRIME.id;
const LISTED: Examination = { hashes: true, records: 'listed' };

/** The same objects, of which published and staged records may not be read. */
function withoutRecords(objects: ObjectStore): ObjectStore {
  const refuse = (key: string) => {
    if (/^(lake|deliveries)\//.test(key)) throw new Error(`${key} may not be read`);
  };
  return new Proxy(objects, {
    get: (target, name: keyof ObjectStore) => {
      const method = target[name].bind(target) as (...given: readonly unknown[]) => unknown;
      if (name !== 'get' && name !== 'read') return method;
      return (key: string, ...rest: readonly unknown[]) => {
        refuse(key);
        return method(key, ...rest);
      };
    },
  });
}

describe('the doctor who may not read records', () => {
  let at: Made | null = null;
  afterEach(async () => {
    await at?.close();
    at = null;
  });

  async function published(): Promise<Made> {
    at = await makePlatform();
    await at.deliver('2018-05.csv', made(`a,2018-05,Met,${WEST},Theft,1`, `b,2018-05,Met,${EAST},Theft,1`));
    const { registry } = at.platform;
    const value = { version: 1, at: new Date().toISOString() };
    await registry.transact([{ kind: 'put', partition: 'setting', sort: 'schema', value, expected: 0 }]);
    return at;
  }

  async function faultsOf({ platform }: Made, examination: Examination): Promise<readonly string[]> {
    const faults: string[] = [];
    const store = { registry: platform.registry, objects: withoutRecords(platform.objects) };
    for await (const finding of examine(store, examination)) faults.push(...finding.faults);
    return faults;
  }

  it('finds a sound publication sound, where reading it would be refused', async () => {
    const world = await published();
    expect(await faultsOf(world, LISTED)).toEqual([]);
    await expect(faultsOf(world, { hashes: true })).rejects.toThrow('may not be read');
  });

  it('still sees a file that is cut, and staged rows that are gone', async () => {
    const world = await published();
    const { platform } = world;
    const file = (await currentManifest(platform, DATASET))?.periods[0]?.files[0];
    if (file === undefined) throw new Error('nothing is published');
    await platform.objects.put(file.key, 'cut');
    await platform.objects.delete(stageKey(DATASET, 1));
    expect(await faultsOf(world, LISTED)).toEqual([
      `${file.key} has 3 bytes, not ${file.bytes}`,
      'the staged rows of delivery 1 are missing',
    ]);
  });
});
