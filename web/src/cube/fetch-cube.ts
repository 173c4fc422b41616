import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import type { ApiClient } from '../api/client.ts';
import type { Lattice } from './answer.ts';
import { cubeOf } from './cube.ts';
import { answerFrom, type LoadedCube } from './loaded.ts';
import type { People } from './people.ts';
import type { CubePlan } from './plan.ts';
import { columnsOf, type SideNames } from './side.ts';
import { wholeAnswer } from './whole-answer.ts';

/** A cube that is there, and how to ask it; see `answerFrom`. */
export type CubeDesk = {
  readonly id: string;
  readonly publications: QueryResult['publications'];
  readonly answer: (
    whole: QuerySpec,
    spec: QuerySpec,
    lattice: Lattice,
    label: string,
    people: ReadonlyMap<string, People>,
  ) => QueryResult | null;
};

/** The first plan's cube whose answer is small enough; null when none is, or when its parts cannot be added up. */
export async function fetchCube(
  api: ApiClient,
  plans: readonly CubePlan[],
  names: SideNames,
  signal: AbortSignal,
): Promise<CubeDesk | null> {
  for (const { spec, sides } of plans) {
    const answer = await wholeAnswer(api, spec, signal);
    if (answer === null) continue;
    const divisions = sides.map((side) => ({ side, columns: columnsOf(side, names) }));
    const cube = cubeOf(answer.result, divisions);
    if (cube === null) return null;
    const loaded: LoadedCube = { cube, spec, names };
    return {
      id: answer.id,
      publications: answer.result.publications,
      answer: (...asked) => answerFrom(loaded, ...asked),
    };
  }
  return null;
}
