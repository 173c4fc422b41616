import type { DatasetAccess } from '#core/access/profile.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import type { Cell, QueryResult } from '#core/model/result.ts';
import type { FixtureDataset } from '#test/support/fixture-lake.ts';
import { naiveAnswer } from '#test/support/naive.ts';
import { visibleCopy } from '#test/support/visible-copy.ts';
import { DATASETS, type TestProfile } from './platform.ts';

const copies = new Map<TestProfile, readonly FixtureDataset[]>();

/** What a profile lets through of the datasets asked, as datasets of their own; coverage by areas only where those are shown. */
function visibleTo(profile: TestProfile, asked: readonly string[]): readonly FixtureDataset[] {
  const copied =
    copies.get(profile) ??
    DATASETS.map((dataset) => {
      const access = profile.accesses.get(dataset.definition.id);
      if (access === undefined) throw new Error('no access');
      return visibleCopy(dataset, access);
    });
  copies.set(profile, copied);
  if (showsBoroughs(profile, asked)) return copied;
  return copied.map((dataset) => ({
    ...dataset,
    deliveries: dataset.deliveries.map((delivery) => ({
      ...delivery,
      coverage: { ...delivery.coverage, areas: null },
    })),
  }));
}

function showsBoroughs(profile: TestProfile, asked: readonly string[]): boolean {
  return asked.every((id) => {
    const precision = profile.accesses.get(id)?.precision;
    return precision?.exact || precision?.levels.includes('borough');
  });
}

/** Whether numbers of a question can be counted by hand: perturbed ones cannot, nor places that are only roughly known. */
export function isCountable(spec: ParsedQuerySpec, accesses: readonly DatasetAccess[]): boolean {
  const { near, within, areas } = spec.where?.space ?? {};
  const somewhere = (near ?? within ?? areas) !== undefined;
  return accesses.every(({ kind, precision }) => kind === 'records' && (precision.exact || !somewhere));
}

function shown(count: number, { minimumCount, rounding }: DatasetAccess): Cell {
  if (count === 0) return 0;
  const rounded = Math.floor(count / rounding + 0.5) * rounding;
  return Math.min(count, rounded) < minimumCount ? 'c' : rounded;
}

/**
 * What an answer says other than a count of the raw records would, as text; empty = nothing. Measures other than counts
 * are checked where numbers are exact.
 */
export function againstRecords(
  spec: ParsedQuerySpec,
  { columns }: QueryResult,
  profile: TestProfile,
): readonly string[] {
  const accesses = spec.datasets.flatMap((id) => profile.accesses.get(id) ?? []);
  const [strict] = accesses;
  if (strict === undefined) return ['no access'];
  const exact = strict.minimumCount === 1 && strict.rounding === 1;
  const counted = new Map(naiveAnswer(spec, visibleTo(profile, spec.datasets)).groups);
  const groups = columns.filter(({ role }) => role === 'group');
  const measures = columns.filter(({ role }) => role === 'measure');
  const wrong: string[] = [];
  for (let row = 0; row < (measures[0]?.values.length ?? 0); row += 1) {
    const key = JSON.stringify(groups.map(({ values }) => values[row] ?? null));
    const naive = counted.get(key);
    counted.delete(key);
    for (const [index, { name, values }] of measures.entries()) {
      const cell = values[row] ?? null;
      const isCount = (spec.measures?.[index]?.measure ?? 'count') === 'count';
      if (naive === undefined) {
        if (typeof cell === 'number' && cell !== 0) wrong.push(`${key} ${name}: ${cell} of no records`);
      } else if (isCount) {
        const wanted = shown(Number(naive[index]), strict);
        if (wanted !== cell) wrong.push(`${key} ${name}: ${cell}, counted ${wanted}`);
      } else if (exact && !alike(naive[index], cell))
        wrong.push(`${key} ${name}: ${cell}, counted ${naive[index]}`);
    }
  }
  for (const key of counted.keys()) wrong.push(`${key} is not in the answer`);
  return wrong;
}

function alike(naive: unknown, cell: Cell): boolean {
  if (typeof naive === 'number' && typeof cell === 'number')
    return Math.abs(naive - cell) <= 1e-9 * Math.max(1, Math.abs(naive));
  return naive === cell;
}

/**
 * Areas or months that nobody supplied, of a question grouped by just one of them and filtered by whole months at most;
 * null where this is no such question.
 */
export function notSupplied(
  spec: ParsedQuerySpec,
  profile: TestProfile,
): ((group: string) => boolean) | null {
  const [key, ...more] = spec.groupBy ?? [];
  const { time, space, fields } = spec.where ?? {};
  if (key === undefined || more.length > 0 || spec.datasets.length > 1) return null;
  if (
    [space?.areas, space?.near, space?.within, fields, time?.hours, time?.weekdays].some(
      (one) => one !== undefined,
    )
  )
    return null;
  const deliveries =
    visibleTo(profile, spec.datasets).find(({ definition }) => definition.id === spec.datasets[0])
      ?.deliveries ?? [];
  const [from, to] = [time?.from?.slice(0, 7) ?? '0000-00', time?.to?.slice(0, 7) ?? '9999-99'];
  if ('time' in key && key.time === 'month')
    return (month) => !deliveries.some(({ coverage }) => coverage.from <= month && month <= coverage.to);
  if ('area' in key)
    return (code) =>
      !deliveries.some(
        ({ coverage }) =>
          coverage.from <= to &&
          from <= coverage.to &&
          (coverage.areas === null || coverage.areas.some((area) => code.replace('L', '').startsWith(area))),
      );
  return null;
}
