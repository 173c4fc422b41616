import fc from 'fast-check';
import type { DatasetAccess } from '#core/access/profile.ts';
import { type ParsedQuerySpec, QuerySpecSchema } from '#core/model/query-spec.ts';
import type { FixtureDataset } from './fixture-lake.ts';
import { maybe, rare, space, time } from './random-filters.ts';

const VALUES: Readonly<Record<string, readonly (string | number | boolean)[]>> = {
  category: ['robbery', 'burglary', 'Robbery', 'Burglary', 'Road casualty'],
  weapon: ['knife', "o'clock", '100%'],
  kind: ['hold_up', 'cat', 'mugging'],
  severity: [1, 2, 3],
  armed: [true, false],
  age: [20, 30],
  loss: [0, 12.5],
  location_quality: ['located', 'outside', 'zero'],
  time_precision: ['day', 'minute', 'month'],
};
const UNITS = ['year', 'quarter', 'month', 'week', 'day', 'weekday', 'hour'] as const;
const STANDARD = ['occurred_on', 'month', 'hour', 'location_quality', 'cell_7', 'cell_8'];
const HIDDEN_OFTEN = ['longitude', 'record_id', 'cell_9', 'cell_11', 'nowhere', 'secret'];

/** Specs over one or several datasets: nearly all name what `accesses` show, some what they hide or what is not there. */
export function randomSpec(
  datasets: readonly FixtureDataset[],
  accesses: ReadonlyMap<string, DatasetAccess>,
): fc.Arbitrary<ParsedQuerySpec> {
  const ids = datasets.map(({ definition }) => definition.id);
  const alone = ids.map((id) => [id]);
  return fc
    .oneof(
      { weight: 3, arbitrary: fc.constantFrom(...alone) },
      { weight: 1, arbitrary: fc.subarray(ids, { minLength: 2 }) },
    )
    .chain((asked) => {
      const among = datasets.filter(({ definition }) => asked.includes(definition.id));
      const [first] = among;
      if (first === undefined) throw new Error('a spec of no dataset');
      const united = among.length > 1;
      const all = united ? ['category'] : first.definition.fields.map(({ name }) => name);
      const shown = united
        ? ['location_quality', 'time_precision']
        : [...(accesses.get(first.definition.id)?.fields ?? []), 'location_quality'];
      const levels = (['borough', 'ward', 'lsoa'] as const).filter((level) =>
        asked.every((id) => {
          const precision = accesses.get(id)?.precision;
          return precision?.exact || precision?.levels.includes(level);
        }),
      );
      const mostly = <T>(right: readonly T[], wrong: readonly T[]) =>
        right.length === 0
          ? fc.constantFrom(...wrong)
          : fc.oneof(
              { weight: 30, arbitrary: fc.constantFrom(...right) },
              { weight: 1, arbitrary: fc.constantFrom(...wrong) },
            );
      const field = mostly(shown, [...all, 'nowhere']);
      const filter = field.chain((name) => {
        const values = VALUES[name] ?? ['x'];
        const some = fc.subarray([...values], { minLength: 1 });
        return fc.oneof(
          some.map((list) => ({ field: name, in: list })),
          some.map((list) => ({ field: name, notIn: list })),
          fc.constantFrom('known' as const, 'unknown' as const).map((is) => ({ field: name, is })),
        );
      });
      const keys = [
        { weight: 4, arbitrary: fc.constantFrom(...UNITS).map((unit) => ({ time: unit })) },
        { weight: 4, arbitrary: field.map((name) => ({ field: name })) },
        { weight: 1, arbitrary: mostly([7], [8, 9, 10]).map((cell) => ({ cell })) },
        { weight: 1, arbitrary: fc.constant({ dataset: true as const }) },
        { weight: levels.length, arbitrary: mostly(levels, ['msoa', 'lsoa']).map((area) => ({ area })) },
      ];
      const measure: fc.Arbitrary<object> = mostly(['count'], ['distinct', 'sum', 'average']).chain(
        (kind): fc.Arbitrary<object> =>
          kind === 'count'
            ? fc.constant({ measure: kind })
            : field.map((name) => ({ measure: kind, field: name })),
      );
      const grouped = fc.record({
        groupBy: fc.uniqueArray(fc.oneof(...keys), {
          maxLength: 2,
          selector: (one) => Object.values(one)[0],
        }),
        measures: fc.array(measure, { minLength: 1, maxLength: 2 }).map((list) => unique(list)),
      });
      const listed = fc
        .uniqueArray(mostly([...shown, ...STANDARD.slice(0, 4), ...levels], [...STANDARD, ...HIDDEN_OFTEN]), {
          minLength: 1,
          maxLength: 5,
        })
        .map((fields) => ({ records: { fields } }));
      const wanted: fc.Arbitrary<object> = fc.oneof(
        { weight: 3, arbitrary: grouped },
        { weight: 1, arbitrary: listed },
      );
      const where = fc.record({ time: rare(time), space: maybe(space, 2), fields: rare(fc.tuple(filter)) });
      return fc
        .tuple(where, wanted)
        .map(([filters, output]) => ({ datasets: asked, where: filters, ...output }));
    })
    .map((spec) => QuerySpecSchema.parse(JSON.parse(JSON.stringify(spec))));
}

function unique<T>(list: readonly T[]): readonly T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}
