import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { Fault } from '#core/model/error.ts';
import { areaColumn, type Geography } from '#core/model/geography.ts';
import { storedType } from '#core/model/record.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import type { RowRule, RowTest } from './row-rule.ts';
import { columnOfTest, testsOfRule } from './row-rule-plain.ts';
import { MOST_RULE_CHARACTERS, rowRuleText } from './row-rule-text.ts';

/** Rules may nest so deep: `{ all: [{ any: [{ not: … }] }] }` is three. */
export const MOST_RULE_DEPTH = 4;

type ColumnType = 'text' | 'integer';
type Boundaries = Pick<Geography, 'level' | 'vintage' | 'parents'>;

const EVERYWHERE: ReadonlyMap<string, ColumnType> = new Map([
  ['month', 'integer'],
  ['year', 'integer'],
  ['hour', 'integer'],
  ['weekday', 'integer'],
  ['time_precision', 'text'],
  ['location_quality', 'text'],
]);

/**
 * Everything that keeps a row rule from being one of this dataset's: columns that are not there or cannot be compared,
 * constants of the wrong type, too deep, too long. `at` is what the caller calls the rule. A rule on the last months is
 * measured as of a month of six digits, which all are.
 */
export function rowRuleFaults(
  rule: RowRule,
  definition: Pick<DatasetDefinition, 'id' | 'fields'>,
  geographies: readonly Boundaries[],
  at = 'rowRule',
): readonly Fault[] {
  const faults = testFaults(rule, at, (column) => columnType(column, definition, geographies));
  if (depthOf(rule) > MOST_RULE_DEPTH)
    faults.push({
      at,
      message: `nests deeper than ${MOST_RULE_DEPTH}; write it with fewer groups in groups`,
    });
  const length = rowRuleText(rule, 202_601)?.length ?? 0;
  if (length > MOST_RULE_CHARACTERS) faults.push({ at, message: tooLong(length, rule, geographies) });
  return faults;
}

function testFaults(rule: RowRule, at: string, typeOf: (column: string) => ColumnType | string[]): Fault[] {
  if ('not' in rule) return testFaults(rule.not, `${at}.not`, typeOf);
  if ('all' in rule) return rule.all.flatMap((term, i) => testFaults(term, `${at}.all[${i}]`, typeOf));
  if ('any' in rule) return rule.any.flatMap((term, i) => testFaults(term, `${at}.any[${i}]`, typeOf));
  if ('lastMonths' in rule) return [];
  const type = typeOf(rule.column);
  if (typeof type !== 'string') return type.map((message) => ({ at: `${at}.column`, message }));
  const wrong = constantsOf(rule).filter(([value]) => (typeof value === 'number') !== (type === 'integer'));
  const holds = type === 'integer' ? 'whole numbers; take the quotes off' : 'text; put the value in quotes';
  return wrong.map(([, where]) => ({ at: `${at}.${where}`, message: `"${rule.column}" holds ${holds}` }));
}

function constantsOf(test: RowTest): readonly (readonly [value: string | number, where: string])[] {
  if ('op' in test) return [[test.value, 'value']];
  return 'in' in test ? test.in.map((value, i) => [value, `in[${i}]`] as const) : [];
}

/** The type of a column that a rule may read, or why it may not. */
function columnType(
  name: string,
  { id, fields }: Pick<DatasetDefinition, 'id' | 'fields'>,
  geographies: readonly Boundaries[],
): ColumnType | string[] {
  const everywhere = EVERYWHERE.get(name);
  if (everywhere !== undefined) return everywhere;
  if (geographies.some(({ level, vintage }) => areaColumn(level, vintage) === name)) return 'text';
  const field = fields.find((one) => one.name === name);
  if (field === undefined)
    return [
      `there is no column "${name}" in ${id} that a rule can be on; use a field, an area column as in borough_2022, or ${[...EVERYWHERE.keys()].join(', ')}`,
    ];
  if (RESERVED_WORDS.has(name))
    return [`"${name}" is a word of the filter's own language; use another field`];
  if (field.role === 'key') return [`"${name}" identifies records; a rule is on what they have in common`];
  const stored = storedType(field.type);
  if (stored === 'BOOLEAN' || field.type === 'decimal')
    return [`the field "${name}" is a ${field.type}; a rule is on text or whole numbers`];
  return stored === 'VARCHAR' ? 'text' : 'integer';
}

function depthOf(rule: RowRule): number {
  if ('not' in rule) return 1 + depthOf(rule.not);
  if ('all' in rule) return 1 + Math.max(...rule.all.map(depthOf));
  if ('any' in rule) return 1 + Math.max(...rule.any.map(depthOf));
  return 0;
}

function tooLong(length: number, rule: RowRule, geographies: readonly Boundaries[]): string {
  const read = `takes ${length} characters when written out and ${MOST_RULE_CHARACTERS} are allowed`;
  const longest = [...testsOfRule(rule)].sort((a, b) => constantsOf(b).length - constantsOf(a).length)[0];
  const column = longest === undefined ? null : columnOfTest(longest);
  const level = geographies.find((one) => areaColumn(one.level, one.vintage) === column);
  const [parent] = Object.entries(level?.parents ?? {});
  if (parent === undefined) return `${read}; list fewer values`;
  const above = areaColumn(parent[0], parent[1].vintage);
  return `${read}; use the ${parent[0]} that the areas lie in (${above}) instead of so many of ${level?.level ?? ''}`;
}
