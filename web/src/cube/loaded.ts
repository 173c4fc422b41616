import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { levelLabel } from '../state/grouping.ts';
import { chartResult, crossResult, type GroupColumn, type Lattice, scopeOf, totalResult } from './answer.ts';
import { type Cube, type CubeCounts, type CubeSide, countCube } from './cube.ts';
import { type CubeFilter, masksOf, splitWhere } from './filter.ts';
import { type People, withRate } from './people.ts';
import { columnsOf, type SideNames, sidesOf } from './side.ts';

/** A cube together with the question that it is the answer to. */
export type LoadedCube = {
  readonly cube: Cube;
  readonly spec: QuerySpec;
  readonly names: SideNames;
};

const TYPES = { area: 'area', month: 'month', category: 'text', week: 'integer' } as const;
const LABELS = { month: 'Month', weekday: 'Weekday', hour: 'Hour' } as const;

function heldBy({ cube }: LoadedCube): ReadonlySet<CubeSide> {
  return new Set(cube.dimensions.map(({ side }) => side));
}

const MOST_KEPT = 12;
const counted = new WeakMap<Cube, Map<string, CubeCounts>>();

/** The counts under a filter; the last ones are kept, because every chart of the page asks for the same. */
function countsOf(cube: Cube, filter: CubeFilter): CubeCounts {
  const key = textOf(filter);
  const kept = counted.get(cube) ?? new Map<string, CubeCounts>();
  counted.set(cube, kept);
  const before = kept.get(key);
  if (before !== undefined) return before;
  const counts = countCube(cube, masksOf(cube, filter));
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, counts);
  return counts;
}

/** The filter of the page, of which each chart leaves out its own part; null = the cube does not hold it. */
function pageFilter(loaded: LoadedCube, whole: QuerySpec, lattice: Lattice): CubeFilter | null {
  const split = splitOf(loaded, whole);
  if (split === null) return null;
  const { filter } = split;
  const areas = new Set(lattice.areas);
  if (filter.area !== null && ![...filter.area].every((code) => areas.has(code))) return null;
  const months = loaded.cube.dimensions.find(({ side }) => side === 'month');
  if (filter.month !== null && months?.values.includes(null)) return null;
  return filter;
}

function splitOf(loaded: LoadedCube, spec: QuerySpec) {
  const { names, spec: own } = loaded;
  if (JSON.stringify(spec.datasets) !== JSON.stringify(own.datasets)) return null;
  if (spec.records !== undefined || spec.limit !== undefined || spec.sort !== undefined) return null;
  const split = splitWhere(spec.where, heldBy(loaded), names.category);
  return split !== null && JSON.stringify(split.rest) === JSON.stringify(own.where ?? {}) ? split : null;
}

/** The rate that a query asks for and whether for its counts too; null = it asks for what cannot be counted here. */
function measuresAsked({ measures = [] }: QuerySpec) {
  const [first, second, ...more] = measures;
  const counts = first?.measure === 'count';
  const rate = counts ? second : first;
  if (more.length > 0 || (!counts && second !== undefined)) return null;
  if (rate === undefined) return counts ? { rate: null, alone: false } : null;
  if (rate.measure !== 'rate') return null;
  const { per = 1_000, denominator = 'population', annualised = true } = rate;
  return { rate: { per, denominator, annualised }, alone: !counts };
}

/**
 * The answer to one query of the page from the cube, equal to the server's; null where the cube does not hold it. `whole` is
 * the query of the total, with every filter of the page; `label` names the field that categories are read from; `people`, by
 * name, is what rates are divided by.
 */
export function answerFrom(
  loaded: LoadedCube,
  whole: QuerySpec,
  spec: QuerySpec,
  lattice: Lattice,
  label: string,
  people: ReadonlyMap<string, People>,
): QueryResult | null {
  const measures = measuresAsked(spec);
  const filter = pageFilter(loaded, whole, lattice);
  const asked = pageFilter(loaded, spec, lattice);
  const sides = sidesOf(spec, loaded.names);
  if (measures === null || filter === null || asked === null || sides === null) return null;
  if (!sides.every((side) => heldBy(loaded).has(side))) return null;
  const { rate, alone } = measures;
  const by = rate === null ? null : people.get(rate.denominator);
  if (by === undefined || (by !== null && sides.includes('week'))) return null;
  const counts = countsFrom(loaded, { filter, asked, sides }, lattice, label);
  if (counts === null || rate === null || by === null) return counts;
  return withRate(counts, rate, by, scopeOf(loaded.cube, asked, lattice), alone);
}

/** What is asked of a cube: the filter of the page, that of the question, and the sides that it is grouped by. */
type CubeQuestion = {
  readonly filter: CubeFilter;
  readonly asked: CubeFilter;
  readonly sides: readonly CubeSide[];
};

function countsFrom(
  { cube, names }: LoadedCube,
  { filter, asked, sides }: CubeQuestion,
  lattice: Lattice,
  label: string,
): QueryResult | null {
  const column = (side: CubeSide): readonly GroupColumn[] =>
    columnsOf(side, names).map((name) => ({
      name,
      label:
        name in LABELS ? LABELS[name as keyof typeof LABELS] : side === 'area' ? levelLabel(name) : label,
      role: 'group',
      type: TYPES[side],
    }));
  const [first, second] = sides;
  if (first === undefined) return totalResult(cube, countsOf(cube, asked), asked);
  if (second === undefined) {
    if (asked[first] !== null) return null;
    const counts = countsOf(cube, sameFilter(asked, { ...filter, [first]: null }) ? filter : asked);
    return chartResult(cube, first, counts, asked, lattice, column(first));
  }
  const [a] = column(first);
  const [b] = column(second);
  return a === undefined || b === undefined
    ? null
    : crossResult(cube, [first, second], asked, lattice, [a, b]);
}

function sameFilter(a: CubeFilter, b: CubeFilter): boolean {
  return textOf(a) === textOf(b);
}

function textOf(filter: CubeFilter): string {
  return JSON.stringify(filter, (_, value) => (value instanceof Set ? [...value].sort() : value));
}
