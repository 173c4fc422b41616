import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY, type Exploration, fromSearch, toSearch } from '#web/state/exploration.ts';
import { stateOf, textOf, withOwnBreaks } from '#web/state/kept-text.ts';
import { keptBreaks, keptText, type Look, noteBreaks, PLAIN_LOOK, withKeptBreaks } from '#web/state/look.ts';
import { type DrawnShape, ringOf, shapeFrom, shapeOf, shapeText } from '#web/state/shape.ts';
import { shapeFromText } from '#web/state/shape-text.ts';
import { begun, recorded, stepped } from '#web/state/timeline.ts';

const numbers = (min: number, max: number) =>
  fc
    .uniqueArray(fc.integer({ min: -10_000, max: 10_000 }), { minLength: min, maxLength: max })
    .map((list) => list.map((n) => n / 10 + 0).sort((a, b) => a - b));

const look: fc.Arbitrary<Look> = fc
  .record({
    layer: fc.constantFrom('areas' as const, 'cells' as const, 'points' as const, 'two' as const),
    resolution: fc.integer({ min: 7, max: 11 }),
    method: fc.constantFrom('quantile' as const, 'equal' as const, 'natural' as const, 'own' as const),
    classes: fc.integer({ min: 3, max: 7 }),
    palette: fc.constantFrom('blue' as const, 'green' as const, 'diverging' as const, 'safe' as const),
    labels: fc.boolean(),
    own: numbers(2, 6),
    kept: fc.option(
      fc.record({
        key: fc.stringMatching(/^[0-9a-z]{1,8}$/),
        sets: fc.array(numbers(2, 8), { minLength: 1, maxLength: 2 }),
      }),
    ),
    title: fc.string({ maxLength: 120 }),
    notes: fc.string({ maxLength: 400 }),
  })
  .map((made) => ({ ...made, resolution: made.layer === 'cells' ? made.resolution : PLAIN_LOOK.resolution }));

const corner = fc.tuple(
  fc.integer({ min: -18_000_000, max: 18_000_000 }),
  fc.integer({ min: -9_000_000, max: 9_000_000 }),
);
const shape = fc
  .array(corner, { minLength: 3, maxLength: 30 })
  .map((corners) => shapeOf(corners.map(([x, y]) => [x / 100_000, y / 100_000])));

describe('the look of the map in the address', () => {
  it('is read back as the same', () => {
    fc.assert(
      fc.property(look, shape, (made, drawn) => {
        const state: Exploration = { ...EMPTY, look: made, shape: drawn };
        expect(fromSearch(toSearch(state))).toEqual({ ...state, look: { ...made, kept: null } });
        expect(stateOf(textOf(state))).toEqual(state);
      }),
    );
  });

  it('tells no number of an answer, and takes none from somebody else', () => {
    fc.assert(
      fc.property(look, (made) => {
        const search = toSearch({ ...EMPTY, look: made });
        expect(search).toBe(toSearch({ ...EMPTY, look: { ...made, kept: null } }));
        const sent = `${search}&breaks=${keptText(made.kept)}`;
        expect(fromSearch(sent).look.kept).toBeNull();
      }),
    );
  });

  it('prints nothing of what is usual, and little of what is not', () => {
    expect(toSearch(EMPTY)).toBe('');
    expect(
      toSearch({ ...EMPTY, look: { ...PLAIN_LOOK, layer: 'cells', method: 'natural', labels: false } }),
    ).toBe('look=hex8,natural,plain');
  });

  it('leaves out what cannot be read', () => {
    expect(fromSearch('look=hex99,pink,12&breaks=!:1&own=3,2&shape=1,2_x').look).toEqual({
      ...PLAIN_LOOK,
      layer: 'cells',
    });
    expect(fromSearch('look=own').look.method).toBe('quantile');
    expect(fromSearch('shape=1,2_3,4').shape).toBeNull();
  });
});

describe('withKeptBreaks(before, next)', () => {
  const before: Exploration = { ...EMPTY, datasets: ['kept-breaks'] };
  const sets = [[3, 10, 20, 44]];

  it('keeps the breaks that the map was drawn with when a filter changes, and only then', () => {
    noteBreaks(before, sets);
    const filtered = withKeptBreaks(before, { ...before, hours: [22, 23] });
    expect(keptBreaks(filtered)).toEqual(sets);
    expect(stateOf(textOf(filtered)).look.kept).toEqual(filtered.look.kept);
    expect(keptBreaks(withKeptBreaks(before, { ...before, view: 'map' }))).toBeNull();
    const again = withKeptBreaks(filtered, { ...filtered, hours: [22], from: '2024-01' });
    expect(keptBreaks(again)).toEqual(sets);
  });

  it('makes new ones for another measure, level or way to cut', () => {
    noteBreaks(before, sets);
    const filtered = withKeptBreaks(before, { ...before, hours: [22] });
    for (const other of [
      { ...filtered, measure: { kind: 'rate' as const } },
      { ...filtered, level: 'lsoa' },
      { ...filtered, look: { ...filtered.look, classes: 4 } },
      { ...filtered, datasets: ['other-set'] },
    ])
      expect(keptBreaks(withKeptBreaks(filtered, other))).toBeNull();
  });

  it('forgets them when somebody rescales, until the next filter', () => {
    noteBreaks(before, sets);
    const filtered = withKeptBreaks(before, { ...before, hours: [22] });
    const rescaled = withKeptBreaks(filtered, { ...filtered, look: { ...filtered.look, kept: null } });
    expect(keptBreaks(rescaled)).toBeNull();
    noteBreaks(rescaled, [[1, 2, 3]]);
    expect(keptBreaks(withKeptBreaks(rescaled, { ...rescaled, hours: [] }))).toEqual([[1, 2, 3]]);
  });
});

