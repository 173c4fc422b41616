/** What a field must be, other than one of chosen codes. Numbers of a range are included; null = open. */
export type FieldTest =
  | { readonly kind: 'not'; readonly values: readonly string[] }
  | { readonly kind: 'known' | 'unknown' }
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null };

export type FieldTests = Readonly<Record<string, FieldTest>>;

type List = {
  readonly join: (values: readonly string[]) => string;
  readonly split: (text: string) => readonly string[];
};

function numberFrom(text: string | undefined): number | null {
  return text === undefined || text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text);
}

/** The parameters of an address for these tests, as name and value. */
export function testParams(tests: FieldTests, { join }: List): readonly (readonly [string, string])[] {
  return Object.entries(tests).map(([field, test]) => {
    if (test.kind === 'not') return [`not.${field}`, join(test.values)];
    if (test.kind === 'range') return [`range.${field}`, `${test.from ?? ''},${test.to ?? ''}`];
    return [`is.${field}`, test.kind];
  });
}

/** The tests that the parameters of an address name; what cannot be read is left out. */
export function testsFrom(params: Iterable<readonly [string, string]>, { split }: List): FieldTests {
  const tests: [string, FieldTest][] = [];
  for (const [name, value] of params) {
    const [, kind, field] = /^(not|range|is)\.([a-z][a-z0-9_]*)$/.exec(name) ?? [];
    if (field === undefined) continue;
    if (kind === 'not' && split(value).length > 0) tests.push([field, { kind, values: split(value) }]);
    if (kind === 'is' && (value === 'known' || value === 'unknown')) tests.push([field, { kind: value }]);
    if (kind === 'range') {
      const [from, to] = value.split(',').map(numberFrom);
      if (from !== null || (to ?? null) !== null)
        tests.push([field, { kind: 'range', from: from ?? null, to: to ?? null }]);
    }
  }
  return Object.fromEntries(tests);
}

/** The tests with another one for a field; null = none. */
export function withTest(tests: FieldTests, field: string, test: FieldTest | null): FieldTests {
  const { [field]: _, ...others } = tests;
  return test === null ? others : { ...others, [field]: test };
}
