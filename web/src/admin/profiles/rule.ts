import { RESERVED_WORDS } from '#core/access/reserved-words.ts';
import type { RowRule, RowTest } from '#core/access/row-rule.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { CodeLabel, GeographySummary } from '../../api/types.ts';
import { levelLabel } from '../../state/grouping.ts';

/** A column that a row rule may test. */
export type RuleColumn = {
  readonly name: string;
  readonly label: string;
  readonly group: 'Time' | 'Place' | 'Fields';
  readonly type: 'text' | 'integer';
  /** Values to choose from; null = they are typed, or are areas. */
  readonly codes: readonly CodeLabel[] | null;
  /** The areas that its values are codes of. */
  readonly areas: { readonly level: string; readonly vintage: string } | null;
};

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const codes = (...labels: readonly (readonly [string, string])[]) =>
  labels.map(([code, label]) => ({ code, label }));

const ANYWHERE: readonly RuleColumn[] = [
  { name: 'month', label: 'Month', group: 'Time', type: 'integer', codes: null, areas: null },
  { name: 'year', label: 'Year', group: 'Time', type: 'integer', codes: null, areas: null },
  {
    name: 'weekday',
    label: 'Weekday',
    group: 'Time',
    type: 'integer',
    codes: DAYS.map((label, index) => ({ code: String(index + 1), label })),
    areas: null,
  },
  {
    name: 'hour',
    label: 'Hour',
    group: 'Time',
    type: 'integer',
    codes: Array.from({ length: 24 }, (_, hour) => ({
      code: String(hour),
      label: `${String(hour).padStart(2, '0')}:00`,
    })),
    areas: null,
  },
  {
    name: 'time_precision',
    label: 'Precision of time',
    group: 'Time',
    type: 'text',
    codes: codes(
      ['minute', 'To the minute'],
      ['day', 'To the day'],
      ['month', 'To the month'],
      ['year', 'To the year'],
    ),
    areas: null,
  },
  {
    name: 'location_quality',
    label: 'Quality of place',
    group: 'Place',
    type: 'text',
    codes: codes(
      ['located', 'Located'],
      ['outside', 'Outside the area'],
      ['missing', 'Missing'],
      ['zero', 'Zero'],
      ['swapped', 'Swapped'],
      ['invalid', 'Invalid'],
    ),
    areas: null,
  },
];

/** Columns that rules on a dataset may test: text and whole numbers that do not identify a record. */
export function ruleColumns(
  definition: Pick<DatasetDefinition, 'fields' | 'codeLists'>,
  geographies: readonly Pick<GeographySummary, 'level' | 'vintage'>[],
): readonly RuleColumn[] {
  const areas = geographies.map(({ level, vintage }) => ({
    name: `${level}_${vintage}`,
    label: `${levelLabel(level)} (${vintage})`,
    group: 'Place' as const,
    type: 'text' as const,
    codes: null,
    areas: { level, vintage },
  }));
  const fields = definition.fields
    .filter(
      ({ name, role, type }) =>
        role !== 'key' && type !== 'decimal' && type !== 'boolean' && !RESERVED_WORDS.has(name),
    )
    .map((field) => ({
      name: field.name,
      label: field.label,
      group: 'Fields' as const,
      type: field.type === 'integer' ? ('integer' as const) : ('text' as const),
      codes: field.codeList === undefined ? null : (definition.codeLists[field.codeList] ?? null),
      areas: null,
    }));
  return [...ANYWHERE, ...areas, ...fields];
}

export type TestOp = '=' | '<>' | 'in' | 'not-in' | '<' | '<=' | '>' | '>=' | 'known' | 'unknown';
export type GroupMode = 'all' | 'any' | 'not-all' | 'none';

/** A row rule while it is being written: parts may still be missing. `key` tells the parts apart. */
export type RuleNode =
  | {
      readonly kind: 'group';
      readonly key: number;
      readonly mode: GroupMode;
      readonly terms: readonly RuleNode[];
    }
  | {
      readonly kind: 'test';
      readonly key: number;
      readonly column: string;
      readonly op: TestOp;
      readonly values: readonly string[];
    }
  | { readonly kind: 'recent'; readonly key: number; readonly months: string };

let keys = 0;
const nextKey = () => {
  keys += 1;
  return keys;
};

export function newTest(column: RuleColumn): RuleNode {
  return { kind: 'test', key: nextKey(), column: column.name, op: 'in', values: [] };
}

