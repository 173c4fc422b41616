import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetSummary } from '#web/api/types.ts';
import { accessOf, controlWords, isControlled } from '#web/state/access.ts';
import { choiceOf } from '#web/state/catalogue.ts';
import { EMPTY, type Exploration } from '#web/state/exploration.ts';
import { allowedLevels, chosenGroupings, groupingsOf } from '#web/state/grouping.ts';
import { admissible, leftOut, nearestStretch, stretchesOf, stretchOf } from '#web/state/lattice.ts';
import { addMonths, monthRange } from '#web/state/month.ts';
import { specOf } from '#web/state/spec.ts';

const BOUNDS = { from: '2019-02', to: '2024-11' };

function dataset(id: string, access: DatasetSummary['access']): DatasetSummary {
  return {
    id,
    version: 1,
    title: id,
    noun: { one: 'offence', many: 'offences' },
    description: '',
    agency: 'mps',
    licence: '',
    timePrecision: 'minute',
    fields: [
      {
        name: 'category',
        label: 'Category',
        description: '',
        type: 'category',
        role: 'dimension',
        codes: ['a', 'b', 'c'].map((code) => ({ code, label: code })),
      },
      { name: 'street', label: 'Street', description: '', type: 'category', role: 'dimension' },
      { name: 'loss', label: 'Loss', description: '', type: 'decimal', role: 'measure' },
    ],
    common: [],
    published: { manifest: 'm', publishedAt: '', rows: null, ...BOUNDS },
    ...(access === undefined ? {} : { access }),
  };
}

const COUNTS = {
  kind: 'counts',
  download: false,
  minimumCount: 5,
  rounding: 1,
  levels: ['borough'],
  cell: null,
  exact: false,
} as const;
const RECORDS = {
  kind: 'records',
  download: true,
  minimumCount: 1,
  rounding: 1,
  levels: null,
  cell: 11,
  exact: true,
} as const;
const list = {
  items: [dataset('mps-crime', COUNTS), dataset('btp-crime', RECORDS)],
  commonFields: [],
};
const asked: Exploration = {
  ...EMPTY,
  datasets: ['mps-crime'],
  from: '2020-03',
  to: '2021-09',
  hours: [1],
  weekdays: [2],
  areas: ['E1', 'E2'],
  fields: { category: ['a', 'b'], street: ['x'] },
  near: { lat: 51, lon: 0, metres: 100 },
  level: 'lsoa',
};

describe('nearestStretch(bounds, asked)', () => {
  const month = fc.integer({ min: 0, max: 69 }).map((step) => addMonths(BOUNDS.from, step));

  it('is always a period that counts are given for, and itself when asked for again', () => {
    fc.assert(
      fc.property(fc.option(month), fc.option(month), (a, b) => {
        const [from, to] = a !== null && b !== null && a > b ? [b, a] : [a, b];
        const given = nearestStretch(BOUNDS, { from, to });
        expect(stretchOf(given)).not.toBeNull();
        expect(nearestStretch(BOUNDS, given)).toEqual(given);
      }),
    );
  });

  it('keeps a month, a quarter and 12 months in a row, and everything', () => {
    for (const [from, to] of [
      ['2020-05', '2020-05'],
      ['2020-04', '2020-06'],
      ['2020-05', '2021-04'],
    ] as const)
      expect(nearestStretch(BOUNDS, { from, to })).toEqual({ from, to });
    expect(nearestStretch(BOUNDS, BOUNDS)).toEqual({ from: null, to: null });
  });
});

describe('stretchesOf(bounds, kind)', () => {
  it('lists every period of a kind that lies within the bounds, latest first', () => {
    expect(stretchesOf(BOUNDS, 'month')).toHaveLength(monthRange(BOUNDS.from, BOUNDS.to).length);
    expect(stretchesOf(BOUNDS, 'quarter')[0]).toMatchObject({ from: '2024-07', to: '2024-09' });
    expect(stretchesOf(BOUNDS, 'year')[0]).toMatchObject({ from: '2023-12', to: '2024-11' });
  });
});

describe('admissible(choice, state)', () => {
  const choice = choiceOf(list, asked);

  it('leaves of a state what counts are given for', () => {
    expect(admissible(choice, asked)).toEqual({
      ...asked,
      from: '2020-10',
      to: '2021-09',
      hours: [],
      weekdays: [],
      areas: ['E2'],
      fields: { category: ['b'] },
      near: null,
      level: null,
    });
    expect(leftOut(choice, asked)).toHaveLength(5);
  });

  it('changes nothing under a profile that shows records', () => {
    const records = choiceOf(list, { ...asked, datasets: ['btp-crime'] });
    expect(admissible(records, asked)).toEqual(asked);
    expect(leftOut(records, asked)).toEqual([]);
  });

  it('makes queries with both ends of a period, one area and one code', () => {
    const spec = specOf(choice, admissible(choice, asked), { groupBy: [], measures: [{ measure: 'count' }] });
    expect(spec).toEqual({
      datasets: ['mps-crime'],
      where: {
        time: { from: '2020-10-01', to: '2021-09-30' },
        space: { areas: ['E2'] },
        fields: [{ field: 'category', in: ['b'] }],
      },
      measures: [{ measure: 'count' }],
    });
  });
});

describe('choiceOf(list, state) under a profile that gives counts', () => {
  it('takes one dataset at a time and offers neither sums nor hours nor open lists', () => {
    const choice = choiceOf(list, { ...EMPTY, datasets: ['mps-crime', 'btp-crime'] });
    expect(choice.datasets.map(({ id }) => id)).toEqual(['mps-crime']);
    expect([choice.knowsHours, choice.knowsDays, choice.numbers, choice.others]).toEqual([
      false,
      false,
      [],
      [],
    ]);
  });

  it('groups by one level of areas, and by years only where the period has whole ones', () => {
    const choice = choiceOf(list, asked);
    const levels = ['borough', 'lsoa'].map((level, at) => ({
      level,
      vintage: '2022',
      title: level,
      current: true,
      synthetic: false,
      attribution: '',
      areaCount: at,
      displayUrl: '',
      tilesUrl: null,
    }));
    expect(allowedLevels(choice.access, levels).map(({ level }) => level)).toEqual(['borough']);
    const available = groupingsOf({ ...choice, access: { ...choice.access, levels: null } }, levels);
    const keys = (state: Exploration) =>
      chosenGroupings(available, state, choice.access).map(({ key }) => key);
    expect(keys({ ...EMPTY, groupBy: ['borough', 'lsoa', 'year'] })).toEqual(['borough', 'year']);
    expect(keys({ ...EMPTY, groupBy: ['year', 'borough'], from: '2020-03', to: '2021-02' })).toEqual([
      'borough',
    ]);
    expect(keys({ ...EMPTY, groupBy: ['year'], from: '2020-01', to: '2020-12' })).toEqual(['year']);
  });
});

describe('accessOf(datasets)', () => {
  it('is the strictest of all, and whole where nothing is said', () => {
    expect(accessOf(list.items)).toEqual(COUNTS);
    expect(isControlled(accessOf([dataset('a-b', undefined)]))).toBe(false);
  });

  it('says that numbers are changed, and from which number on they are shown', () => {
    expect(controlWords(COUNTS).join(' ')).toMatch(/changed a little.*fewer than 5/);
    expect(controlWords(RECORDS)).toEqual([]);
  });
});
