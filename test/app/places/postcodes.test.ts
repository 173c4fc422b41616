import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { importPostcodes } from '#app/places/import-postcodes.ts';
import { BLOCK_POSTCODES, currentPostcodes, postcodesFrom } from '#app/places/postcode-store.ts';
import type { AuditEvent, Platform } from '#app/ports.ts';
import { degreesToGrid } from '#core/geo/projection.ts';
import { AppError } from '#core/model/error.ts';
import { SETUP } from '#test/support/small-city.ts';

let root: string;
let platform: Pick<Platform, 'registry' | 'objects' | 'audit' | 'newId' | 'clock'>;
let reads: number;
const events: AuditEvent[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'postcodes-'));
  reads = 0;
  events.length = 0;
  const objects = new FolderObjectStore(join(root, 'objects'));
  const read = objects.read.bind(objects);
  objects.read = (...args) => {
    reads += 1;
    return read(...args);
  };
  platform = {
    registry: new LmdbRegistry(join(root, 'registry')),
    objects,
    audit: {
      record: async (event) => {
        events.push(event);
      },
    },
    newId: ulid,
    clock: () => new Date('2026-03-01T12:00:00Z'),
  };
});
afterEach(async () => {
  await platform.registry.close();
  await rm(root, { recursive: true });
});

function fileOf(lines: readonly string[], name = 'postcodes.csv') {
  return {
    name,
    lines: (async function* () {
      yield* lines;
    })(),
  };
}
const load = (lines: readonly string[], source = 'Test postcodes') =>
  importPostcodes(platform, SETUP, [fileOf(lines)], source);
const namesFrom = async (start: string, limit = 10) =>
  (await postcodesFrom(platform, start, limit)).map(({ name }) => name);

const FEW = [
  '\uFEFFpcd7,pcds,doterm,long,lat,other',
  'SW1A1AA,SW1A 1AA,,-0.141588,51.501009,"a, b"',
  'SW1A1AB,"SW1A 1AB",,-0.142000,51.502000,x',
  'SW1A2AA,SW1A 2AA,201901,-0.1,51.5,ended',
  'SW9 8JK,SW9 8JK,,-0.114,51.46,x',
  'ZE1 0AA,ZE1 0AA,,0,99.999999,no position',
  '',
];

describe('importPostcodes(platform, caller, files, source)', () => {
  it('brings in what has a position and is in use, to be found by its beginning', async () => {
    expect(await load(FEW)).toEqual({ changed: true, count: 3, skipped: 2 });
    expect(await namesFrom('SW1A1AA')).toEqual(['SW1A 1AA']);
    expect(await namesFrom('SW1A')).toEqual(['SW1A', 'SW1A 1AA', 'SW1A 1AB']);
    expect(await namesFrom('SW1A2AA')).toEqual([]);
    expect(await postcodesFrom(platform, 'SW1A1AA', 1)).toEqual([
      {
        kind: 'postcode',
        name: 'SW1A 1AA',
        area: null,
        longitude: -141_588,
        latitude: 51_501_009,
        radiusMetres: 250,
        source: 'Test postcodes',
      },
    ]);
    expect((await postcodesFrom(platform, 'SW1A', 1))[0]).toMatchObject({
      kind: 'district',
      longitude: -141_794,
      latitude: 51_501_505,
    });
  });

  it('reads eastings and northings too', async () => {
    await load(['Postcode,Eastings,Northings', 'TN16 3XX,543210,159876']);
    const [place] = await postcodesFrom(platform, 'TN163XX', 1);
    const [easting, northing] = degreesToGrid((place?.longitude ?? 0) / 1e6, (place?.latitude ?? 0) / 1e6);
    expect(Math.hypot(easting - 543_210, northing - 159_876)).toBeLessThan(0.2);
  });

  it('changes nothing the second time, and keeps one earlier write for those who read it', async () => {
    await load(FEW);
    const first = await currentPostcodes(platform);
    expect(await load(FEW)).toMatchObject({ changed: false });
    expect(await currentPostcodes(platform)).toEqual(first);
    await load(FEW.slice(0, 2));
    await load(FEW.slice(0, 3));
    const kept = await platform.objects.list('reference/postcode/');
    const current = await currentPostcodes(platform);
    const versions = new Set(kept.map((key) => key.split('/')[2]));
    expect([...versions].sort()).toEqual([`v=${current?.previous}`, `v=${current?.v}`].sort());
    expect(await namesFrom('SW9')).toEqual([]);
    expect(events.filter(({ phase }) => phase === 'outcome')).toHaveLength(3);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a row that is no postcode', ['pcds,lat,long', 'nonsense,51,0'], /line 2/],
    ['no column of postcodes', ['code,lat,long', 'SW1A 1AA,51,0'], /postcodes\.csv/],
    ['no position', ['pcds,x,y', 'SW1A 1AA,51,0'], /postcodes\.csv/],
    ['a position off the grid', ['pcds,easting,northing', 'SW1A 1AA,900000,1'], /line 2/],
    ['nothing', [], /postcodes\.csv/],
    ['no row', ['pcds,lat,long'], /files/],
  ])('refuses %s, and leaves what was there', async (_what, lines, at) => {
    await load(FEW);
    const error = await load(lines).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: 'SPEC_INVALID',
      details: { faults: [{ at: expect.stringMatching(at) }] },
    });
    expect(await namesFrom('SW9')).toEqual(['SW9', 'SW9 8JK']);
  });

  it('finds what looking through all of them finds, reading two blocks at most', async () => {
    const postcode = fc
      .tuple(
        fc.constantFrom('E', 'N', 'SW', 'SE'),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 9 }),
        fc.string({ unit: fc.constantFrom('A', 'B', 'D', 'E'), minLength: 2, maxLength: 2 }),
      )
      .map(([area, district, sector, unit]) => `${area}${district} ${sector}${unit}`);
    const all = [...new Set(fc.sample(postcode, { numRuns: 4_000, seed: 3 }))];
    await load(['pcds,lat,long', ...all.map((one, at) => `${one},${51 + at / 1e5},${-at / 1e5}`)]);
    expect(all.length).toBeGreaterThan(BLOCK_POSTCODES * 4);
    const plain = all.map((one) => one.replace(' ', '')).sort();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...plain), fc.integer({ min: 2, max: 7 }), async (one, length) => {
        const start = one.slice(0, length);
        reads = 0;
        const found = (await postcodesFrom(platform, start, 40)).filter(({ kind }) => kind === 'postcode');
        const expected = plain.filter((other) => other.startsWith(start)).slice(0, 40);
        const names = found.map(({ name }) => name.replace(' ', ''));
        expect(names).toEqual(expected.slice(0, names.length));
        if (start.length >= 5) expect(names).toEqual(expected);
        expect(names.length).toBeGreaterThan(0);
        expect(reads).toBeLessThanOrEqual(2);
      }),
      { numRuns: 150 },
    );
  });

  it('is refused to whoever may not change boundaries', async () => {
    const caller = { ...SETUP, roles: ['analyst'] as const };
    await expect(importPostcodes(platform, caller, [fileOf(FEW)], 'x')).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
