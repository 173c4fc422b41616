import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetAccess } from '#core/access/profile.ts';
import { keyToldApart, wideningFaults } from '#core/datasets/widening.ts';
import { type DatasetDefinition, DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { MADE_CRIME } from '#test/app/ingest/made-platform.ts';

const ACCESS: DatasetAccess = {
  fields: ['force', 'value', 'kind'],
  rowRule: null,
  precision: { exact: false, cell: 8, levels: [] },
  kind: 'records',
  download: true,
  minimumCount: 1,
  rounding: 1,
};
const KIND = {
  name: 'kind',
  label: 'Kind',
  description: 'Kind.',
  on: 'category',
  lookup: 'groups',
  column: 'kind',
};
const BASE: DatasetDefinition = DatasetDefinitionSchema.parse({ ...MADE_CRIME, lookups: [KIND] });
const withFields = (change: (field: DatasetDefinition['fields'][number]) => object): DatasetDefinition => ({
  ...BASE,
  fields: BASE.fields.map((field) => ({ ...field, ...change(field) })),
});
const only = (name: string, change: object) => withFields((field) => (field.name === name ? change : {}));
const faultsAt = (
  current: DatasetDefinition,
  next: DatasetDefinition,
  access: Partial<DatasetAccess> = {},
): readonly string[] =>
  wideningFaults(current, next, [{ by: 'P', access: { ...ACCESS, ...access } }]).map(({ at }) => at);

describe('wideningFaults(current, next, shown)', () => {
  it('finds nothing in what is the same, or has another label, or a code more', () => {
    const [theft] = BASE.codeLists['category'] ?? [];
    const more = {
      ...BASE.codeLists,
      category: [...(theft === undefined ? [] : [theft]), { ...theft, code: 'x' }],
    };
    expect(faultsAt(BASE, BASE)).toEqual([]);
    expect(
      faultsAt(
        BASE,
        withFields(() => ({ label: 'Another' })),
      ),
    ).toEqual([]);
    expect(faultsAt(BASE, { ...BASE, codeLists: more } as DatasetDefinition, { kind: 'counts' })).toEqual([]);
  });

  it.each(['on', 'lookup', 'column'] as const)(
    'refuses another %s of a lookup that is shown without the field that it is on',
    (part) => {
      const next = { ...BASE, lookups: [{ ...KIND, [part]: part === 'on' ? 'crime_id' : 'other' }] };
      expect(faultsAt(BASE, next)).toEqual(['lookups[0]']);
      expect(faultsAt({ ...BASE, lookups: [] }, next)).toEqual(['lookups[0]']);
      expect(faultsAt(BASE, next, { fields: ['kind', 'category', 'crime_id'] })).toEqual([]);
      expect(faultsAt(BASE, next, { fields: ['force'] })).toEqual([]);
    },
  );

  it('takes a field for hidden that is hidden from everybody in part', () => {
    const hidden = only('category', { hidden: ['output'] });
    const next = { ...hidden, lookups: [{ ...KIND, column: 'other' }] };
    expect(faultsAt(hidden, next, { fields: ['kind', 'category'] })).toEqual(['lookups[0]']);
  });

  it.each<[string, object, object, readonly string[]]>([
    ['no longer hides from output', { hidden: ['output'] }, {}, ['fields[1].hidden']],
    [
      'no longer hides from query',
      { hidden: ['query', 'output'] },
      { hidden: ['output'] },
      ['fields[1].hidden'],
    ],
    ['offers what was internal', { role: 'internal' }, {}, ['fields[1].role']],
    ['hides', {}, { hidden: ['query'] }, []],
    ['makes internal', {}, { role: 'internal' }, []],
  ])('of an amendment that %s a field', (_what, before, after, at) => {
    expect(faultsAt(only('force', before), only('force', after))).toEqual(at);
    expect(faultsAt(only('force', before), only('force', after), { fields: ['value'] })).toEqual([]);
  });

  it('refuses a name that comes back as something else while a profile still shows it', () => {
    const without = { ...BASE, fields: BASE.fields.filter(({ name }) => name !== 'value') };
    expect(faultsAt(without, BASE)).toEqual(['fields[2].name']);
    expect(faultsAt(without, BASE, { fields: ['force'] })).toEqual([]);
  });

  it('refuses to give a profile of counts more to count by: a list for a field, a role, a crosswalk', () => {
    const counts = { kind: 'counts' } as const;
    const listed = only('force', { codeList: 'category' });
    expect(faultsAt(BASE, listed, counts)).toEqual(['fields[1].role']);
    expect(faultsAt(BASE, listed)).toEqual([]);
    expect(
      faultsAt(
        { ...listed, fields: only('force', { codeList: 'category', role: 'key' }).fields },
        listed,
        counts,
      ),
    ).toEqual(['fields[1].role']);
    const crosswalk = (to: string): DatasetDefinition => ({
      ...BASE,
      common: { category: { from: 'field', field: 'force', map: { Met: to } } },
    });
    expect(faultsAt(BASE, crosswalk('theft'), counts)).toEqual(['common.category']);
    expect(faultsAt(crosswalk('theft'), crosswalk('robbery'), counts)).toEqual(['common.category']);
    expect(faultsAt(crosswalk('theft'), crosswalk('theft'), counts)).toEqual([]);
    expect(faultsAt(BASE, crosswalk('theft'))).toEqual([]);
    expect(faultsAt(listed, { ...listed, common: crosswalk('theft').common }, counts)).toEqual([]);
  });
});

describe('keyToldApart(before, after, column)', () => {
  const columns = [{ name: 'kind', label: 'Kind' }];
  const table = (map: Readonly<Record<string, string>>) => ({ columns, rows: Object.entries(map) });

  it('names a key exactly where two keys that had the same value, or none, now have different ones', () => {
    const KEYS = ['k', 'l', 'm', 'n', 'without a row'];
    const maps = fc.dictionary(fc.constantFrom('k', 'l', 'm', 'n'), fc.constantFrom('', 'a', 'b'));
    let told = 0;
    fc.assert(
      fc.property(maps, maps, (before, after) => {
        const of = (map: Readonly<Record<string, string>>, key: string) => map[key] ?? '';
        const finer = KEYS.some((one) =>
          KEYS.some((other) => of(before, one) === of(before, other) && of(after, one) !== of(after, other)),
        );
        told += finer ? 1 : 0;
        expect(keyToldApart(table(before), table(after), 'kind') !== null).toBe(finer);
      }),
      { numRuns: 500 },
    );
    expect(told).toBeGreaterThan(50);
    expect(told).toBeLessThan(490);
  });
});
