import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareProfiles, needsApproval } from '#core/access/compare.ts';
import type { DatasetAccess, ProfileSpec } from '#core/access/profile.ts';
import type { RowRule } from '#core/access/row-rule.ts';

const ACCESS: DatasetAccess = {
  fields: ['category', 'weapon'],
  rowRule: null,
  precision: { exact: false, cell: 8, levels: ['borough', 'ward'] },
  kind: 'records',
  download: true,
  minimumCount: 5,
  rounding: 5,
};
const IN_CAMDEN: RowRule = { column: 'borough_2022', op: '=', value: 'E09000007' };
const RECENT: RowRule = { lastMonths: 12 };

function profile(change: Partial<DatasetAccess> = {}): Pick<ProfileSpec, 'datasets'> {
  return { datasets: { 'mps-crime': { ...ACCESS, ...change } } };
}

function kindOf(before: Partial<DatasetAccess>, after: Partial<DatasetAccess>): string {
  return compareProfiles(profile(before), profile(after)).kind;
}

const precision = (change: Partial<DatasetAccess['precision']>) => ({
  precision: { ...ACCESS.precision, ...change },
});

describe('compareProfiles(before, after)', () => {
  it('calls a profile new when there was none', () => {
    expect(compareProfiles(null, profile())).toEqual({
      kind: 'new',
      reasons: ['mps-crime: is shown for the first time'],
    });
  });

  it('calls a profile the same whatever the order of fields, levels and parts of a rule', () => {
    const before = { rowRule: { all: [IN_CAMDEN, RECENT] }, fields: ['category', 'weapon'] };
    const after = { rowRule: { all: [RECENT, { all: [IN_CAMDEN] }] }, fields: ['weapon', 'category'] };
    expect(kindOf(before, after)).toBe('same');
    expect(kindOf({}, precision({ levels: ['ward', 'borough'] }))).toBe('same');
  });

  it.each<[string, Partial<DatasetAccess>, Partial<DatasetAccess>]>([
    ['fewer fields', {}, { fields: ['category'] }],
    ['a rule where there was none', {}, { rowRule: IN_CAMDEN }],
    ['a rule that asks for more', { rowRule: IN_CAMDEN }, { rowRule: { all: [RECENT, IN_CAMDEN] } }],
    ['a coarser cell', {}, precision({ cell: 7 })],
    ['no cell', {}, precision({ cell: null })],
    ['fewer levels', {}, precision({ levels: ['borough'] })],
    ['no exact place', precision({ exact: true, levels: [] }), precision({ levels: ['lsoa'] })],
    ['counts only', {}, { kind: 'counts' }],
    ['no downloads', {}, { download: false }],
    ['a higher minimum', {}, { minimumCount: 6 }],
    ['rounding to a multiple', {}, { rounding: 10 }],
  ])('calls %s narrower', (_what, before, after) => {
    expect(kindOf(before, after)).toBe('narrower');
    expect(kindOf(after, before)).toBe('wider');
  });

  it.each<[string, Partial<DatasetAccess>, Partial<DatasetAccess>]>([
    ['another rule', { rowRule: IN_CAMDEN }, { rowRule: RECENT }],
    ['a part of a rule that allows either', { rowRule: { any: [IN_CAMDEN, RECENT] } }, { rowRule: RECENT }],
    ['a longer time', { rowRule: RECENT }, { rowRule: { lastMonths: 24 } }],
    ['rounding to what is no multiple', {}, { rounding: 3 }],
    ['one more level and fewer fields', {}, { fields: [], ...precision({ levels: ['lsoa', 'borough'] }) }],
  ])('calls %s wider, as it cannot be proved narrower', (_what, before, after) => {
    expect(kindOf(before, after)).toBe('wider');
  });

  it('calls one more dataset wider and one fewer narrower', () => {
    const two = { datasets: { ...profile().datasets, 'btp-crime': ACCESS } };
    expect(compareProfiles(profile(), two)).toEqual({
      kind: 'wider',
      reasons: ['btp-crime: is shown for the first time'],
    });
    expect(compareProfiles(two, profile())).toEqual({
      kind: 'narrower',
      reasons: ['btp-crime: is shown no more'],
    });
  });

  it('names every difference, those that widen first', () => {
    const { reasons } = compareProfiles(profile(), profile({ fields: ['category', 'age'], kind: 'counts' }));
    expect(reasons).toEqual([
      'mps-crime: more fields: age',
      'mps-crime: fewer fields: weapon',
      'mps-crime: only counts are shown',
    ]);
  });
});

const rule: fc.Arbitrary<RowRule> = fc.letrec<{ rule: RowRule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      column: fc.constantFrom('a', 'b'),
      op: fc.constantFrom('=' as const, '<' as const, '>' as const),
      value: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('rule') }),
  ),
})).rule;

