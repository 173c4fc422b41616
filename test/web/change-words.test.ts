import { describe, expect, it } from 'vitest';
import { changeWords, type Names } from '#web/state/change-words.ts';
import { EMPTY, type Exploration } from '#web/state/exploration.ts';

const AREAS: Readonly<Record<string, string>> = { E1: 'Camden', E2: 'Hackney', E3: 'Islington' };
const names: Names = {
  area: (code) => AREAS[code] ?? code,
  field: (name) => name,
  code: (_, code) => code,
  dataset: (id) => id,
  grouping: (key) => key,
};
const words = (before: Partial<Exploration>, after: Partial<Exploration>) =>
  changeWords({ ...EMPTY, ...before }, { ...EMPTY, ...after }, names);

describe('changeWords(before, after, names)', () => {
  it.each<[string, Partial<Exploration>, Partial<Exploration>]>([
    ['Camden removed', { areas: ['E1', 'E2'] }, { areas: ['E2'] }],
    ['Camden and Hackney added', {}, { areas: ['E1', 'E2'] }],
    ['3 areas removed', { areas: ['E1', 'E2', 'E3'] }, {}],
    ['Camden removed, Hackney added', { areas: ['E1'] }, { areas: ['E2'] }],
    ['Robbery added', {}, { fields: { category: ['Robbery'] } }],
    ['period set to the last 12 months', {}, { relative: '12m' }],
    ['period set to Jan 2024 to Mar 2024', {}, { from: '2024-01', to: '2024-03' }],
    ['period set to everything', { relative: 'ytd' }, {}],
    ['order of groupings changed', { groupBy: ['borough', 'month'] }, { groupBy: ['month', 'borough'] }],
    ['measure set to rate per 10,000 residents a year', {}, { measure: { kind: 'rate', per: 10_000 } }],
    ['filter on weapon removed', { tests: { weapon: { kind: 'known' } } }, {}],
    ['Camden removed and 2 more changes', { areas: ['E1'], hours: [1], weekdays: [2] }, {}],
    ['look changed', {}, {}],
  ])('says “%s”', (said, before, after) => {
    expect(words(before, after)).toBe(said);
  });
});
