import { ArrowDown, ArrowUp, Layers, X } from 'lucide-react';
import { useId, useState } from 'react';
import type { Exploration } from '../state/exploration.ts';
import { type Grouping, levelLabel } from '../state/grouping.ts';
import type { World } from '../state/world.ts';
import { PanelSection } from './section.tsx';

type Props = {
  readonly world: World;
  readonly available: readonly Grouping[];
  readonly chosen: readonly Grouping[];
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

const MOST_GROUPINGS = 6;

/** The list with an item moved by some places; as it is when there is no such place. */
export function moved<Item>(items: readonly Item[], from: number, by: number): readonly Item[] {
  const item = items[from];
  const to = from + by;
  if (item === undefined || to < 0 || to >= items.length) return items;
  const others = items.filter((_, index) => index !== from);
  return [...others.slice(0, to), item, ...others.slice(to)];
}

/** What the table is grouped by, in its order, and the level of areas of map and charts. */
export function GroupingSection({ world, available, chosen, draft, onChange }: Props) {
  const ids = { add: useId(), why: useId(), level: useId() };
  const [said, setSaid] = useState('');
  const keys = chosen.map((grouping) => grouping.key);
  const full = keys.length >= MOST_GROUPINGS;
  const set = (next: readonly string[], words: string) => {
    setSaid(words);
    onChange({ ...draft, groupBy: next });
  };
  const level = world.levels.find((one) => one.level === draft.level)?.level ?? world.levels[0]?.level ?? '';
  return (
    <PanelSection title="Group by" icon={Layers}>
      <div className="field" id="panel-level" tabIndex={-1}>
        <label htmlFor={ids.level}>Areas of map and charts</label>
        <select
          id={ids.level}
          value={level}
          onChange={(event) =>
            onChange({
              ...draft,
              level: event.target.value === world.levels[0]?.level ? null : event.target.value,
            })
          }
        >
          {world.levels.map((one) => (
            <option key={one.level} value={one.level}>
              {levelLabel(one.level)}
            </option>
          ))}
        </select>
      </div>
      <div className="groupings" id="panel-grouping" tabIndex={-1}>
        <p className="label">Rows of the table</p>
        <ol>
          {chosen.map((grouping, index) => (
            <li key={grouping.key}>
              <span className="grouping-name">{grouping.label}</span>
              <GroupingTool
                label={`Move ${grouping.label} up`}
                why={index === 0 ? 'it is the first' : ''}
                onPress={() => set(moved(keys, index, -1), `${grouping.label} is now number ${index}`)}
              >
                <ArrowUp size={16} aria-hidden="true" />
              </GroupingTool>
              <GroupingTool
                label={`Move ${grouping.label} down`}
                why={index === chosen.length - 1 ? 'it is the last' : ''}
                onPress={() => set(moved(keys, index, 1), `${grouping.label} is now number ${index + 2}`)}
              >
                <ArrowDown size={16} aria-hidden="true" />
              </GroupingTool>
              <GroupingTool
                label={`Remove ${grouping.label}`}
                why={chosen.length === 1 ? 'one grouping stays' : ''}
                onPress={() =>
                  set(
                    keys.filter((key) => key !== grouping.key),
                    `${grouping.label} is removed`,
                  )
                }
              >
                <X size={16} aria-hidden="true" />
              </GroupingTool>
            </li>
          ))}
        </ol>
        <label className="visually-hidden" htmlFor={ids.add}>
          Add a grouping
        </label>
        <select
          id={ids.add}
          value=""
          aria-disabled={full}
          aria-describedby={full ? ids.why : undefined}
          onChange={(event) => {
            const added = available.find(({ key }) => key === event.target.value);
            if (added !== undefined && !full) set([...keys, added.key], `${added.label} is added`);
          }}
        >
          <option value="">Add a grouping…</option>
          {available
            .filter(({ key }) => !keys.includes(key))
            .map(({ key, label }) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
        </select>
        {full && (
          <p className="hint" id={ids.why}>
            At most {MOST_GROUPINGS} at once: remove one to add another.
          </p>
        )}
        <span className="visually-hidden" role="status">
          {said}
        </span>
      </div>
    </PanelSection>
  );
}

type ToolProps = {
  readonly label: string;
  /** Why it cannot be done now; empty = it can. */
  readonly why: string;
  readonly onPress: () => void;
  readonly children: React.ReactNode;
};

function GroupingTool({ label, why, onPress, children }: ToolProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={why === '' ? label : `${label}: cannot be done, ${why}`}
      title={why === '' ? label : `${label}: ${why}`}
      aria-disabled={why !== ''}
      onClick={() => why === '' && onPress()}
    >
      {children}
    </button>
  );
}