describe('shapeOf(positions)', () => {
  it('rounds, opens and refuses what is no polygon', () => {
    expect(
      shapeOf([
        [0, 51],
        [0.0000001, 51],
        [1, 51],
        [1, 52],
        [0, 51],
      ]),
    ).toEqual([
      [0, 51],
      [1, 51],
      [1, 52],
    ]);
    expect(
      shapeOf([
        [0, 51],
        [1, 51],
        [2, 51],
      ]),
    ).toBeNull();
    expect(
      shapeOf([
        [0, 51],
        [1, 95],
        [2, 52],
      ]),
    ).toBeNull();
    expect(shapeOf(Array.from({ length: 500 }, (_, n) => [Math.cos(n), Math.sin(n)]))).toBeNull();
  });

  it('is closed for a query', () => {
    const triangle: DrawnShape = [
      [0, 51],
      [1, 51],
      [1, 52],
    ];
    expect(ringOf(triangle)).toEqual([...triangle, [0, 51]]);
    expect(shapeFrom(shapeText(triangle))).toEqual(triangle);
  });
});

describe('shapeFromText(text)', () => {
  const ring = [
    [-0.12, 51.5],
    [-0.1, 51.5],
    [-0.11, 51.52],
    [-0.12, 51.5],
  ];
  const triangle = { shape: ring.slice(0, 3) };

  it('reads GeoJSON, whatever it is wrapped in, and WKT', () => {
    const polygon = { type: 'Polygon', coordinates: [ring] };
    const feature = { type: 'Feature', properties: {}, geometry: polygon };
    for (const value of [
      polygon,
      feature,
      { type: 'FeatureCollection', features: [feature] },
      { type: 'MultiPolygon', coordinates: [[ring]] },
    ])
      expect(shapeFromText(JSON.stringify(value))).toEqual(triangle);
    expect(shapeFromText(' polygon (( -0.12 51.5, -0.1 51.5, -0.11 51.52, -0.12 51.5 )) ')).toEqual(triangle);
    expect(
      shapeFromText('SRID=4326;POLYGON Z ((-0.12 51.5 3,-0.1 51.5 3,-0.11 51.52 3,-0.12 51.5 3))'),
    ).toEqual(triangle);
  });

  it('says what is wrong with anything else', () => {
    expect(shapeFromText('hello')).toEqual({ fault: expect.stringContaining('GeoJSON or as WKT') });
    expect(shapeFromText('{"type":"Polygon","coordinates":[[["a",1]]]}')).toHaveProperty('fault');
    expect(shapeFromText(JSON.stringify({ type: 'Polygon', coordinates: [ring, ring] }))).toEqual({
      fault: expect.stringContaining('holes'),
    });
    expect(shapeFromText('POLYGON((0 0, 1 1, 0 0))')).toEqual({
      fault: expect.stringContaining('3 different'),
    });
    fc.assert(fc.property(fc.string(), (text) => 'fault' in shapeFromText(text)));
  });
});

describe('withOwnBreaks(address, timeline)', () => {
  const kept = (...set: number[]) => ({ key: 'x', sets: [set] });
  const at = (hours: readonly number[], breaks: Look['kept']): Exploration => ({
    ...EMPTY,
    hours,
    look: { ...PLAIN_LOOK, kept: breaks },
  });
  const timelineOf = (...states: readonly Exploration[]) =>
    states.map((state) => ({ state: textOf(state), draft: null })).reduce(recorded, begun(textOf(EMPTY)));

  it('finds the breaks of the step that the page stands at, after a reload too', () => {
    const timeline = timelineOf(at([1], kept(1, 2)), at([1], kept(3, 4)));
    expect(withOwnBreaks(at([1], null), timeline).look.kept).toEqual(kept(3, 4));
    const back = stepped(timeline, -1);
    expect(back === null ? null : withOwnBreaks(at([1], null), back).look.kept).toEqual(kept(1, 2));
  });

  it('finds none after Rescale, and none for what this tab has not asked', () => {
    const rescaled = timelineOf(at([1], kept(1, 2)), at([1], null));
    expect(withOwnBreaks(at([1], null), rescaled).look.kept).toBeNull();
    expect(withOwnBreaks(at([2], null), rescaled).look.kept).toBeNull();
  });

  it('finds those of an earlier step that the address goes back to', () => {
    const timeline = timelineOf(at([1], kept(1, 2)), at([2], kept(3, 4)));
    expect(withOwnBreaks(at([1], null), timeline).look.kept).toEqual(kept(1, 2));
    expect(withOwnBreaks(at([], null), timeline).look.kept).toBeNull();
  });
});
