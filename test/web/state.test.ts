import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetSummary } from '#web/api/types.ts';
import { COMPARE_KINDS } from '#web/state/compare.ts';
import {
  cleared,
  EMPTY,
  type Exploration,
  fromSearch,
  toggled,
  toSearch,
  VIEWS,
  withValues,
} from '#web/state/exploration.ts';
import { GRAPHIC_CARDS, type Graphic, withWords } from '#web/state/graphic.ts';
import { PLAIN_LOOK } from '#web/state/look.ts';
import {
  addMonths,
  lastDay,
  monthAt,
  monthIndex,
  monthOfCell,
  monthRange,
  periodLabel,
} from '#web/state/month.ts';
import { notUnderstood } from '#web/state/not-understood.ts';
import { PERS, rateOf } from '#web/state/rate.ts';
import { answerable, setAside } from '#web/state/set-aside.ts';
import { TABLE_LAYOUTS } from '#web/state/table.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
const code = fc.string({ minLength: 1, maxLength: 12 });
const shortText = fc
  .string({ minLength: 1, maxLength: 20 })
  .map((text) => text.trim())
  .filter((text) => text !== '');
const list = (item: fc.Arbitrary<string>) => fc.uniqueArray(item, { maxLength: 5 });
const month = fc.integer({ min: 1900 * 12, max: 2100 * 12 }).map(monthAt);
const sorted = (max: number, min: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { maxLength: 7 }).map((numbers) => numbers.sort((a, b) => a - b));

