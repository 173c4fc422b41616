import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholeAccess } from '#core/access/profile.ts';
import { type RowRule, RowRuleSchema } from '#core/access/row-rule.ts';
import { rowRuleFaults } from '#core/access/row-rule-check.ts';
import { firstOfLastMonths } from '#core/access/row-rule-plain.ts';
import { rowRuleText } from '#core/access/row-rule-text.ts';
import { hiddenFields, rowRuleWords } from '#core/access/row-rule-words.ts';
import { printDuckDb } from '#core/sql/duckdb.ts';
import { viewFor } from '#core/view/view.ts';
import { NORTH_CRIME } from '#test/support/fixture-datasets.ts';
import { GEOGRAPHIES } from '#test/support/fixture-geography.ts';
import { NOW, storedRows, writeFixtureLake } from '#test/support/fixture-lake.ts';
import { ruleHolds } from '#test/support/naive-rule.ts';
import { rowRule } from '#test/support/random-access.ts';
import { randomDatasets } from '#test/support/random-datasets.ts';
import { recordIds } from '#test/support/record-ids.ts';

const BOUNDARIES = GEOGRAPHIES.map(({ geography }) => geography);
const WITH_PARENTS = BOUNDARIES.map((one) =>
  one.level === 'ward' ? { ...one, parents: { borough: { vintage: '2022', exact: true } } } : one,
);

describe('a row rule', () => {
  it('lets the same records through as Lake Formation text, as SQL, and read by hand', async () => {
    const root = await mkdtemp(join(tmpdir(), 'row-rule-'));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      const datasets = randomDatasets(77, 150);
      const lake = await writeFixtureLake(root, datasets);
      const rows = async (sql: string) =>
        (await connection.runAndReadAll(sql))
          .getRows()
          .map(([id]) => String(id))
          .sort();
      let [some, all] = [0, 0];
      for (const dataset of datasets) {
        const { id } = dataset.definition;
        const manifest = lake.manifests.find((one) => one.dataset === id);
        if (manifest === undefined) throw new Error(`nothing was published of ${id}`);
        await fc.assert(
          fc.asyncProperty(rowRule(id), async (rule) => {
            const access = { ...wholeAccess(dataset.definition), rowRule: rule };
            const view = viewFor(dataset.definition, access, NOW);
            const byHand = storedRows(dataset)
              .filter((row) => ruleHolds(rule, row, NOW) === true)
              .map((row) => String(row['record_id']))
              .sort();
            const statement = recordIds(view, manifest);
            expect(await rows(printDuckDb(statement, (key) => join(root, key)))).toEqual(byHand);
            const files = manifest.periods.flatMap((period) =>
              period.files.map(({ key }) => `'${join(root, key)}'`),
            );
            const { rowFilter } = view.table(manifest.geography);
            const where = rowFilter === null ? '' : ` WHERE ${rowFilter}`;
            const filtered = `SELECT record_id FROM read_parquet([${files.join(', ')}], union_by_name=true)${where}`;
            expect(await rows(filtered)).toEqual(byHand);
            all += 1;
            if (byHand.length > 0 && byHand.length < dataset.rows.length) some += 1;
          }),
          { numRuns: 120, seed: 5 },
        );
      }
      expect(some / all).toBeGreaterThan(0.5);
    } finally {
      connection.closeSync();
      instance.closeSync();
      await rm(root, { recursive: true });
    }
  });
});

describe('rowRuleText(rule, month)', () => {
  it.each<readonly [RowRule, string | null]>([
    [{ column: 'category', in: ["it's", 'b'] }, "category IN ('it''s', 'b')"],
    [{ not: { column: 'category', in: ['a', 'b'] } }, "NOT (category IN ('a', 'b'))"],
    [{ not: { column: 'severity', op: '<', value: -2 } }, 'severity >= -2'],
    [{ column: 'category', is: 'unknown' }, 'category IS NULL'],
    [{ not: { column: 'category', is: 'unknown' } }, 'category IS NOT NULL'],
    [{ lastMonths: 12 }, 'month >= 202504'],
    [
      {
        not: {
          any: [{ column: 'a', op: '=', value: 1 }, { all: [{ column: 'b', in: ['x'] }, { lastMonths: 1 }] }],
        },
      },
      "a <> 1 AND (b <> 'x' OR month < 202603)",
    ],
  ])('writes %j', (rule, text) => {
    expect(rowRuleText(RowRuleSchema.parse(rule), NOW)).toBe(text);
  });

  it('reads a column that no file has as NULL, which matches nothing but unknown', () => {
    const has = (column: string) => column !== 'lsoa_2021';
    const absent: RowRule = { column: 'lsoa_2021', in: ['L1'] };
    expect(rowRuleText(absent, NOW, has)).toBe('record_id IS NULL');
    expect(rowRuleText({ not: absent }, NOW, has)).toBe('record_id IS NULL');
    expect(rowRuleText({ column: 'lsoa_2021', is: 'unknown' }, NOW, has)).toBeNull();
    expect(rowRuleText({ any: [absent, { column: 'year', op: '=', value: 2018 }] }, NOW, has)).toBe(
      'year = 2018',
    );
  });

  it('counts the last months over the turn of a year', () => {
    expect([1, 3, 4, 27].map((months) => firstOfLastMonths(202_603, months))).toEqual([
      202_603, 202_601, 202_512, 202_401,
    ]);
  });
});

