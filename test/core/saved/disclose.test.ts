import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { disclose } from '#core/saved/disclose.ts';
import { isSearch } from '#core/saved/search.ts';
import { viewFor } from '#core/view/view.ts';
import { NORTH_CRIME, SOUTH_CALLS } from '#test/support/fixture-datasets.ts';
import { NOW } from '#test/support/fixture-lake.ts';

const { definition } = NORTH_CRIME;
const north = (change: Partial<DatasetAccess> = {}) =>
  viewFor(definition, { ...wholeAccess(definition), ...change }, NOW);
const south = viewFor(SOUTH_CALLS.definition, wholeAccess(SOUTH_CALLS.definition), NOW);
const HIDES_WEAPON = { fields: ['category', 'loss'] };
const AREAS_ONLY: Partial<DatasetAccess> = { precision: { exact: false, cell: null, levels: ['borough'] } };

const SPEC: ParsedQuerySpec = {
  datasets: ['north-crime'],
  where: {
    time: { from: '2018-05-01' },
    space: { areas: ['E01'], near: { lon: -0.08, lat: 51.51, metres: 150 } },
    fields: [
      { field: 'category', in: ['robbery'] },
      { field: 'weapon', in: ['the knife of J. Doe'] },
    ],
  },
  groupBy: [{ field: 'weapon' }, { time: 'month' }],
  measures: [{ measure: 'count' }],
};
const SEARCH =
  'd=north-crime&from=2018-05&a=E01&f.category=robbery&f.weapon=J.+Doe&near=51.51,-0.08,150&g=f:weapon.month&v=table&title=J.+Doe&breaks=x:1,9';

describe('disclose(saved, views)', () => {
  it('shows everything but numbers of an answer to whom everything is shown', () => {
    const { spec, search, leftOut } = disclose({ search: SEARCH, spec: SPEC }, [north()]);
    expect(spec).toBe(SPEC);
    expect(leftOut).toBe(false);
    expect(search).toBe(SEARCH.replace('&breaks=x:1,9', ''));
  });

  it('leaves out what a hidden field is asked, in the question and in the address', () => {
    const shown = disclose({ search: SEARCH, spec: SPEC }, [north(HIDES_WEAPON)]);
    expect(JSON.stringify(shown)).not.toMatch(/weapon|Doe|knife/);
    expect(shown.leftOut).toBe(true);
    expect(shown.spec?.where?.fields).toEqual([{ field: 'category', in: ['robbery'] }]);
    expect(shown.spec?.groupBy).toEqual([{ time: 'month' }]);
    expect(shown.search).toBe('d=north-crime&from=2018-05&a=E01&f.category=robbery&g=month&v=table');
  });

  it('leaves out a circle, and what is not known here, where exact places are hidden', () => {
    const shown = disclose({ search: SEARCH, spec: SPEC }, [north(AREAS_ONLY)]);
    expect(JSON.stringify(shown)).not.toMatch(/51\.51|near|title/);
    expect(shown.spec?.where?.space).toEqual({ areas: ['E01'] });
    expect(shown.leftOut).toBe(true);
  });

  it('shows nothing where no dataset is shown, and of two only the one that is', () => {
    expect(disclose({ search: SEARCH, spec: SPEC }, [])).toEqual({ search: '', spec: null, leftOut: true });
    const both = { datasets: ['north-crime', 'south-calls'], measures: [{ measure: 'count' as const }] };
    const shown = disclose({ search: 'd=north-crime.south-calls', spec: both }, [south]);
    expect(shown).toEqual({
      search: 'd=south-calls',
      spec: { ...both, datasets: ['south-calls'] },
      leftOut: true,
    });
  });

  it('drops a parameter that names a hidden field although the question does not', () => {
    const spec: ParsedQuerySpec = { datasets: ['north-crime'] };
    const search = 'd=north-crime&f%2Eweapon=J.+Doe&m=sum-weapon';
    expect(disclose({ search, spec }, [north(HIDES_WEAPON)])).toEqual({
      search: 'd=north-crime',
      spec,
      leftOut: true,
    });
  });

  it('never tells a field that a profile hides, whatever is asked and however it is shown', () => {
    const names = ['category', 'weapon', 'loss', 'note'] as const;
    const name = fc.constantFrom(...names);
    const spec: fc.Arbitrary<ParsedQuerySpec> = fc.record({
      datasets: fc.constant<string[]>(['north-crime']),
      where: fc.record({
        fields: fc.array(
          name.map((field) => ({ field, in: [`value of ${field}`] })),
          { maxLength: 4 },
        ),
      }),
      groupBy: fc.array(
        name.map((field) => ({ field })),
        { maxLength: 3 },
      ),
      measures: fc.array(
        name.map((field) => ({ measure: 'distinct' as const, field })),
        { maxLength: 3 },
      ),
    });
    const part = fc.oneof(
      name.map((field) => `f.${field}=value+of+${field}`),
      name.map((field) => `m=distinct-${field}`),
      fc
        .array(name, { minLength: 1, maxLength: 3 })
        .map((some) => `g=${some.map((one) => `f:${one}`).join('.')}`),
      name.map((field) => `x.${field}=1`),
      name.map((field) => `later=${field}`),
    );
    const asked = fc.record({
      spec,
      parts: fc.array(part, { maxLength: 5 }),
      shown: fc.subarray([...names]),
    });
    fc.assert(
      fc.property(asked, ({ spec: one, parts, shown }) => {
        const saved = { spec: one, search: ['d=north-crime', ...parts].join('&') };
        const told = disclose(saved, [north({ fields: [...shown] })]);
        const named = JSON.stringify([told.spec, told.search.replaceAll(/(^|&)later=[^&]*/g, '')]);
        const hidden = names.filter((field) => !shown.includes(field));
        expect(hidden.filter((field) => named.includes(field))).toEqual([]);
        if (told.spec !== one) expect(told.search).not.toContain('later=');
        if (!told.leftOut) expect(told).toEqual({ ...saved, leftOut: false });
      }),
    );
  });
});

describe('isSearch(text)', () => {
  it('takes what addresses hold, and no text that a browser would read otherwise', () => {
    expect(isSearch(SEARCH)).toBe(true);
    expect(isSearch('')).toBe(true);
    for (const text of ['a=<b>', 'a="', 'a=1\nb', 'a b', '?a=1#x', 'a=\0', 'a=é', 'x'.repeat(4_001)])
      expect(isSearch(text), JSON.stringify(text)).toBe(false);
  });
});
