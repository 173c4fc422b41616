import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { BOROUGHS } from '#test/support/fixture-geography.ts';
import type { QueryPlatform } from '#test/support/query-platform.ts';
import type { Lattice } from '#web/cube/answer.ts';
import { cubeOf } from '#web/cube/cube.ts';
import { answerFrom, type LoadedCube } from '#web/cube/loaded.ts';
import { cubePlans } from '#web/cube/plan.ts';
import { columnsOf } from '#web/cube/side.ts';
import { answerOf, DATASETS } from './platform.ts';
import { categoryOf } from './questions.ts';

const loaded = new Map<string, LoadedCube | null>();

async function cubeFor(
  platform: QueryPlatform,
  profile: string,
  dataset: string,
): Promise<LoadedCube | null> {
  const names = { level: 'borough', category: categoryOf(dataset) };
  const knowsHours = dataset === 'south-calls';
  const [plan] = cubePlans(() => ({ datasets: [dataset] }), names, knowsHours);
  const answer = plan === undefined ? null : await answerOf(platform, profile, plan.spec);
  if (plan === undefined || answer === null) return null;
  const cube = cubeOf(
    answer.result,
    plan.sides.map((side) => ({ side, columns: columnsOf(side, names) })),
  );
  return cube === null ? null : { cube, spec: plan.spec, names };
}

/** What the page counts by itself in place of asking; null where it must ask. */
export async function heldAnswer(
  platform: QueryPlatform,
  profile: string,
  spec: QuerySpec,
): Promise<QueryResult | null> {
  const [dataset = '', ...more] = spec.datasets;
  const { definition } = DATASETS.find((one) => one.definition.id === dataset) ?? {};
  if (more.length > 0) return null;
  const key = `${profile} ${dataset}`;
  const cube = loaded.get(key) ?? (loaded.has(key) ? null : await cubeFor(platform, profile, dataset));
  loaded.set(key, cube);
  if (cube === null) return null;
  const field = definition?.fields.find(({ name }) => name === categoryOf(dataset));
  const codes = definition?.codeLists[field?.codeList ?? ''] ?? [];
  const lattice: Lattice = { areas: BOROUGHS, categories: codes.map(({ code }) => code), labels: {} };
  const { datasets, where, measures, groupBy } = spec;
  const base = { datasets, ...(where === undefined ? {} : { where }) };
  const counted = { measures: measures ?? [{ measure: 'count' as const }] };
  const grouped = groupBy === undefined || groupBy.length === 0 ? {} : { groupBy };
  return answerFrom(
    cube,
    { ...base, ...counted },
    { ...base, ...grouped, ...counted },
    lattice,
    '',
    new Map(),
  );
}