describe('rowRuleFaults(rule, definition, geographies)', () => {
  const faults = (rule: RowRule) => rowRuleFaults(rule, NORTH_CRIME.definition, WITH_PARENTS);

  it('takes fields, area columns and what all records have', () => {
    expect(
      faults({
        all: [
          { column: 'category', in: ['robbery'] },
          { column: 'borough_2022', op: '=', value: 'E01' },
          { column: 'hour', op: '>=', value: 18 },
          { lastMonths: 6 },
        ],
      }),
    ).toEqual([]);
  });

  it.each<readonly [string, RowRule, string, RegExp]>([
    ['a column that is not there', { column: 'nowhere', in: ['a'] }, 'rowRule.column', /no column "nowhere"/],
    ['coordinates', { column: 'longitude', op: '>', value: 0 }, 'rowRule.column', /no column "longitude"/],
    [
      'the key of a row',
      { column: 'record_id', op: '=', value: 1 },
      'rowRule.column',
      /no column "record_id"/,
    ],
    ['a decimal', { column: 'loss', op: '>', value: 3 }, 'rowRule.column', /is a decimal/],
    ['a number for text', { column: 'category', in: ['a', 3] }, 'rowRule.in[1]', /holds text/],
    [
      'text for a number',
      { not: { column: 'hour', op: '=', value: '3' } },
      'rowRule.not.value',
      /holds whole numbers/,
    ],
    [
      'five levels',
      { not: { not: { not: { not: { not: { lastMonths: 1 } } } } } },
      'rowRule',
      /nests deeper than 4/,
    ],
  ])('refuses %s', (_title, rule, at, message) => {
    expect(faults(rule)).toEqual([{ at, message: expect.stringMatching(message) }]);
  });

  it('advises the area above when a list of areas is too long', () => {
    const codes = Array.from({ length: 200 }, (_, i) => `E0500${String(i).padStart(4, '0')}`);
    const [fault] = faults({ column: 'ward_2025', in: codes });
    expect(fault?.message).toMatch(
      /takes 2\d{3} characters .* 2047 are allowed; use the borough .*borough_2022/,
    );
  });
});

describe('rowRuleWords(rule, names)', () => {
  const names = {
    definition: NORTH_CRIME.definition,
    area: (column: string, code: string) => (column === 'borough_2022' && code === 'E01' ? 'Camden' : null),
    hides: () => false,
  };

  it.each<readonly [RowRule, string]>([
    [
      {
        all: [{ column: 'borough_2022', in: ['E01', 'E02'] }, { not: { column: 'category', in: ['theft'] } }],
      },
      'borough is Camden or E02, and category is not Other theft',
    ],
    [
      { any: [{ lastMonths: 12 }, { column: 'weapon', is: 'unknown' }] },
      'in the last 12 months, or weapon is not known',
    ],
    [{ not: { column: 'hour', op: '<', value: 18 } }, 'hour is at least 18'],
    [{ column: 'month', op: '>=', value: 201_805 }, 'month is at least 2018-05'],
    [
      { not: { any: [{ column: 'weekday', op: '=', value: 1 }, { lastMonths: 1 }] } },
      'not (weekday is Monday, or in the current month)',
    ],
  ])('says %j', (rule, words) => {
    expect(rowRuleWords(rule, names)).toBe(words);
  });

  it('names neither a hidden field nor its values', () => {
    const rule = { all: [{ column: 'category', in: ['theft'] }, { not: { column: 'weapon', in: ['gun'] } }] };
    const hides = hiddenFields(NORTH_CRIME.definition, { fields: ['category'] });
    expect(rowRuleWords(rule, { ...names, hides })).toBe(
      'category is Other theft, and what you do not see is as the profile says',
    );
  });
});
