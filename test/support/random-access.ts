import fc from 'fast-check';
import type { DatasetAccess, Precision } from '#core/access/profile.ts';
import type { RowRule, RowTest } from '#core/access/row-rule.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';

type Value = string | number;

/** Columns that rules of these datasets read, with values of which most occur; not all are in the files. */
const EVERYWHERE: Readonly<Record<string, readonly Value[]>> = {
  borough_2022: ['E01', 'E02', 'E03', 'E04', 'E09'],
  ward_2025: ['E01N', 'E02S', 'E03N', 'E04S'],
  lsoa_2021: ['LE01N', 'LE02S', 'LE03N'],
  month: [201_805, 201_808, 201_812, 201_903],
  year: [2018, 2019],
  hour: [0, 7, 18, 23],
  weekday: [1, 4, 7],
  time_precision: ['minute', 'day', 'month', 'year'],
  location_quality: ['located', 'outside', 'missing', 'zero'],
};
const OWN: Readonly<Record<string, Readonly<Record<string, readonly Value[]>>>> = {
  'north-crime': {
    category: ['robbery', 'burglary', 'theft'],
    weapon: ['knife', "o'clock", 'gun', "'' OR '1'='1"],
    secret: ['s', 't'],
  },
  'south-calls': { kind: ['hold_up', 'mugging', 'break_in', 'cat'], severity: [1, 2, 3], minutes: [10, 50] },
  'road-casualties': { severity: ['Slight', 'Fatal'], age: [20, 60] },
};

function ruleTest(dataset: string): fc.Arbitrary<RowTest> {
  const columns = Object.entries({ ...EVERYWHERE, ...OWN[dataset] });
  return fc.oneof(
    {
      weight: 12,
      arbitrary: fc.constantFrom(...columns).chain(([column, values]): fc.Arbitrary<RowTest> => {
        const value = fc.constantFrom(...values);
        return fc.oneof(
          { weight: 1, arbitrary: value.map((one) => ({ column, op: '=' as const, value: one })) },
          {
            weight: 2,
            arbitrary: fc
              .tuple(fc.constantFrom('<>', '<', '<=', '>', '>='), value)
              .map(([op, one]) => ({ column, op: op as '<>', value: one })),
          },
          {
            weight: 3,
            arbitrary: fc.subarray([...values], { minLength: 1 }).map((list) => ({ column, in: list })),
          },
          {
            weight: 1,
            arbitrary: fc.constantFrom('known' as const, 'unknown' as const).map((is) => ({ column, is })),
          },
        );
      }),
    },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }).map((lastMonths) => ({ lastMonths })) },
  );
}

/** Row rules of a dataset of the fixture, of every form, up to three deep. */
export function rowRule(dataset: string): fc.Arbitrary<RowRule> {
  const leaf: fc.Arbitrary<RowRule> = ruleTest(dataset);
  const nested = (inner: fc.Arbitrary<RowRule>): fc.Arbitrary<RowRule> =>
    fc.oneof(
      { weight: 2, arbitrary: inner },
      { weight: 3, arbitrary: fc.array(inner, { minLength: 1, maxLength: 3 }).map((any) => ({ any })) },
      { weight: 1, arbitrary: fc.array(inner, { minLength: 1, maxLength: 2 }).map((all) => ({ all })) },
      { weight: 2, arbitrary: inner.map((not) => ({ not })) },
    );
  return nested(nested(leaf));
}

const levels = fc.subarray(['borough', 'ward', 'lsoa']);
const precision: fc.Arbitrary<Precision> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Precision>({ exact: true, cell: 9, levels: [] }) },
  {
    weight: 5,
    arbitrary: fc.record({
      exact: fc.constant(false),
      cell: fc.constantFrom(null, 7 as const, 8 as const, 9 as const),
      levels,
    }),
  },
);

/** What profiles show of a dataset: some of its fields, perhaps a rule, any precision; records and exact counts. */
export function datasetAccess(
  { id, fields }: Pick<DatasetDefinition, 'id' | 'fields'>,
  located: readonly string[],
): fc.Arbitrary<DatasetAccess> {
  const names = fields.filter(({ role }) => role !== 'internal').map(({ name }) => name);
  const shown = fc.oneof(
    { weight: 1, arbitrary: fc.constant(names) },
    { weight: 2, arbitrary: fc.subarray(names) },
  );
  return fc
    .record({
      fields: shown,
      rowRule: fc.oneof({ weight: 5, arbitrary: rowRule(id) }, { weight: 1, arbitrary: fc.constant(null) }),
      precision,
      kind: fc.constant('records' as const),
      download: fc.boolean(),
      minimumCount: fc.constant(1),
      rounding: fc.constant(1 as const),
    })
    .map((access) => ({
      ...access,
      precision:
        access.precision.cell !== null
          ? access.precision
          : { ...access.precision, levels: access.precision.levels.filter((one) => located.includes(one)) },
    }));
}
