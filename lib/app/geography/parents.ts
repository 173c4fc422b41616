import { readTable } from '#app/reference/table.ts';
import type { Boundaries } from '#core/geo/boundaries.ts';
import { makeAreaFinder } from '#core/geo/grid-index.ts';
import { ringsOf } from '#core/geo/polygon.ts';
import { boundsOf, contains } from '#core/geo/ring.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import type { Level, Vintage } from '#core/model/geography.ts';
import { areaColumns } from './field-pattern.ts';
import type { ShapedArea, SourceFile } from './tools.ts';

/** Parents of every area at one level above. */
export type ParentLinks = {
  readonly level: Level;
  readonly vintage: Vintage;
  /** Whether at least 95 % of every area lies in its parent; otherwise the parents are best fit. */
  readonly exact: boolean;
  /** Code of the area → code of its parent; areas with none are absent. */
  readonly parents: ReadonlyMap<string, string>;
  readonly note: string;
};

/** Share of an area that must lie in its parent for the link to be exact: generalised borders differ by some metres. */
const EXACT_SHARE = 0.95;

/**
 * Finds the parents of areas at one level: those that the lookup gives, else those that most of the area lies in.
 * Fails with SPEC_INVALID, all faults at once, when the lookup names areas that the level above does not have.
 */
export function linkParents(
  child: { readonly level: Level; readonly vintage: Vintage; readonly areas: readonly ShapedArea[] },
  above: Boundaries,
  lookup: SourceFile | null,
): ParentLinks {
  const given = lookup === null ? null : readLookup(child, above, lookup);
  const overlaps = measureOverlaps(child.areas, above);
  const parents = new Map<string, string>();
  let exact = true;
  let found = 0;
  let differ = 0;
  for (const { code } of child.areas) {
    const shares = overlaps.get(code) ?? new Map<string, number>();
    const best = largest(shares);
    const parent = given?.get(code) ?? best;
    if (parent === null) {
      exact = false;
      continue;
    }
    if (given !== null && !given.has(code)) found += 1;
    if (parent !== best) differ += 1;
    if ((shares.get(parent) ?? 0) < EXACT_SHARE) exact = false;
    parents.set(code, parent);
  }
  const without = child.areas.length - parents.size;
  const notes = [
    given === null ? 'by largest overlap' : 'from the lookup',
    exact ? 'exact' : 'best fit',
    ...(found > 0 ? [`${found} not in the lookup, by overlap`] : []),
    ...(given !== null && differ > 0 ? [`${differ} where another has more of the area`] : []),
    ...(without > 0 ? [`${without} without a parent`] : []),
  ];
  return {
    level: above.level,
    vintage: above.vintage,
    exact,
    parents,
    note: `${above.level} ${above.vintage}: ${notes.join(', ')}`,
  };
}

function largest(shares: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  for (const [code, share] of shares) {
    if (best === null || share > (shares.get(best) ?? 0)) best = code;
  }
  return best;
}

function readLookup(
  child: { readonly level: Level; readonly vintage: Vintage; readonly areas: readonly ShapedArea[] },
  above: Boundaries,
  file: SourceFile,
): ReadonlyMap<string, string> | null {
  const { columns, rows } = readTable(file);
  const column = (level: Level, vintage: Vintage) => {
    const [name] = areaColumns(columns, 'code', level, vintage).filter(
      (each) => !/^(gss_?)?code$/i.test(each),
    );
    return name === undefined ? null : columns.indexOf(name);
  };
  const from = column(child.level, child.vintage);
  if (from === null) {
    throw new AppError(
      'SPEC_INVALID',
      `${file.name} has no column of codes of ${child.level}; it has ${columns.join(', ')}`,
    );
  }
  const to = column(above.level, above.vintage);
  if (to === null) return null;
  const codes = new Set(above.codes);
  const wanted = new Set(child.areas.map((area) => area.code));
  const links = new Map<string, string>();
  const faults: Fault[] = [];
  rows.forEach((row, index) => {
    const [code = '', parent = ''] = [row[from], row[to]];
    const before = links.get(code);
    if (!wanted.has(code) || parent === '') return;
    if (!codes.has(parent)) {
      faults.push({
        at: `${file.name} row ${index + 1}`,
        message: `names ${parent}, which ${above.level} ${above.vintage} does not have`,
      });
    } else if (before !== undefined && before !== parent) {
      faults.push({
        at: `${file.name} row ${index + 1}`,
        message: `gives ${code} a second parent, ${parent}`,
      });
    } else links.set(code, parent);
  });
  if (faults.length > 0) {
    throw new AppError('SPEC_INVALID', `${file.name} does not fit ${above.level} ${above.vintage}`, {
      details: { faults: faults.slice(0, 100), faultCount: faults.length },
    });
  }
  return links;
}

const LATTICE = 20;

/** Area → parent → share of the area's points of a lattice that lie in the parent. */
function measureOverlaps(
  areas: readonly ShapedArea[],
  above: Boundaries,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const find = makeAreaFinder(above);
  return new Map(
    areas.map(({ code, polygons }) => {
      const rings = polygons.flatMap(ringsOf);
      const { west, south, east, north } = boundsOf(rings);
      const counts = new Map<string, number>();
      let total = 0;
      for (let row = 0; row < LATTICE; row += 1) {
        for (let column = 0; column < LATTICE; column += 1) {
          const x = Math.round(west + ((east - west) * (column + 0.5)) / LATTICE);
          const y = Math.round(south + ((north - south) * (row + 0.5)) / LATTICE);
          if (!contains(rings, x, y)) continue;
          total += 1;
          const parent = above.codes[find(x, y)];
          if (parent !== undefined) counts.set(parent, (counts.get(parent) ?? 0) + 1);
        }
      }
      return [code, new Map([...counts].map(([parent, count]) => [parent, count / total]))];
    }),
  );
}
