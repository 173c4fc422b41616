import type { Exploration, MeasureChoice } from './exploration.ts';
import { periodLabel } from './month.ts';
import { rateLabel } from './rate.ts';
import { relativeWords } from './relative.ts';

/** What people call the things that a state names. */
export type Names = {
  readonly area: (code: string) => string;
  readonly field: (name: string) => string;
  readonly code: (field: string, code: string) => string;
  readonly dataset: (id: string) => string;
  readonly grouping: (key: string) => string;
};

const MOST_NAMED = 2;

function listWords(
  what: { readonly one: string; readonly many: string },
  before: readonly string[],
  after: readonly string[],
  name: (item: string) => string,
): readonly string[] {
  const added = after.filter((item) => !before.includes(item));
  const removed = before.filter((item) => !after.includes(item));
  const words = (items: readonly string[], done: string) =>
    items.length === 0
      ? []
      : items.length <= MOST_NAMED
        ? [`${items.map(name).join(' and ')} ${done}`]
        : [`${items.length} ${what.many} ${done}`];
  const found = [...words(removed, 'removed'), ...words(added, 'added')];
  if (found.length > 0 || before.join() === after.join()) return found;
  return [`order of ${what.many} changed`];
}

function measureWords(measure: MeasureChoice, names: Names): string {
  if (measure.kind === 'count') return 'number';
  if (measure.kind === 'rate') return rateLabel(measure).toLowerCase();
  return `${measure.kind} of ${names.field(measure.field).toLowerCase()}`;
}

function periodWords({ relative, from, to }: Exploration): string {
  if (relative !== null) return `period set to ${relativeWords(relative)}`;
  if (from !== null && to !== null) return `period set to ${periodLabel(from, to)}`;
  if (from === null && to === null) return 'period set to everything';
  return from === null
    ? `period ends ${periodLabel(to ?? '', to ?? '')}`
    : `period starts ${periodLabel(from, from)}`;
}

/** What was changed between two states, each in a few words: `Camden removed`. Empty when nothing is known to be. */
function changesBetween(before: Exploration, after: Exploration, names: Names): readonly string[] {
  const lines: string[] = [];
  const note = (isChanged: boolean, words: string) => {
    if (isChanged) lines.push(words);
  };
  const differs = (key: keyof Exploration) => JSON.stringify(before[key]) !== JSON.stringify(after[key]);
  const dataset = { one: 'dataset', many: 'datasets' };
  lines.push(...listWords(dataset, before.datasets, after.datasets, names.dataset));
  lines.push(...listWords({ one: 'area', many: 'areas' }, before.areas, after.areas, names.area));
  for (const field of new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])) {
    const many = `values of ${names.field(field)}`;
    const code = (value: string) => names.code(field, value);
    lines.push(
      ...listWords({ one: many, many }, before.fields[field] ?? [], after.fields[field] ?? [], code),
    );
  }
  for (const field of new Set([...Object.keys(before.tests), ...Object.keys(after.tests)]))
    note(
      JSON.stringify(before.tests[field]) !== JSON.stringify(after.tests[field]),
      `filter on ${names.field(field)} ${after.tests[field] === undefined ? 'removed' : 'changed'}`,
    );
  note(differs('relative') || differs('from') || differs('to'), periodWords(after));
  note(differs('weekdays'), `days of the week ${after.weekdays.length === 0 ? 'removed' : 'changed'}`);
  note(differs('hours'), `hours ${after.hours.length === 0 ? 'removed' : 'changed'}`);
  note(
    differs('near'),
    `circle ${after.near === null ? 'removed' : before.near === null ? 'added' : 'changed'}`,
  );
  note(differs('shape'), `drawn area ${after.shape === null ? 'removed' : 'changed'}`);
  note(differs('compare'), `comparison ${after.compare === 'none' ? 'removed' : 'changed'}`);
  note(differs('measure'), `measure set to ${measureWords(after.measure, names)}`);
  lines.push(
    ...listWords({ one: 'grouping', many: 'groupings' }, before.groupBy, after.groupBy, names.grouping),
  );
  note(differs('level'), 'level of areas changed');
  return lines;
}

/** The same as one line. What this page does not know by name is a change of how things look. */
export function changeWords(before: Exploration, after: Exploration, names: Names): string {
  const [first, ...others] = changesBetween(before, after, names);
  if (first === undefined) return 'look changed';
  if (others.length === 0) return first;
  return others.length === 1 ? `${first}, ${others[0]}` : `${first} and ${others.length} more changes`;
}