export function newRecent(): RuleNode {
  return { kind: 'recent', key: nextKey(), months: '12' };
}

export function newGroup(terms: readonly RuleNode[]): Extract<RuleNode, { kind: 'group' }> {
  return { kind: 'group', key: nextKey(), mode: 'all', terms };
}

/** A rule as it can be written on; `ruleOf` turns it back into the same rule. */
export function nodeOf(rule: RowRule): RuleNode {
  if ('all' in rule) return group('all', rule.all);
  if ('any' in rule) return group('any', rule.any);
  if ('not' in rule) {
    const { not } = rule;
    if ('all' in not) return group('not-all', not.all);
    if ('any' in not) return group('none', not.any);
    if ('in' in not) return test(not.column, 'not-in', not.in);
    return group('none', [not]);
  }
  return testNode(rule);
}

function testNode(rule: RowTest): RuleNode {
  if ('lastMonths' in rule) return { kind: 'recent', key: nextKey(), months: String(rule.lastMonths) };
  if ('is' in rule) return test(rule.column, rule.is, []);
  if ('in' in rule) return test(rule.column, 'in', rule.in);
  return test(rule.column, rule.op, [rule.value]);
}

function group(mode: GroupMode, terms: readonly RowRule[]): RuleNode {
  return { kind: 'group', key: nextKey(), mode, terms: terms.map(nodeOf) };
}

function test(column: string, op: TestOp, values: readonly (string | number)[]): RuleNode {
  return { kind: 'test', key: nextKey(), column, op, values: values.map(String) };
}

/** The rule that was written, or what is still missing, in words. */
export function ruleOf(node: RuleNode, columns: readonly RuleColumn[]): RowRule | string {
  if (node.kind === 'recent') {
    const months = Number(node.months);
    return Number.isInteger(months) && months >= 1 && months <= 600
      ? { lastMonths: months }
      : 'Write a number of months from 1 to 600.';
  }
  if (node.kind === 'group') return groupRule(node, columns);
  const column = columns.find(({ name }) => name === node.column);
  if (column === undefined) return `The dataset has no column “${node.column}” any more: choose another.`;
  if (node.op === 'known' || node.op === 'unknown') return { column: column.name, is: node.op };
  const values = node.values.map((value) =>
    column.type === 'integer' ? integerOf(column, value) : value.trim(),
  );
  if (values.length === 0) return `${column.label}: choose at least one value.`;
  if (values.some((value) => value === null || value === ''))
    return `${column.label}: ${column.name === 'month' ? 'write a month as in 2024-05' : 'write whole numbers'}.`;
  const [first] = values as (string | number)[];
  const given = values as (string | number)[];
  if (node.op === 'in') return { column: column.name, in: given };
  if (node.op === 'not-in') return { not: { column: column.name, in: given } };
  return { column: column.name, op: node.op, value: first ?? '' };
}

function groupRule(
  node: Extract<RuleNode, { kind: 'group' }>,
  columns: readonly RuleColumn[],
): RowRule | string {
  const terms: RowRule[] = [];
  for (const term of node.terms) {
    const rule = ruleOf(term, columns);
    if (typeof rule === 'string') return rule;
    terms.push(rule);
  }
  const [first] = terms;
  if (first === undefined) return 'A group of conditions is empty: add one, or take the group away.';
  if (node.mode === 'all') return { all: terms };
  if (node.mode === 'any') return { any: terms };
  if (node.mode === 'not-all') return { not: { all: terms } };
  return { not: terms.length === 1 ? first : { any: terms } };
}

function integerOf(column: RuleColumn, value: string): number | null {
  const plain = value.trim();
  if (column.name === 'month') {
    const match = /^(\d{4})-?(0[1-9]|1[0-2])$/.exec(plain);
    return match === null ? null : Number(`${match[1]}${match[2]}`);
  }
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) : null;
}

/** The tree with one part replaced, or without it where `next` is null. */
export function replaced(node: RuleNode, key: number, next: RuleNode | null): RuleNode | null {
  if (node.key === key) return next;
  if (node.kind !== 'group') return node;
  const terms = node.terms.flatMap((term) => {
    const kept = replaced(term, key, next);
    return kept === null ? [] : [kept];
  });
  return { ...node, terms };
}

/** How deep groups lie in each other. */
export function depthOf(node: RuleNode): number {
  return node.kind === 'group' ? 1 + Math.max(0, ...node.terms.map(depthOf)) : 0;
}
