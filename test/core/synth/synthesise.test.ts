import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { ringsOf } from '#core/geo/polygon.ts';
import { contains } from '#core/geo/ring.ts';
import { periodInName } from '#core/ingest/coverage.ts';
import { IMPERFECTIONS } from '#core/synth/imperfection.ts';
import { DEMO, demoPeriod, type SynthFile, type SynthSettings, synthesise } from '#core/synth/synthesise.ts';
import { SQUARE_BOROUGHS } from './boroughs.ts';

type Made = Omit<SynthFile, 'content'> & { readonly text: string };

async function make(changes: Partial<SynthSettings> = {}): Promise<readonly Made[]> {
  const made: Made[] = [];
  const settings = {
    seed: 'test',
    rows: 60_000,
    from: '2019-11',
    to: '2021-02',
    boroughs: SQUARE_BOROUGHS,
    ...changes,
  };
  for await (const { content, ...file } of synthesise(settings)) {
    let text = '';
    for await (const part of content) text += part;
    made.push({ ...file, text });
  }
  return made;
}

/** Rows of a file as cells: what it writes never needs quotes. */
const rowsOf = ({ text }: Made): string[][] =>
  text
    .split(/\r?\n/)
    .slice(1, -1)
    .map((line) => line.split(','));

const hashOf = (files: readonly Made[]): string =>
  files
    .reduce((hash, { fileName, text }) => hash.update(fileName).update(text), createHash('sha256'))
    .digest('hex');

let files: readonly Made[];
const ofDataset = (id: string): Made[] => files.filter(({ dataset }) => dataset === id);
const definitionOf = (id: string) => FIRST_DEFINITIONS.find((definition) => definition.id === id);
/** Values of one column over all files of a dataset. */
const column = (id: string, name: string): string[] => {
  const at = definitionOf(id)?.layouts[0]?.columns.indexOf(name) ?? -1;
  return ofDataset(id).flatMap((file) => rowsOf(file).map((row) => row[at] ?? ''));
};
const share = (values: readonly string[], found: (value: string) => boolean): number =>
  values.filter(found).length / values.length;

const RINGS = SQUARE_BOROUGHS.map(({ polygons }) => polygons.flatMap(ringsOf));
/** Share of the placed records of a dataset that lie in no borough. */
function outsideShare(id: string): number {
  const latitudes = column(id, 'Latitude');
  const placed = column(id, 'Longitude').flatMap((longitude, i) =>
    longitude === '' ? [] : [[longitude, latitudes[i]]],
  );
  const outside = placed.filter(([longitude, latitude]) => {
    const [x, y] = [Math.round(Number(longitude) * 1e6), Math.round(Number(latitude) * 1e6)];
    return !RINGS.some((rings) => contains(rings, x, y));
  });
  return outside.length / placed.length;
}

beforeAll(async () => {
  files = await make();
});

