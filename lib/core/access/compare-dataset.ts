import type { DatasetAccess, Precision } from './profile.ts';
import { isNarrowerRule, isSameRule } from './rule-order.ts';

/** One difference between two ways to show a dataset. */
export type Difference = { readonly wider: boolean; readonly text: string };

/** The finest cell of all, which goes with exact places. */
const FINEST_CELL = 11;
const NAMED = 8;

/** Every difference between what two profiles show of a dataset; null = nothing. None: they show the same. */
export function compareDatasets(
  before: DatasetAccess | null,
  after: DatasetAccess | null,
): readonly Difference[] {
  if (before === null) return after === null ? [] : [{ wider: true, text: 'is shown for the first time' }];
  if (after === null) return [{ wider: false, text: 'is shown no more' }];
  return [
    ...compareFields(before.fields, after.fields),
    ...compareRules(before, after),
    ...comparePrecision(before.precision, after.precision),
    ...compareKinds(before, after),
    ...compareNumbers(before, after),
  ];
}

function compareFields(before: readonly string[], after: readonly string[]): readonly Difference[] {
  return [
    ...listed(true, 'more fields', missingFrom(before, after)),
    ...listed(false, 'fewer fields', missingFrom(after, before)),
  ];
}

function compareRules(before: DatasetAccess, after: DatasetAccess): readonly Difference[] {
  if (isSameRule(before.rowRule, after.rowRule)) return [];
  if (isNarrowerRule(before.rowRule, after.rowRule))
    return [{ wider: false, text: 'a rule lets fewer records through' }];
  const text =
    after.rowRule === null
      ? 'every record is let through, without a rule'
      : 'another rule may let more records through';
  return [{ wider: true, text }];
}

function comparePrecision(before: Precision, after: Precision): readonly Difference[] {
  if (before.exact !== after.exact)
    return after.exact
      ? [{ wider: true, text: 'exact places are shown' }]
      : [{ wider: false, text: 'exact places are hidden' }];
  if (after.exact) return [];
  const differences: Difference[] = [];
  const [from, to] = [cellOf(before), cellOf(after)];
  if (to > from) differences.push({ wider: true, text: `places are shown to the cell of resolution ${to}` });
  if (to < from)
    differences.push({
      wider: false,
      text: to === 0 ? 'cells are hidden' : `cells finer than resolution ${to} are hidden`,
    });
  return [
    ...differences,
    ...listed(true, 'more levels of areas', missingFrom(before.levels, after.levels)),
    ...listed(false, 'fewer levels of areas', missingFrom(after.levels, before.levels)),
  ];
}

function compareKinds(before: DatasetAccess, after: DatasetAccess): readonly Difference[] {
  const differences: Difference[] = [];
  if (before.kind !== after.kind)
    differences.push(
      after.kind === 'records'
        ? { wider: true, text: 'records are shown, not only counts' }
        : { wider: false, text: 'only counts are shown' },
    );
  if (before.download !== after.download)
    differences.push(
      after.download
        ? { wider: true, text: 'downloads are allowed' }
        : { wider: false, text: 'downloads are not allowed' },
    );
  return differences;
}

function compareNumbers(before: DatasetAccess, after: DatasetAccess): readonly Difference[] {
  const differences: Difference[] = [];
  if (before.minimumCount !== after.minimumCount)
    differences.push({
      wider: after.minimumCount < before.minimumCount,
      text: `groups are suppressed under ${after.minimumCount}, not ${before.minimumCount}`,
    });
  if (before.rounding !== after.rounding)
    differences.push({
      wider: after.rounding % before.rounding !== 0,
      text: `counts are rounded to ${after.rounding}, not ${before.rounding}`,
    });
  return differences;
}

function cellOf({ exact, cell }: Precision): number {
  return exact ? FINEST_CELL : (cell ?? 0);
}

function missingFrom(from: readonly string[], values: readonly string[]): readonly string[] {
  const known = new Set(from);
  return [...new Set(values)].filter((value) => !known.has(value));
}

function listed(wider: boolean, what: string, names: readonly string[]): readonly Difference[] {
  if (names.length === 0) return [];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return [{ wider, text: `${what}: ${names.slice(0, NAMED).join(', ')}${more}` }];
}
