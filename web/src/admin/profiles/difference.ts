import { precisionWords } from '#core/access/precision-words.ts';
import type { DatasetAccess, ProfileSpec } from '#core/access/profile.ts';
import { rowRuleText } from '#core/access/row-rule-text.ts';
import { isSameRule } from '#core/access/rule-order.ts';

/** One thing that differs between two versions of a profile. */
export type Difference = {
  readonly dataset: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
};

const NOTHING = 'Not shown';
const MOST_NAMED = 20;

/** What differs between what two versions show, dataset by dataset; `month` (yyyymm) is that of relative rules. */
export function differencesOf(
  before: Pick<ProfileSpec, 'datasets'> | null,
  after: Pick<ProfileSpec, 'datasets'>,
  month: number,
): readonly Difference[] {
  const ids = [...new Set([...Object.keys(before?.datasets ?? {}), ...Object.keys(after.datasets)])].sort();
  return ids.flatMap((dataset) => {
    const old = before?.datasets[dataset] ?? null;
    const now = after.datasets[dataset] ?? null;
    const parts = partsOf(old, now, month);
    return parts.map(([what, was, is]) => ({ dataset, what, before: was, after: is }));
  });
}

type Part = readonly [what: string, before: string, after: string];

function partsOf(old: DatasetAccess | null, now: DatasetAccess | null, month: number): readonly Part[] {
  const said = (access: DatasetAccess | null, words: (access: DatasetAccess) => string) =>
    access === null ? NOTHING : words(access);
  const part = (what: string, words: (access: DatasetAccess) => string): Part => [
    what,
    said(old, words),
    said(now, words),
  ];
  const rule = (access: DatasetAccess) =>
    access.rowRule === null ? 'All' : (rowRuleText(access.rowRule, month) ?? 'All');
  const all = [
    part('Kind', ({ kind }) => (kind === 'records' ? 'Records' : 'Counts only')),
    part('Records', rule),
    part('Place', ({ precision }) => precisionWords(precision)),
    fieldPart(old, now),
    part('Minimum count', ({ minimumCount }) => String(minimumCount)),
    part('Rounding', ({ rounding }) => (rounding === 1 ? 'None' : String(rounding))),
    part('Download', ({ download }) => (download ? 'Allowed' : 'Not allowed')),
  ];
  const sameRules = old !== null && now !== null && isSameRule(old.rowRule, now.rowRule);
  return all.filter(([what, was, is]) => was !== is && !(what === 'Records' && sameRules));
}

function fieldPart(old: DatasetAccess | null, now: DatasetAccess | null): Part {
  const was = old?.fields ?? [];
  const is = now?.fields ?? [];
  const without = was.filter((name) => !is.includes(name));
  const added = is.filter((name) => !was.includes(name));
  if (without.length === 0 && added.length === 0) return ['Fields', '', ''];
  if (old === null) return ['Fields', NOTHING, named(is)];
  if (now === null) return ['Fields', named(was), NOTHING];
  if (was.length + is.length <= MOST_NAMED) return ['Fields', named(was), named(is)];
  return [
    'Fields',
    without.length === 0 ? `${was.length} fields` : `${was.length} fields, ${without.join(', ')} among them`,
    added.length === 0 ? `${is.length} fields` : `${is.length} fields, ${added.join(', ')} among them`,
  ];
}

function named(fields: readonly string[]): string {
  return fields.length === 0 ? 'None' : fields.join(', ');
}
