import { MapPin, Search } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { type Exploration, toggledAlone } from '../state/exploration.ts';
import { levelLabel } from '../state/grouping.ts';
import type { World } from '../state/world.ts';
import { AreaTree } from './area-tree.tsx';
import { PanelSection } from './section.tsx';
import { AreaHierarchy, toggleArea, visibleItems } from './tree-model.ts';

type Props = {
  readonly world: World;
  readonly draft: Exploration;
  /** Whether only one area can be asked for at a time. */
  readonly single: boolean;
  readonly onChange: (next: Exploration) => void;
};

const TREE_LEVELS = ['borough', 'ward', 'lsoa'];
const SEARCH_LIMIT = 60;

/** Levels of the tree, coarse to fine: borough, ward, LSOA where they exist, else whatever the coarsest level is. */
export function treeLevels(levels: readonly string[]): readonly string[] {
  const known = TREE_LEVELS.filter((level) => levels.includes(level));
  return known.length > 0 ? known : levels.slice(0, 1);
}

export function AreaSection({ world, draft, single, onChange }: Props) {
  const searchId = useId();
  const [search, setSearch] = useState('');
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const levels = treeLevels(world.levels.map((geography) => geography.level));
  const lists = levels.map((level) => world.areasOf(level));
  // biome-ignore lint/correctness/useExhaustiveDependencies: both arrays are made anew at each render, their parts are stable
  const hierarchy = useMemo(
    () => new AreaHierarchy(levels, (level) => lists[levels.indexOf(level)] ?? null),
    [levels.join(' '), lists[0], lists[1], lists[2]],
  );
  const searching = search.trim().length >= 2;
  const found = searching ? hierarchy.search(search, SEARCH_LIMIT) : [];
  const shown = searching ? found : hierarchy.roots(lists[0] ?? []);
  const items = visibleItems(hierarchy, shown, draft.areas, searching ? new Set() : expanded).map((item) =>
    searching ? { ...item, expanded: null } : item,
  );
  const expand = (code: string, level: string, open: boolean) => {
    const below = levels[levels.indexOf(level) + 1];
    if (open && below !== undefined) world.want(below);
    setExpanded((before) => {
      const next = new Set(before);
      if (open) next.add(code);
      else next.delete(code);
      return next;
    });
  };
  const hint = (code: string) => {
    const level = levels[hierarchy.depthOf(code) ?? 0] ?? '';
    const above = hierarchy.ancestorsOf(code).at(-1);
    const where = above === undefined ? null : hierarchy.nameOf(above);
    return where === null ? levelLabel(level).toLowerCase() : `${levelLabel(level)} in ${where}`;
  };
  const names = levels.map((level) => levelLabel(level).toLowerCase().replace('lsoa', 'LSOA'));
  return (
    <PanelSection
      title="Areas"
      icon={MapPin}
      badge={draft.areas.length}
      onClear={() => onChange({ ...draft, areas: [] })}
    >
      <div className="search" id="panel-areas" tabIndex={-1}>
        <Search size={16} aria-hidden="true" />
        <label className="visually-hidden" htmlFor={searchId}>
          Find an area
        </label>
        <input
          id={searchId}
          type="search"
          value={search}
          placeholder={`Find a ${names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names[0]}`}
          onFocus={() => levels.slice(0, 2).forEach(world.want)}
          onChange={(event) => {
            setSearch(event.target.value);
            if (event.target.value.trim().length >= 2) levels.forEach(world.want);
          }}
        />
      </div>
      <p className="visually-hidden" role="status">
        {searching ? `${found.length} areas found` : ''}
      </p>
      <div className="tree-box">
        {items.length > 0 ? (
          <AreaTree
            items={items}
            label={searching ? 'Areas found' : 'Areas'}
            onToggle={(code) =>
              onChange({
                ...draft,
                areas: single ? toggledAlone(draft.areas, code) : toggleArea(hierarchy, draft.areas, code),
              })
            }
            onExpand={expand}
            {...(searching ? { hintOf: hint } : {})}
          />
        ) : (
          <p className="hint pad">{searching ? `No area is called “${search.trim()}”.` : 'Loading areas…'}</p>
        )}
      </div>
      {single && (
        <p className="hint">Counts are given for one area at a time; the map and tables show all.</p>
      )}
      {levels.length > 1 && <p className="hint">Smaller areas are listed where they fit best.</p>}
    </PanelSection>
  );
}
