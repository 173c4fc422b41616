import { useQueryClient } from '@tanstack/react-query';
import { MapPin, Search } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useId, useMemo, useState } from 'react';
import type { Choice } from '../state/catalogue.ts';
import { type Exploration, toggledAlone } from '../state/exploration.ts';
import { levelLabel } from '../state/grouping.ts';
import type { World } from '../state/world.ts';
import { AreaTree } from './area-tree.tsx';
import { PanelSection } from './section.tsx';
import { AreaHierarchy, checkedState, toggleArea, visibleItems } from './tree-model.ts';

const OwnAreas = lazy(() =>
  import('../places/own-areas.tsx').then((module) => ({ default: module.OwnAreas })),
);
const AreaTools = lazy(() =>
  import('../places/area-tools.tsx').then((module) => ({ default: module.AreaTools })),
);
const PlaceHits = lazy(() =>
  import('../places/place-hits.tsx').then((module) => ({ default: module.PlaceHits })),
);

type Props = {
  /** What is asked of, so that the number of a chosen area can be said. */
  readonly choice: Choice;
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

export function AreaSection({ choice, world, draft, single, onChange }: Props) {
  const searchId = useId();
  const queries = useQueryClient();
  const [search, setSearch] = useState('');
  const [said, setSaid] = useState('');
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
  const change = (next: Exploration, words: string) => {
    setSaid(words);
    onChange(next);
  };
  const toggle = (code: string) => {
    const areas = single ? toggledAlone(draft.areas, code) : toggleArea(hierarchy, draft.areas, code);
    const name = hierarchy.nameOf(code) ?? code;
    onChange({ ...draft, areas });
    if (!areas.includes(code)) return setSaid(`${name} is no longer chosen.`);
    const level = levels[hierarchy.depthOf(code) ?? 0] ?? '';
    void import('../places/area-value.ts').then(({ areaValue }) => {
      const value = areaValue(queries, choice, draft, level, code);
      setSaid(value === null ? `${name} chosen.` : `${name} chosen: ${value}.`);
    });
  };
  const selectShown = () => {
    const codes = found.map(({ code }) => code);
    const fresh = codes.filter((code) => checkedState(hierarchy, new Set(draft.areas), code) !== 'true');
    const next = fresh.reduce<readonly string[]>(
      (areas, code) => (areas.includes(code) ? areas : toggleArea(hierarchy, areas, code)),
      draft.areas,
    );
    change({ ...draft, areas: next }, `${fresh.length} more areas chosen.`);
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
      <p className="visually-hidden" role="status" id="panel-area-said">
        {said}
      </p>
      {searching && !single && found.length > 1 && (
        <button type="button" className="link" onClick={selectShown}>
          Select {found.length} shown
        </button>
      )}
      <Later summary="My areas">
        <OwnAreas draft={draft} single={single} onChange={change} />
      </Later>
      <div className={searching && items.length === 0 ? 'search-empty' : 'tree-box'}>
        {items.length > 0 ? (
          <AreaTree
            items={items}
            label={searching ? 'Areas found' : 'Areas'}
            onToggle={toggle}
            onExpand={expand}
            {...(searching ? { hintOf: hint } : {})}
          />
        ) : (
          <p className="hint pad">{searching ? `No area is called “${search.trim()}”.` : 'Loading areas…'}</p>
        )}
      </div>
      {searching && (
        <Suspense fallback={null}>
          <PlaceHits
            text={search}
            world={world}
            draft={draft}
            single={single}
            shown={new Set(found.map(({ code }) => code))}
            onChange={change}
          />
        </Suspense>
      )}
      <Later summary={single ? 'Paste a code or name' : 'Neighbours, or paste a list'}>
        <AreaTools world={world} draft={draft} single={single} onChange={change} />
      </Later>
      {single && (
        <p className="hint">Counts are given for one area at a time; the map and tables show all.</p>
      )}
      {levels.length > 1 && <p className="hint">Smaller areas are listed where they fit best.</p>}
    </PanelSection>
  );
}

/** What is folded away, and loaded when it is opened for the first time. */
function Later({ summary, children }: { readonly summary: string; readonly children: ReactNode }) {
  const [opened, setOpened] = useState(false);
  return (
    <details
      className="more"
      onToggle={(event) => {
        if (event.currentTarget.open) setOpened(true);
      }}
    >
      <summary>{summary}</summary>
      {opened && <Suspense fallback={<p className="hint">Loading…</p>}>{children}</Suspense>}
    </details>
  );
}
