import { linesText, nameText } from '../explore/copied-text.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { upperFirst } from '../state/grouping.ts';
import { periodLabel } from '../state/month.ts';
import { changeCells, numberText } from './change-cells.ts';
import { isSameYears } from './compare-words.ts';
import type { Compared, UsedDenominator } from './comparison.ts';
import type { Plan } from './use-comparison.ts';

/** A column of the table of what changed. */
export type Column = {
  readonly key: string;
  readonly label: string;
  readonly className?: 'number' | 'number wraps' | 'chance';
  readonly text: (group: Compared) => string;
  /** What it is sorted by; null = at the end. */
  readonly value: (group: Compared) => number | null;
};
const CELLS = ['now', 'before', 'difference', 'percent', 'chance'] as const;

/** The columns after the name: both numbers and their change; of a rate also the counts and what they were divided by. */
export function columnsOf(
  choice: Choice,
  state: Exploration,
  { windows: { now, before } }: Plan,
  used: UsedDenominator | null,
): readonly Column[] {
  const [later, earlier] = [periodLabel(now.from, now.to), periodLabel(before.from, before.to)];
  const labels = { now: later, before: earlier, difference: 'Change', percent: 'Per cent', chance: 'Chance' };
  const values: Readonly<Record<(typeof CELLS)[number], Column['value']>> = {
    now: (group) => group.now,
    before: (group) => group.before,
    difference: ({ change }) => change?.difference ?? null,
    percent: ({ change }) => change?.percent ?? null,
    chance: ({ change }) => change?.z ?? null,
  };
  const changes = CELLS.map((key, index): Column => {
    const className = key === 'chance' ? 'chance' : 'number';
    return {
      key,
      label: labels[key],
      className,
      text: (group) => changeCells(group)[index] ?? '',
      value: values[key],
    };
  });
  if (state.measure.kind === 'count') return changes;
  const sides = [
    ['now', later],
    ['before', earlier],
  ] as const;
  const more = (of: 'counts' | 'people', name: string) =>
    sides.map(
      ([side, window]): Column => ({
        key: `${of} ${side}`,
        label: `${name}, ${window}`,
        className: 'number wraps',
        text: (group) => numberText(group[of][side], 'integer', group.mark),
        value: (group) => group[of][side],
      }),
    );
  const counts = more('counts', upperFirst(choice.noun.many));
  if (used === null) return [...changes, ...counts];
  const [after, ...others] = more('people', upperFirst(used.people));
  if (after === undefined || !isSameYears(used))
    return [...changes, ...counts, ...(after ? [after] : []), ...others];
  return [...changes, ...counts, { ...after, label: upperFirst(used.people) }];
}

/** The table as text with tabs, head first: numbers plain, words where there is no number; chance in words. */
export function changedText(name: string, columns: readonly Column[], groups: readonly Compared[]): string {
  return linesText([
    [nameText(name), ...columns.map(({ label }) => nameText(label))],
    ...groups.map((group) => [
      nameText(group.label),
      ...columns.map(({ className, text, value }) => {
        const number = className === 'chance' ? null : value(group);
        return number === null ? nameText(text(group)) : String(number);
      }),
    ]),
  ]);
}
