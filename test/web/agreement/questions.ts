import fc from 'fast-check';
import { type ParsedQuerySpec, QuerySpecSchema } from '#core/model/query-spec.ts';
import { BOROUGHS } from '#test/support/fixture-geography.ts';
import { randomSpec } from '#test/support/random-spec.ts';
import { DATASETS, type TestProfile } from './platform.ts';

/** What the cards of the page group by, and the field of categories of each dataset with codes to choose. */
const CATEGORY: Readonly<Record<string, readonly [field: string, codes: readonly string[]]>> = {
  'north-crime': ['category', ['robbery', 'theft']],
  'south-calls': ['kind', ['hold_up', 'mugging']],
  'road-casualties': ['severity', ['Slight']],
};
const PERIODS = [
  {},
  { from: '2018-05-01', to: '2018-05-31' },
  { from: '2018-04-01', to: '2018-06-30' },
  { from: '2019-01-01', to: '2019-03-31' },
  { from: '2018-01-01', to: '2018-12-31' },
];

/** The question of a card on the page: by one thing, filtered by period, areas and categories. */
const card = (datasets: readonly string[]): fc.Arbitrary<object> =>
  fc.constantFrom(...datasets).chain((dataset) => {
    const [field, codes] = CATEGORY[dataset] ?? ['', []];
    return fc.record({
      datasets: fc.constant([dataset]),
      where: fc.record({
        time: fc.constantFrom(...PERIODS),
        space: fc.constantFrom({}, {}, ...BOROUGHS.map((code) => ({ areas: [code] }))),
        fields: fc.constantFrom(undefined, undefined, ...codes.map((code) => [{ field, in: [code] }])),
      }),
      groupBy: fc.constantFrom<object[]>(
        [],
        [{ area: 'borough' }],
        [{ area: 'ward' }],
        [{ time: 'month' }],
        [{ field }],
        [{ time: 'weekday' }, { time: 'hour' }],
        [{ area: 'borough' }, { time: 'month' }],
      ),
      measures: fc.constant([{ measure: 'count' }]),
    });
  });

/** Datasets side by side with a measure that counts-only profiles do not give of each. */
const beside: fc.Arbitrary<object> = fc.constantFrom('distinct', 'count').map((measure) => ({
  datasets: ['north-crime', 'south-calls'],
  groupBy: [{ dataset: true }],
  measures: [measure === 'count' ? { measure } : { measure, field: 'category' }],
}));

/** Questions of the cards of the page about one of these datasets. */
export function pageQuestion(datasets: readonly string[]): fc.Arbitrary<ParsedQuerySpec> {
  return card(datasets).map((spec) => QuerySpecSchema.parse(plain(spec)));
}

/** Questions that give groups: those of the page, and any other that the product takes. */
export function question(profile: TestProfile): fc.Arbitrary<ParsedQuerySpec> {
  const any = randomSpec(DATASETS, profile.accesses).filter(({ records }) => records === undefined);
  return fc.oneof(
    { weight: 6, arbitrary: pageQuestion(Object.keys(CATEGORY)) },
    { weight: 5, arbitrary: any },
    { weight: 1, arbitrary: beside.map((spec) => QuerySpecSchema.parse(plain(spec))) },
  );
}

/** Without what is not given, empty parts included. */
function plain(spec: object): unknown {
  return JSON.parse(
    JSON.stringify(spec, (_, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && isEmpty(value)
        ? undefined
        : value,
    ),
  );
}

function isEmpty(value: object): boolean {
  return Object.values(value).every(
    (one) =>
      one === undefined || (typeof one === 'object' && one !== null && !Array.isArray(one) && isEmpty(one)),
  );
}

/** The category field of a dataset of the page. */
export function categoryOf(dataset: string): string | null {
  return CATEGORY[dataset]?.[0] ?? null;
}