describe('synthesise(settings)', () => {
  it('makes the same files from the same settings, byte for byte', async () => {
    expect(hashOf(await make({ rows: 5_000 }))).toBe(hashOf(await make({ rows: 5_000 })));
    expect(hashOf(await make({ rows: 5_000 }))).not.toBe(hashOf(await make({ rows: 5_000, seed: 'other' })));
  });

  it.each([1, 17, 1_000, 60_000])('makes exactly %i rows', async (rows) => {
    const made = rows === 60_000 ? files : await make({ rows });
    expect(made.reduce((sum, file) => sum + rowsOf(file).length, 0)).toBe(rows);
    expect(made.every((file) => rowsOf(file).length === file.rows)).toBe(true);
  });

  it('writes each file in a layout of its dataset, under a name that says what it covers', () => {
    for (const file of files) {
      const layout = definitionOf(file.dataset)?.layouts[0];
      const [header = ''] = file.text.replace('\ufeff', '').split(/\r?\n/);
      expect(header.split(',')).toEqual(layout?.columns);
      expect(new Set(rowsOf(file).map((row) => row.length))).toEqual(new Set([layout?.columns.length]));
      expect(periodInName(layout?.periodInName, file.fileName)).toEqual({
        from: file.covers.from,
        to: file.covers.to,
      });
      expect(file.fileName).toContain('synthetic');
    }
  });

  it('makes one file for each month, and one of casualties for each year that has ended', () => {
    expect(ofDataset('colp-crime').map(({ covers }) => covers.from)).toHaveLength(16);
    expect(ofDataset('tfl-casualties').map(({ fileName }) => fileName)).toEqual([
      '2019-synthetic-casualty.csv',
      '2020-synthetic-casualty.csv',
    ]);
    expect(files.map(({ covers }) => covers.to)).toEqual(files.map(({ covers }) => covers.to).sort());
  });

  it('makes files of several months on request, none across the end of a year', async () => {
    const made = await make({ rows: 3_000, monthsPerFile: 12 });
    const mine = made.filter(({ dataset }) => dataset === 'mps-stop-search');
    expect(mine.map(({ fileName }) => fileName.slice(0, 15))).toEqual([
      '2019-11_2019-12',
      '2020-01_2020-12',
      '2021-01_2021-02',
    ]);
    const crime = definitionOf('mps-stop-search')?.layouts[0];
    expect(mine.map(({ fileName }) => periodInName(crime?.periodInName, fileName)?.to)).toEqual([
      '2019-12',
      '2020-12',
      '2021-02',
    ]);
  });

  it('puts every record of a London dataset inside the boroughs', () => {
    expect(outsideShare('mps-crime')).toBe(0);
    expect(outsideShare('mps-stop-search')).toBe(0);
  });

  it('gives the busiest hundredth of points a tenth of the records or more', () => {
    const points = new Map<string, number>();
    const longitudes = column('mps-crime', 'Longitude').filter((text) => text !== '');
    for (const point of longitudes) points.set(point, (points.get(point) ?? 0) + 1);
    const counts = [...points.values()].sort((a, b) => b - a);
    const busiest = counts.slice(0, Math.ceil(counts.length / 100)).reduce((a, b) => a + b, 0);
    expect(busiest / longitudes.length).toBeGreaterThan(0.1);
  });

  it('makes imperfect rows at the stated shares', () => {
    const near = (id: string, name: string, found: (value: string) => boolean, stated: number) => {
      const values = column(id, name);
      expect(Math.abs(share(values, found) - stated)).toBeLessThan(
        4 * Math.sqrt(stated / values.length) + 1e-6,
      );
    };
    near('mps-crime', 'Location', (text) => text === 'No Location', IMPERFECTIONS.noPlace['mps-crime']);
    near('colp-crime', 'Location', (text) => text === 'No Location', IMPERFECTIONS.noPlace['colp-crime']);
    near('mps-stop-search', 'Latitude', (text) => text === '', IMPERFECTIONS.noPlace['mps-stop-search']);
    expect(Math.abs(outsideShare('btp-crime') - IMPERFECTIONS.outsideLondon['btp-crime'])).toBeLessThan(0.03);
    near(
      'mps-crime',
      'Reported by',
      (text) => text !== 'Metropolitan Police Service',
      IMPERFECTIONS.otherForce,
    );
    const ids = column('mps-crime', 'Crime ID').filter((id) => id !== '');
    expect(Math.abs(1 - new Set(ids).size / ids.length - IMPERFECTIONS.repeated)).toBeLessThan(0.001);
  });

  it('uses no code that the definitions do not list, but for the stated share', () => {
    for (const { id, fields, layouts, codeLists } of FIRST_DEFINITIONS) {
      const [layout] = layouts;
      for (const field of fields) {
        const source = layout?.fields[field.name];
        const list = field.codeList === undefined ? undefined : codeLists[field.codeList];
        if (layout === undefined || source === undefined || list === undefined) continue;
        const known = new Set([
          '',
          ...layout.nulls,
          ...list.flatMap(({ code, sources }) => [code, ...sources]),
        ]);
        const prefix = layout.stripPrefix ?? '\0';
        const strange = share(
          column(id, source),
          (value) => !known.has(value.startsWith(prefix) ? value.slice(prefix.length) : value),
        );
        expect(strange, `${id}.${field.name}`).toBeLessThan(4 * IMPERFECTIONS.unlisted);
      }
    }
  });

  it('follows the seasons, the lockdown and the hours', () => {
    const inMonth = (month: string, type: string): number =>
      files
        .filter(({ dataset, covers }) => dataset === 'mps-crime' && covers.from === month)
        .flatMap(rowsOf)
        .filter((row) => row[9] === type).length;
    expect(inMonth('2020-08', 'Bicycle theft')).toBeGreaterThan(inMonth('2020-01', 'Bicycle theft'));
    expect(inMonth('2020-04', 'Theft from the person')).toBeLessThan(
      inMonth('2019-12', 'Theft from the person') / 2,
    );
    expect(inMonth('2020-04', 'Anti-social behaviour')).toBeGreaterThan(
      inMonth('2019-12', 'Anti-social behaviour'),
    );
    const hours = column('mps-stop-search', 'Date').map((text) => text.slice(11, 13));
    expect(share(hours, (hour) => hour === '16')).toBeGreaterThan(3 * share(hours, (hour) => hour === '06'));
  });

  it('leaves room for no year of casualties when none has ended', async () => {
    const made = await make({ rows: 900, from: '2024-03', to: '2024-05' });
    expect(made.reduce((sum, { rows }) => sum + rows, 0)).toBe(900);
    expect(made.some(({ dataset }) => dataset === 'tfl-casualties')).toBe(false);
  });
});

describe('demoPeriod(now)', () => {
  it('ends with the month before and is three years long', () => {
    expect(demoPeriod(new Date('2026-01-15T12:00:00Z'))).toEqual({ from: '2023-01', to: '2025-12' });
    expect(DEMO.months).toBe(36);
  });
});
