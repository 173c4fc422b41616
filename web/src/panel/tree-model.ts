import type { AreaSummary } from '../api/types.ts';

export type TreeItem = {
  readonly code: string;
  readonly name: string;
  readonly level: string;
  /** 1 for the top. */
  readonly depth: number;
  /** Null = has nothing below it. */
  readonly expanded: boolean | null;
  readonly checked: 'true' | 'false' | 'mixed';
  /** `7` children, or `3 of 7` when some are chosen; empty when not known. */
  readonly count: string;
  /** Its children have been asked for and are not there yet. */
  readonly waiting: boolean;
};

/** Areas by level, coarse to fine, as far as they have been fetched, and who is below whom. */
export class AreaHierarchy {
  readonly levels: readonly string[];
  readonly #areas = new Map<string, { readonly area: AreaSummary; readonly depth: number }>();
  readonly #children = new Map<string, readonly AreaSummary[]>();
  readonly #fetched: readonly boolean[];

  constructor(levels: readonly string[], areasOf: (level: string) => readonly AreaSummary[] | null) {
    this.levels = levels;
    this.#fetched = levels.map((level) => areasOf(level) !== null);
    const byParent = new Map<string, AreaSummary[]>();
    for (const [depth, level] of levels.entries()) {
      for (const area of areasOf(level) ?? []) {
        this.#areas.set(area.code, { area, depth });
        const parent = depth === 0 ? undefined : area.parents[levels[depth - 1] ?? ''];
        if (parent === undefined) continue;
        const siblings = byParent.get(parent);
        if (siblings === undefined) byParent.set(parent, [area]);
        else siblings.push(area);
      }
    }
    for (const [parent, areas] of byParent)
      this.#children.set(
        parent,
        areas.sort((a, b) => a.name.localeCompare(b.name)),
      );
  }

  roots(areas: readonly AreaSummary[]): readonly AreaSummary[] {
    return [...areas].sort((a, b) => a.name.localeCompare(b.name));
  }

  childrenOf(code: string): readonly AreaSummary[] {
    return this.#children.get(code) ?? [];
  }

  depthOf(code: string): number | null {
    return this.#areas.get(code)?.depth ?? null;
  }

  /** Null = the level below has not been fetched. */
  hasChildren(code: string): boolean | null {
    const depth = this.depthOf(code);
    if (depth === null || depth + 1 >= this.levels.length) return false;
    return this.#fetched[depth + 1] ? this.childrenOf(code).length > 0 : null;
  }

  /** Codes above, nearest first, following one level at a time. */
  ancestorsOf(code: string): readonly string[] {
    const found: string[] = [];
    let entry = this.#areas.get(code);
    while (entry !== undefined && entry.depth > 0) {
      const parent: string | undefined = entry.area.parents[this.levels[entry.depth - 1] ?? ''];
      if (parent === undefined) break;
      found.push(parent);
      entry = this.#areas.get(parent);
    }
    return found;
  }

  /** Every area whose name holds the text, best first: names that start with it, coarse levels before fine ones. */
  search(text: string, limit: number): readonly AreaSummary[] {
    const wanted = text.trim().toLowerCase();
    const hits = [...this.#areas.values()].filter(
      ({ area }) => area.name.toLowerCase().includes(wanted) || area.code.toLowerCase() === wanted,
    );
    const rank = ({ area, depth }: { area: AreaSummary; depth: number }) =>
      (area.name.toLowerCase().startsWith(wanted) ? 0 : 10) + depth;
    return hits
      .sort((a, b) => rank(a) - rank(b) || a.area.name.localeCompare(b.area.name))
      .slice(0, limit)
      .map(({ area }) => area);
  }

  nameOf(code: string): string | null {
    return this.#areas.get(code)?.area.name ?? null;
  }
}

export function checkedState(
  hierarchy: AreaHierarchy,
  chosen: ReadonlySet<string>,
  code: string,
): TreeItem['checked'] {
  if (chosen.has(code) || hierarchy.ancestorsOf(code).some((above) => chosen.has(above))) return 'true';
  for (const other of chosen) if (hierarchy.ancestorsOf(other).includes(code)) return 'mixed';
  return 'false';
}

/**
 * The chosen codes after an item has been ticked or unticked. Ticking takes the place of what was chosen below;
 * unticking below a chosen area chooses that area's other parts instead.
 */
export function toggleArea(
  hierarchy: AreaHierarchy,
  chosen: readonly string[],
  code: string,
): readonly string[] {
  if (chosen.includes(code)) return chosen.filter((other) => other !== code);
  const path = hierarchy.ancestorsOf(code);
  const top = path.findIndex((above) => chosen.includes(above));
  if (top < 0) return [...chosen.filter((other) => !hierarchy.ancestorsOf(other).includes(code)), code];
  const opened = path.slice(0, top + 1);
  const inside = new Set([code, ...opened]);
  const others = opened.flatMap((above) => hierarchy.childrenOf(above).map((child) => child.code));
  return [
    ...chosen.filter((other) => !opened.includes(other)),
    ...others.filter((other) => !inside.has(other)),
  ];
}

function itemOf(
  hierarchy: AreaHierarchy,
  area: AreaSummary,
  chosen: ReadonlySet<string>,
  expanded: ReadonlySet<string>,
  depth: number,
): TreeItem {
  const children = hierarchy.childrenOf(area.code);
  const has = hierarchy.hasChildren(area.code);
  const checked = checkedState(hierarchy, chosen, area.code);
  const within = children.filter((child) => checkedState(hierarchy, chosen, child.code) !== 'false').length;
  const total = children.length === 0 ? '' : String(children.length);
  return {
    code: area.code,
    name: area.name,
    level: hierarchy.levels[hierarchy.depthOf(area.code) ?? 0] ?? '',
    depth,
    expanded: has === false ? null : expanded.has(area.code),
    checked,
    count: checked === 'mixed' && total !== '' ? `${within} of ${total}` : total,
    waiting: has === null && expanded.has(area.code),
  };
}

/** The items that can be seen, top to bottom. */
export function visibleItems(
  hierarchy: AreaHierarchy,
  roots: readonly AreaSummary[],
  chosen: readonly string[],
  expanded: ReadonlySet<string>,
): readonly TreeItem[] {
  const set = new Set(chosen);
  const items: TreeItem[] = [];
  const visit = (area: AreaSummary, depth: number) => {
    items.push(itemOf(hierarchy, area, set, expanded, depth));
    if (expanded.has(area.code)) for (const child of hierarchy.childrenOf(area.code)) visit(child, depth + 1);
  };
  for (const root of roots) visit(root, 1);
  return items;
}
