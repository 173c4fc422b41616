import type { Narrowing } from '../api/types.ts';
import type { Exploration } from './exploration.ts';

/** The key of the page's address for what a query groups by; `category` → `f:category` where it is a field. */
function keyOf(keys: readonly string[], name: string): string {
  const cell = /^cell_(\d+)$/.exec(name);
  if (cell !== null) return `c${cell[1]}`;
  return keys.includes(`f:${name}`) ? `f:${name}` : name;
}

/**
 * A state with the one thing changed that makes its query lighter. `keys` are the groupings of the table, which may be
 * the usual ones that the state does not name.
 */
export function narrowed(
  state: Exploration,
  keys: readonly string[],
  { kind, from, to }: Narrowing,
): Exploration {
  switch (kind) {
    case 'period':
      return { ...state, relative: null, from, to };
    case 'dataset':
      return { ...state, datasets: to === null ? [] : [to] };
    case 'group':
      return { ...state, groupBy: keys.filter((key) => from === null || key !== keyOf(keys, from)) };
    case 'level':
      if (state.view !== 'table') return { ...state, level: to };
      return { ...state, groupBy: keys.map((key) => (key === from && to !== null ? to : key)) };
    case 'time':
      return { ...state, groupBy: keys.map((key) => (key === from && to !== null ? to : key)) };
  }
}