const access: fc.Arbitrary<DatasetAccess> = fc.record({
  fields: fc.subarray(['a', 'b', 'c']),
  rowRule: fc.option(rule, { nil: null }),
  precision: fc.record({
    exact: fc.boolean(),
    cell: fc.constantFrom(7 as const, 8 as const, 9 as const, null),
    levels: fc.subarray(['borough', 'ward', 'lsoa']),
  }),
  kind: fc.constantFrom('records' as const, 'counts' as const),
  download: fc.boolean(),
  minimumCount: fc.integer({ min: 1, max: 4 }),
  rounding: fc.constantFrom(1 as const, 3 as const, 5 as const, 10 as const, 100 as const),
});

type Row = Readonly<Record<string, number | null>>;
const ROWS: readonly Row[] = [null, 0, 1, 2].flatMap((a) => [null, 0, 1, 2].map((b) => ({ a, b })));

/** Three-valued: null = unknown. */
function holds(term: RowRule, row: Row): boolean | null {
  if ('all' in term) return every(term.all.map((part) => holds(part, row)));
  if ('any' in term) return not(every(term.any.map((part) => not(holds(part, row)))));
  if ('not' in term) return not(holds(term.not, row));
  if (!('op' in term)) throw new Error('not among the rules of this test');
  const value = row[term.column] ?? null;
  if (value === null) return null;
  const constant = Number(term.value);
  if (term.op === '=') return value === constant;
  return term.op === '<' ? value < constant : value > constant;
}
const not = (value: boolean | null) => (value === null ? null : !value);
const every = (values: readonly (boolean | null)[]) => {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
};

function passes(term: RowRule | null): readonly Row[] {
  return term === null ? ROWS : ROWS.filter((row) => holds(term, row) === true);
}

describe('what is called narrower', () => {
  it('lets through no record and shows no field, level or cell that was hidden before', () => {
    let narrower = 0;
    const related = access.chain((before) =>
      fc.tuple(
        fc.constant(before),
        fc.oneof(
          access,
          fc.record({ part: rule, fields: fc.subarray(['a', 'b']) }).map(({ part, fields }) => ({
            ...before,
            fields: before.fields.filter((name) => fields.includes(name)),
            rowRule: before.rowRule === null ? part : { all: [part, before.rowRule] },
          })),
        ),
      ),
    );
    fc.assert(
      fc.property(related, ([before, after]) => {
        const { kind } = compareProfiles({ datasets: { 'x-y': before } }, { datasets: { 'x-y': after } });
        if (kind === 'wider') return;
        narrower += 1;
        const passed = new Set(passes(before.rowRule));
        expect(passes(after.rowRule).filter((row) => !passed.has(row))).toEqual([]);
        expect(before.fields).toEqual(expect.arrayContaining(after.fields));
        if (!before.precision.exact) {
          expect(after.precision.exact).toBe(false);
          expect(before.precision.levels).toEqual(expect.arrayContaining(after.precision.levels));
          expect(after.precision.cell ?? 0).toBeLessThanOrEqual(before.precision.cell ?? 0);
        }
        expect(before.download || !after.download).toBe(true);
        expect(after.minimumCount).toBeGreaterThanOrEqual(before.minimumCount);
      }),
      { numRuns: 1_000 },
    );
    expect(narrower).toBeGreaterThan(200);
  });

  it('is called so along a chain: narrower than narrower is not wider', () => {
    fc.assert(
      fc.property(access, fc.array(rule, { minLength: 2, maxLength: 2 }), (first, parts) => {
        const [one, two] = parts;
        if (one === undefined || two === undefined) return;
        const add = (from: DatasetAccess, part: RowRule): DatasetAccess => ({
          ...from,
          rowRule: from.rowRule === null ? part : { all: [from.rowRule, part] },
        });
        const last = add(add(first, one), two);
        const { kind } = compareProfiles({ datasets: { 'x-y': first } }, { datasets: { 'x-y': last } });
        expect(kind).not.toBe('wider');
      }),
    );
  });
});

describe('needsApproval(comparison, after)', () => {
  it('asks for a second Super Admin for what is wider or shows anything for the first time', () => {
    const nothing = { datasets: {} };
    expect(needsApproval(compareProfiles(null, profile()), profile())).toBe(true);
    expect(needsApproval(compareProfiles(null, nothing), nothing)).toBe(false);
    expect(needsApproval(compareProfiles(profile(), nothing), nothing)).toBe(false);
    expect(needsApproval(compareProfiles(nothing, profile()), profile())).toBe(true);
  });
});
