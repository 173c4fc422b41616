import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { RowRule, RowTest } from './row-rule.ts';
import { testsOfRule } from './row-rule-plain.ts';

/** What people call the columns of a rule and their values; null = as they are stored. */
export type RuleNames = {
  readonly definition: Pick<DatasetDefinition, 'fields' | 'codeLists'>;
  /** The name of an area by its column (`borough_2022`) and code. */
  readonly area: (column: string, code: string) => string | null;
  /** Columns whose name and values are not told. */
  readonly hides: (column: string) => boolean;
};

/** Fields of a dataset that a profile does not show, or nobody sees: words for its people do not name them. */
export function hiddenFields(
  { fields }: Pick<DatasetDefinition, 'fields'>,
  access: { readonly fields: readonly string[] },
): RuleNames['hides'] {
  const isShown = ({ name, role, hidden }: DatasetDefinition['fields'][number]) =>
    role !== 'internal' && hidden.length < 2 && access.fields.includes(name);
  const names = new Set(fields.filter((field) => !isShown(field)).map(({ name }) => name));
  return (column) => names.has(column);
}

const NAMED = 12;
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['time_precision', 'precision of time'],
  ['location_quality', 'quality of place'],
]);
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const AREA_COLUMN = /^([a-z][a-z0-9]*)_(\d{4}|demo)$/;

/** A row rule in words: `borough is Camden or Westminster, and category is not robbery`. */
export function rowRuleWords(rule: RowRule, names: RuleNames): string {
  if ('not' in rule) {
    const [only, ...more] = testsOfRule(rule.not);
    if (more.length === 0 && only === rule.not) return testWords(only, names, true);
    return `not (${rowRuleWords(rule.not, names)})`;
  }
  if ('all' in rule) return group(rule.all, 'and', names);
  if ('any' in rule) return group(rule.any, 'or', names);
  return testWords(rule, names, false);
}

function group(rules: readonly RowRule[], word: 'and' | 'or', names: RuleNames): string {
  const [only, ...more] = rules;
  if (only !== undefined && more.length === 0) return rowRuleWords(only, names);
  return rules
    .map((rule) => {
      const words = rowRuleWords(rule, names);
      return 'all' in rule || 'any' in rule ? `(${words})` : words;
    })
    .join(`, ${word} `);
}

function testWords(test: RowTest, names: RuleNames, negated: boolean): string {
  if ('lastMonths' in test) {
    const span = test.lastMonths === 1 ? 'the current month' : `the last ${test.lastMonths} months`;
    return negated ? `before ${span}` : `in ${span}`;
  }
  if (names.hides(test.column)) return 'what you do not see is as the profile says';
  const name = columnWords(test.column, names);
  if ('is' in test) return `${name} is ${(test.is === 'known') === negated ? 'not known' : 'known'}`;
  const value = (one: string | number) => valueWords(test.column, one, names);
  if ('in' in test) return `${name} is ${negated ? 'not ' : ''}${listed(test.in.map(value))}`;
  const ops = {
    '=': ['is', 'is not'],
    '<>': ['is not', 'is'],
    '<': ['is less than', 'is at least'],
    '<=': ['is at most', 'is more than'],
    '>': ['is more than', 'is at most'],
    '>=': ['is at least', 'is less than'],
  } as const;
  return `${name} ${ops[test.op][negated ? 1 : 0]} ${value(test.value)}`;
}

function columnWords(column: string, { definition }: RuleNames): string {
  const field = definition.fields.find(({ name }) => name === column);
  if (field !== undefined) return lower(field.label);
  const [, level] = AREA_COLUMN.exec(column) ?? [];
  return level ?? COLUMNS.get(column) ?? column;
}

function valueWords(column: string, value: string | number, { definition, area }: RuleNames): string {
  if (column === 'weekday' && typeof value === 'number') return WEEKDAYS[value - 1] ?? String(value);
  if (column === 'month' && typeof value === 'number')
    return `${Math.floor(value / 100)}-${String(value % 100).padStart(2, '0')}`;
  if (typeof value === 'number') return String(value);
  const field = definition.fields.find(({ name }) => name === column);
  if (field === undefined) return area(column, value) ?? value;
  const codes = field.codeList === undefined ? [] : (definition.codeLists[field.codeList] ?? []);
  return codes.find(({ code }) => code === value)?.label ?? value;
}

function listed(values: readonly string[]): string {
  const shown = values.length > NAMED ? values.slice(0, NAMED - 1) : values;
  const rest = values.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.at(-1);
  const head = rest > 0 ? shown : shown.slice(0, -1);
  return head.length === 0 ? (last ?? '') : `${head.join(', ')} or ${last}`;
}

function lower(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