const fieldTest = fc.oneof(
  fc.record({
    kind: fc.constant('not' as const),
    values: fc.uniqueArray(code, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constantFrom('known' as const, 'unknown' as const) }),
  fc.integer({ min: -500, max: 500 }).chain((from) =>
    fc.record({
      kind: fc.constant('range' as const),
      from: fc.constant(from),
      to: fc.option(fc.integer({ min: 500, max: 900 }).map((n) => n / 10)),
    }),
  ),
);
const rate = fc
  .record({
    per: fc.constantFrom(...PERS),
    denominator: fc.oneof(fc.constant('population'), word),
    annualised: fc.boolean(),
  })
  .map(rateOf);

const anything: fc.Arbitrary<Exploration> = fc.record({
  datasets: list(fc.stringMatching(/^[a-z]{2,6}-[a-z]{2,6}$/)),
  measure: fc.oneof(
    fc.constant({ kind: 'count' as const }),
    rate,
    fc.record({
      kind: fc.constantFrom('sum' as const, 'average' as const, 'distinct' as const),
      field: word,
    }),
  ),
  from: fc.option(month),
  to: fc.option(month),
  relative: fc.constantFrom(
    null,
    '3m' as const,
    '12m' as const,
    '24m' as const,
    'ytd' as const,
    'last-year' as const,
  ),
  hours: sorted(23, 0),
  weekdays: sorted(7, 1),
  areas: list(code),
  fields: fc.dictionary(word, fc.uniqueArray(code, { minLength: 1, maxLength: 4 }), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  tests: fc.dictionary(word, fieldTest, { maxKeys: 3, noNullPrototype: true }),
  near: fc.option(
    fc
      .tuple(
        fc.record({
          lat: fc.integer({ min: -9_000_000, max: 9_000_000 }).map((n) => n / 100_000),
          lon: fc.integer({ min: -18_000_000, max: 18_000_000 }).map((n) => n / 100_000),
          metres: fc.integer({ min: 101, max: 50_000 }),
        }),
        fc.option(fc.integer({ min: 1, max: 100 })),
      )
      .map(([near, beyond]) => (beyond === null ? near : { ...near, beyond })),
  ),
  shape: fc.constant(null),
  look: fc.constant(PLAIN_LOOK),
  records: fc.option(
    fc.record({
      fields: fc.uniqueArray(word, { maxLength: 4 }),
      sort: fc.option(fc.record({ by: word, down: fc.boolean() })),
    }),
  ),
  groupBy: list(
    fc.oneof(
      word,
      word.map((field) => `f:${field}`),
    ),
  ),
  level: fc.option(fc.stringMatching(/^[a-z]{2,8}$/)),
  view: fc.constantFrom(...VIEWS),
  table: fc.constantFrom(...TABLE_LAYOUTS),
  saved: fc.constantFrom(null, '01JABCDEFGHJKMNPQRSTVWXYZ0'),
  compare: fc.constantFrom(...COMPARE_KINDS),
  graphic: fc
    .array(
      fc.record({
        card: fc.constantFrom(...GRAPHIC_CARDS),
        words: fc.record({
          title: fc.option(shortText),
          note: fc.option(shortText),
          axis: fc.option(shortText),
        }),
      }),
      { maxLength: 3 },
    )
    .map((changes) => changes.reduce<Graphic>((all, { card, words }) => withWords(all, card, words), {})),
});
/** As the page keeps it: no months beside a relative period, no test of a field with chosen codes. */
const exploration = anything.map((state) => ({
  ...state,
  ...(state.relative === null ? {} : { from: null, to: null }),
  tests: Object.fromEntries(Object.entries(state.tests).filter(([field]) => !(field in state.fields))),
}));

describe('toSearch(state)', () => {
  it('is read back by fromSearch as the same state', () => {
    fc.assert(
      fc.property(exploration, (state) => {
        const normal =
          state.near === null
            ? state
            : { ...state, near: { ...state.near, lat: state.near.lat + 0, lon: state.near.lon + 0 } };
        expect(fromSearch(`?${toSearch(state)}`)).toEqual(normal);
      }),
      { numRuns: 500 },
    );
  });

  it('is empty for a first visit', () => {
    expect(toSearch(EMPTY)).toBe('');
    expect(fromSearch('')).toEqual(EMPTY);
  });

  it('stays short enough to read', () => {
    const state = {
      ...EMPTY,
      datasets: ['mps-crime'],
      from: '2017-01',
      areas: ['E09000007', 'E09000012'],
      fields: { category: ['Robbery'] },
    };
    expect(toSearch(state)).toBe('d=mps-crime&from=2017-01&a=E09000007.E09000012&f.category=Robbery');
  });
});

describe('fromSearch(search)', () => {
  it('leaves out what cannot be read', () => {
    const state = fromSearch(
      '?from=2018-13&h=24.7.x&w=0.8.1&near=91,0,5&v=nothing&m=sum-BAD&f.UPPER=x&p=ever&is.x=maybe&range.x=a,b&not.x=',
    );
    expect(state).toEqual({ ...EMPTY, hours: [7], weekdays: [1] });
  });

  it('never fails, whatever it is given', () => {
    fc.assert(fc.property(fc.string(), (search) => void fromSearch(search)));
  });
});

describe('filters', () => {
  it('are taken away by cleared, while datasets, level and view stay', () => {
    fc.assert(
      fc.property(exploration, (state) => {
        const after = cleared(state);
        expect(after).toMatchObject({
          datasets: state.datasets,
          level: state.level,
          view: state.view,
          groupBy: state.groupBy,
        });
        expect(after).toMatchObject({
          areas: [],
          fields: {},
          tests: {},
          relative: null,
          from: null,
          to: null,
          near: null,
        });
      }),
    );
  });

  it('come and go one at a time', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(withValues(withValues(EMPTY, 'category', ['Robbery']), 'category', [])).toEqual(EMPTY);
  });
});

describe('months', () => {
  it('are counted across years', () => {
    expect(addMonths('2018-01', -1)).toBe('2017-12');
    expect(monthRange('2017-11', '2018-02')).toEqual(['2017-11', '2017-12', '2018-01', '2018-02']);
    expect(monthRange('2018-02', '2018-01')).toEqual([]);
    fc.assert(
      fc.property(
        month,
        fc.integer({ min: -500, max: 500 }),
        (start, by) => monthIndex(addMonths(start, by)) === monthIndex(start) + by,
      ),
    );
  });

  it('end on their last day, leap years included', () => {
    expect(lastDay('2024-02')).toBe('2024-02-29');
    expect(lastDay('2023-02')).toBe('2023-02-28');
    expect(lastDay('2018-12')).toBe('2018-12-31');
  });

  it('are read from cells however they are written', () => {
    expect(monthOfCell('2018-05')).toBe('2018-05');
    expect(monthOfCell(201805)).toBe('2018-05');
    expect(monthOfCell(null)).toBeNull();
    expect(periodLabel('2018-05', '2018-05')).toBe('May 2018');
  });
});

describe('answerable(list, state)', () => {
  const dataset = (id: string, timePrecision: DatasetSummary['timePrecision']): DatasetSummary => ({
    id,
    version: 1,
    title: id,
    noun: { one: 'record', many: 'records' },
    description: '',
    agency: 'mps',
    licence: '',
    timePrecision,
    fields: [],
    common: [],
    published: null,
  });
  const list = { items: [dataset('searches', 'minute'), dataset('crimes', 'month')], commonFields: [] };
  const asked: Exploration = {
    ...EMPTY,
    hours: [20],
    weekdays: [5],
    measure: { kind: 'average', field: 'age' },
    areas: ['E09000007'],
  };

  it('leaves no hours behind that would make every number of the next dataset zero', () => {
    expect(answerable(list, { ...asked, datasets: ['crimes'] })).toEqual({
      ...asked,
      datasets: ['crimes'],
      hours: [],
      weekdays: [],
      measure: { kind: 'count' },
    });
  });

  it('keeps what the datasets know', () => {
    const kept = answerable(list, { ...asked, datasets: ['searches'], measure: { kind: 'rate' } });
    expect(kept).toEqual({ ...asked, datasets: ['searches'], measure: { kind: 'rate' } });
  });
});

describe('notUnderstood(list, search)', () => {
  const age = {
    name: 'age',
    label: 'Age',
    description: '',
    type: 'integer' as const,
    role: 'measure' as const,
  };
  const item = (id: string, fields: DatasetSummary['fields']): DatasetSummary => ({
    id,
    version: 1,
    title: id,
    noun: { one: 'record', many: 'records' },
    description: '',
    agency: 'mps',
    licence: '',
    timePrecision: 'month',
    fields,
    common: [],
    published: null,
  });
  const list = { items: [item('crimes', []), item('searches', [age])], commonFields: [] };

  it('names datasets and measures that are not there, and nothing that is', () => {
    expect(notUnderstood(list, 'd=crimes.searches&m=rate-10000&a=E09&nothing=1')).toEqual([]);
    expect(notUnderstood(list, '')).toEqual([]);
    expect(notUnderstood(list, 'd=searches&m=average-age')).toEqual([]);
    expect(notUnderstood(list, 'd=crimes&m=average-age')).toEqual(['measure “average-age”']);
    expect(notUnderstood(list, 'd=crimes.arson&m=severity')).toEqual([
      'dataset “arson”',
      'measure “severity”',
    ]);
    expect(notUnderstood(list, 'd=a.b.c.d.e.f.g')).toContain('2 more datasets');
  });

  it('repeats no text of an address that is no name', () => {
    const search = new URLSearchParams({ d: 'Your account is locked, call 0800', m: '<b>' }).toString();
    expect(notUnderstood(list, search)).toEqual([
      'a dataset with an unusual name',
      'a measure with an unusual name',
    ]);
  });
});

describe('setAside(list, state)', () => {
  it('names what the chosen datasets have no answer to, and nothing that they have', () => {
    const dataset = (id: string, more: Partial<DatasetSummary>): DatasetSummary => ({
      id,
      version: 1,
      title: id,
      noun: { one: 'record', many: 'records' },
      description: '',
      agency: 'mps',
      licence: '',
      timePrecision: 'minute',
      fields: [],
      common: [],
      published: null,
      ...more,
    });
    const weapon = {
      name: 'weapon',
      label: 'Weapon',
      description: '',
      type: 'category',
      role: 'dimension',
    } as const;
    const loss = { name: 'loss', label: 'Loss', description: '', type: 'decimal', role: 'measure' } as const;
    const list = {
      items: [dataset('all', { fields: [weapon, loss] }), dataset('monthly', { timePrecision: 'month' })],
      commonFields: [],
    };
    const asked: Exploration = {
      ...EMPTY,
      datasets: ['all'],
      hours: [20],
      weekdays: [5],
      fields: { weapon: ['Knife'] },
      tests: { loss: { kind: 'range', from: 5, to: null } },
      measure: { kind: 'sum', field: 'loss' },
      groupBy: ['borough', 'hour', 'f:weapon'],
    };
    expect(setAside(list, asked)).toEqual([]);
    expect(setAside(list, { ...asked, datasets: ['monthly'] })).toEqual([
      'Hours of the day: these records do not know the hour',
      'Days of the week: these records do not know the day',
      'Measure of loss: not in this dataset',
      'Filter on weapon: not in this dataset',
      'Filter on loss: not in this dataset',
      'Grouping by hour: not in this dataset',
      'Grouping by weapon: not in this dataset',
    ]);
  });
});
