import { PMTiles, type Source, zxyToTileId } from 'pmtiles';
import { describe, expect, it } from 'vitest';
import { type Tile, writePmtiles } from '#adapters/geometry/pmtiles-writer.ts';
import { makeTiles } from '#adapters/geometry/tiles.ts';

const FACTS = {
  bounds: { west: -510_000, south: 51_280_000, east: 334_000, north: 51_692_000 },
  name: 'lsoa',
  layers: [{ id: 'lsoa', fields: { code: 'String', name: 'String' }, minzoom: 6, maxzoom: 12 }],
} as const;

/** The reader that the map uses, over an archive in memory. */
function open(archive: Uint8Array): PMTiles {
  const source: Source = {
    getKey: () => 'memory',
    getBytes: async (offset, length) => ({
      data: archive.buffer.slice(
        archive.byteOffset + offset,
        archive.byteOffset + offset + length,
      ) as ArrayBuffer,
    }),
  };
  return new PMTiles(source);
}

async function tileText(archive: PMTiles, z: number, x: number, y: number): Promise<string | null> {
  const tile = await archive.getZxy(z, x, y);
  return tile === undefined ? null : Buffer.from(tile.data).toString('latin1');
}

const tile = (z: number, x: number, y: number, text = `${z}/${x}/${y}`): Tile => ({
  z,
  x,
  y,
  body: new TextEncoder().encode(text),
});

describe('writePmtiles(tiles, facts)', () => {
  it('makes an archive whose every tile the reader of the map finds', async () => {
    const tiles: Tile[] = [];
    for (let z = 0; z <= 6; z += 1) {
      for (let x = 0; x < 2 ** z; x += 1) {
        for (let y = 0; y < 2 ** z; y += 1) if ((x + y) % 3 !== 0) tiles.push(tile(z, x, y));
      }
    }
    const archive = open(writePmtiles(tiles.reverse(), FACTS));
    for (const { z, x, y } of tiles) expect(await tileText(archive, z, x, y)).toBe(`${z}/${x}/${y}`);
    expect(await tileText(archive, 3, 0, 0)).toBeNull();
  });

  it('says what it holds in header and metadata', async () => {
    const archive = open(writePmtiles([tile(6, 31, 21), tile(12, 2_046, 1_362)], FACTS));
    const header = await archive.getHeader();
    expect(header).toMatchObject({
      specVersion: 3,
      clustered: true,
      minZoom: 6,
      maxZoom: 12,
      tileType: 1,
      numTileEntries: 2,
    });
    expect([header.minLon, header.minLat, header.maxLon, header.maxLat]).toEqual([
      -0.51, 51.28, 0.334, 51.692,
    ]);
    expect(await archive.getMetadata()).toMatchObject({ vector_layers: FACTS.layers });
  });

  it('stores equal tiles once', async () => {
    const same = [tile(6, 1, 1, 'sea'), tile(6, 2, 1, 'land'), tile(6, 3, 1, 'sea'), tile(6, 40, 40, 'sea')];
    const archive = open(writePmtiles(same, FACTS));
    expect((await archive.getHeader()).numTileContents).toBe(2);
    expect(await tileText(archive, 6, 40, 40)).toBe('sea');
    expect(await tileText(archive, 6, 2, 1)).toBe('land');
  });

  it('splits a long directory into leaves', async () => {
    const tiles = Array.from({ length: 5_000 }, (_, i) => tile(12, i % 100, Math.floor(i / 100)));
    const archive = open(writePmtiles(tiles, FACTS));
    expect((await archive.getHeader()).leafDirectoryLength).toBeGreaterThan(0);
    for (const { z, x, y } of tiles.slice(0, 200))
      expect(await tileText(archive, z, x, y)).toBe(`${z}/${x}/${y}`);
    expect(await tileText(archive, 12, 99, 49)).toBe('12/99/49');
  });
});

describe('makeTiles(areas, layer)', () => {
  const square = (code: string, west: number) => ({
    code,
    name: `Area ${code}`,
    polygons: [
      [
        [
          [west, 51.5],
          [west + 0.02, 51.5],
          [west + 0.02, 51.52],
          [west, 51.52],
          [west, 51.5],
        ],
      ],
    ],
  });
  const archive = open(makeTiles([square('E01000001', -0.1), square('E01000002', -0.08)], 'lsoa'));

  it('has every zoom from 6 to 12, with the codes and names of the areas in each tile', async () => {
    const header = await archive.getHeader();
    expect([header.minZoom, header.maxZoom]).toEqual([6, 12]);
    for (let z = 6; z <= 12; z += 1) {
      const x = Math.floor(((-0.079 + 180) / 360) * 2 ** z);
      const sine = Math.sin((51.51 * Math.PI) / 180);
      const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z);
      const text = await tileText(archive, z, x, y);
      expect(text, `zoom ${z}`).toContain('lsoa');
      expect(text, `zoom ${z}`).toContain('E01000002');
      expect(text, `zoom ${z}`).toContain('Area E01000002');
    }
  });

  it('has no tile where there is no area', async () => {
    expect(zxyToTileId(12, 0, 0)).toBeGreaterThan(0);
    expect(await tileText(archive, 12, 0, 0)).toBeNull();
  });
});
