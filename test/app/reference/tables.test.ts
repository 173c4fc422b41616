import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { importGeography } from '#app/geography/import.ts';
import { readDenominator } from '#app/reference/denominator.ts';
import { deleteReference, putReference, referenceTables } from '#app/reference/tables.ts';
import { SETUP } from '#test/support/small-city.ts';
import { boroughs } from '../geography/made-files.ts';
import { type MadePlatform, makePlatform } from '../geography/made-platform.ts';

const ANALYST = { ...SETUP, roles: ['analyst'] } as const;
const NAME = 'workers';

let platform: MadePlatform;
beforeEach(async () => {
  platform = await makePlatform();
  const request = { level: 'borough', vintage: '2022', files: [boroughs()], by: 'tester' };
  await importGeography(platform, new MapshaperTools(), request);
});
afterEach(() => platform.remove());

const workers = (camden: number) => ({
  level: 'borough',
  source: 'A survey of work',
  files: [{ name: 'workers.csv', text: `Code,2021_Workers\nE09000007,${camden}\n` }],
});
const put = (camden: number, expected: number) =>
  putReference(platform, SETUP, NAME, workers(camden), expected);

describe('putReference(platform, caller, name, written, expected)', () => {
  it('adds a table that rates can be divided by at once, and lists it with its source', async () => {
    expect(await put(360_000, 0)).toMatchObject({
      changed: true,
      years: [2021],
      areaCount: 1,
      itemVersion: 1,
    });
    expect((await readDenominator(platform, NAME))?.value('E09000007', 2021)).toBe(360_000);
    expect(await referenceTables(platform)).toMatchObject([
      { name: NAME, level: 'borough', vintage: '2022', source: 'A survey of work', itemVersion: 1 },
    ]);
  });

  it('replaces the figures, changes nothing when they are the same, and loses nobody’s change', async () => {
    await put(360_000, 0);
    expect(await put(360_000, 1)).toMatchObject({ changed: false, itemVersion: 1 });
    expect(await put(361_000, 1)).toMatchObject({ changed: true, itemVersion: 2 });
    await expect(put(362_000, 1)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'the reference table "workers" has been changed since you read it: read it again',
    });
    expect((await readDenominator(platform, NAME))?.value('E09000007', 2021)).toBe(361_000);
  });

  it('is refused to whoever may not change the catalogue, and for a table with faults', async () => {
    await expect(putReference(platform, ANALYST, NAME, workers(1), 0)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const faulty = { ...workers(1), files: [{ name: 'a.csv', text: 'Code,2021_Workers\nE09000007,many\n' }] };
    await expect(putReference(platform, SETUP, NAME, faulty, 0)).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      details: {
        faults: [{ at: 'a.csv row 1, 2021_Workers', message: expect.stringContaining('not a count') }],
      },
    });
    expect(await referenceTables(platform)).toEqual([]);
  });
});

describe('deleteReference(platform, caller, name, expected)', () => {
  it('takes the table away, of the version that was read only', async () => {
    await put(360_000, 0);
    await put(361_000, 1);
    await expect(deleteReference(platform, SETUP, NAME, 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(deleteReference(platform, ANALYST, NAME, 2)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await deleteReference(platform, SETUP, NAME, 2);
    expect(await readDenominator(platform, NAME)).toBeNull();
    await expect(deleteReference(platform, SETUP, NAME, 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
