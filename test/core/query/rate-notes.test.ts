import { describe, expect, it } from 'vitest';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { notesOf } from '#core/query/note.ts';
import { rateNotes } from '#core/query/rate-notes.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { VINTAGES } from '#test/support/fixture-geography.ts';
import { contextOf } from '#test/support/fixture-lake.ts';
import { randomDatasets } from '#test/support/random-datasets.ts';

const TABLE = { name: 'workday_population', years: [2011, 2021] };
const areas = (...people: readonly (number | null)[]) =>
  people.map((one, index) => ({ name: `A${index}`, people: one }));

describe('rateNotes(denominator, years, areas)', () => {
  it('says which years stand in for those that the table lacks', () => {
    expect(rateNotes(TABLE, [2010, 2011, 2020], null)).toEqual([
      'Rates for 2010, 2020 use the workday population of 2011 and 2021, the nearest year known.',
    ]);
    expect(rateNotes(TABLE, [2011, 2021], null)).toEqual([]);
  });

  it('names at most three areas of few, as they were in the latest year asked for', () => {
    const asked: number[] = [];
    const notes = rateNotes(TABLE, [2011, 2021], (year) => {
      asked.push(year);
      return areas(9_999, 10_000, null, 5, 6, 7);
    });
    expect(asked).toEqual([2021]);
    expect(notes).toEqual([
      'Rates are unsteady where the workday population is small: A0 (9,999), A3 (5), A4 (6) and 1 more.',
    ]);
  });

  it('says nothing where no year is asked for', () => {
    expect(rateNotes(TABLE, [], () => areas(1))).toEqual([]);
  });
});

describe('the note of few in an answer', () => {
  const context = contextOf(randomDatasets(0, 50), []);
  const byWard = {
    name: 'population',
    level: 'ward',
    vintage: VINTAGES.ward,
    source: 'test',
    years: [2018],
    value: () => 6_000,
  };
  const spec = (level: string): QuerySpec => ({
    datasets: ['north-crime'],
    where: { time: { from: '2018-05-01', to: '2018-05-31' } },
    groupBy: [{ area: level }],
    measures: [{ measure: 'rate' }],
  });

  it('is of the areas that are shown, not of the smaller ones that they are made of', () => {
    const denominators = new Map([['population', byWard]]);
    const told = (level: string) =>
      notesOf(resolveQuery(spec(level), { ...context, denominators })).filter((note) =>
        note.includes('unsteady'),
      );
    expect(told('borough')).toEqual([]);
    expect(told('ward')).toHaveLength(1);
  });
});
