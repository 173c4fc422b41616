import type { QuerySpec } from '#core/model/query-spec.ts';
import type { DatasetList } from '../api/types.ts';
import { type Choice, choiceOf, codeLabel } from '../state/catalogue.ts';
import type { Names } from '../state/change-words.ts';
import type { Exploration } from '../state/exploration.ts';
import { chosenGroupings, groupingsOf } from '../state/grouping.ts';
import { admissible } from '../state/lattice.ts';
import { withoutPeriod, withPeriod } from '../state/relative.ts';
import { answerable } from '../state/set-aside.ts';
import { COUNT, measureOf, specOf } from '../state/spec.ts';
import type { World } from '../state/world.ts';

/** What an address asks, as it can be asked: of these datasets, under this profile, with the months that it means. */
export type Asked = { readonly choice: Choice; readonly state: Exploration };

export function askedOf(list: DatasetList, address: Exploration): Asked {
  const known = answerable(list, address);
  const choice = choiceOf(list, known);
  return { choice, state: admissible(choice, withPeriod(choice, known)) };
}

/** A change of what is asked, as a change of the address. */
export function changeOf(
  list: DatasetList,
  change: (before: Exploration) => Exploration,
): (address: Exploration) => Exploration {
  return (address) => {
    const { state } = askedOf(list, address);
    return withoutPeriod(state, change(state));
  };
}

/** What people call what an address names. */
export function namesOf(list: DatasetList, choice: Choice, world: World): Names {
  const fields = [...choice.datasets, ...list.items]
    .flatMap((dataset) => dataset.fields)
    .concat(list.commonFields);
  const field = (name: string) => fields.find((one) => one.name === name) ?? null;
  const groupings = groupingsOf(choice, world.levels);
  return {
    area: (code) => world.find(code)?.area.name ?? code,
    field: (name) => field(name)?.label ?? name,
    code: (name, code) => codeLabel(field(name), code),
    dataset: (id) => list.items.find((dataset) => dataset.id === id)?.title ?? id,
    grouping: (key) => groupings.find((grouping) => grouping.key === key)?.label ?? key,
  };
}

/** The query with the most groups that the page asks for this: the table's, or that of the areas on the map. */
export function largestSpec({ choice, state }: Asked, levels: World['levels']): QuerySpec {
  const measures = state.measure.kind === 'count' ? [COUNT] : [COUNT, measureOf(state.measure)];
  if (state.view === 'table') {
    const groupings = chosenGroupings(groupingsOf(choice, levels), state, choice.access);
    return specOf(choice, state, { groupBy: groupings.map(({ groupBy }) => groupBy), measures });
  }
  const level = levels.find((one) => one.level === state.level) ?? levels[0];
  const groupBy = level === undefined ? [] : [{ area: level.level }];
  return specOf(choice, state, { groupBy, measures, without: { kind: 'area' } });
}
