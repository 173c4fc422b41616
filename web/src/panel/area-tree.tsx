import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { TreeItem } from './tree-model.ts';

type Props = {
  readonly items: readonly TreeItem[];
  readonly label: string;
  readonly onToggle: (code: string) => void;
  readonly onExpand: (code: string, level: string, open: boolean) => void;
  /** What stands after the name, such as where the area lies. */
  readonly hintOf?: (code: string) => string;
};

/** A tree of areas to tick: arrow keys move and open, Space ticks, Home and End jump, letters find. */
export function AreaTree({ items, label, onToggle, onExpand, hintOf }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const current = items.find((item) => item.code === active) ?? items[0];

  const focus = (item: TreeItem | undefined) => {
    if (item === undefined) return;
    setActive(item.code);
    const index = items.indexOf(item);
    const element = list.current?.children.item(index);
    if (element instanceof HTMLElement) element.focus();
  };

  const parentOf = (index: number): TreeItem | undefined => {
    const depth = items[index]?.depth ?? 1;
    return items.slice(0, index).findLast((item) => item.depth < depth);
  };

  const onKeyDown = (event: KeyboardEvent, item: TreeItem, index: number) => {
    const act: Record<string, () => void> = {
      ArrowDown: () => focus(items[index + 1]),
      ArrowUp: () => focus(items[index - 1]),
      Home: () => focus(items[0]),
      End: () => focus(items.at(-1)),
      ArrowRight: () => {
        if (item.expanded === false) onExpand(item.code, item.level, true);
        else if (item.expanded && (items[index + 1]?.depth ?? 0) > item.depth) focus(items[index + 1]);
      },
      ArrowLeft: () => {
        if (item.expanded) onExpand(item.code, item.level, false);
        else focus(parentOf(index));
      },
      ' ': () => onToggle(item.code),
      Enter: () => onToggle(item.code),
    };
    const known = act[event.key];
    if (known !== undefined) {
      event.preventDefault();
      known();
      return;
    }
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.key.toLowerCase();
    const after = [...items.slice(index + 1), ...items.slice(0, index)];
    focus(after.find((other) => other.name.toLowerCase().startsWith(letter)));
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern of the ARIA guide for trees
    <ul className="tree" role="tree" aria-label={label} aria-multiselectable="true" ref={list}>
      {items.map((item, index) => (
        <li
          key={item.code}
          role="treeitem"
          className="tree-item"
          data-code={item.code}
          data-depth={Math.min(item.depth, 3)}
          aria-level={item.depth}
          aria-checked={item.checked}
          aria-expanded={item.expanded ?? undefined}
          tabIndex={item.code === current?.code ? 0 : -1}
          onFocus={() => setActive(item.code)}
          onKeyDown={(event) => onKeyDown(event, item, index)}
          onClick={() => onToggle(item.code)}
        >
          {item.expanded === null ? (
            <span className="tree-gap" />
          ) : (
            <span
              className="tree-open"
              aria-hidden="true"
              onClick={(event) => {
                event.stopPropagation();
                onExpand(item.code, item.level, item.expanded === false);
              }}
            >
              {item.expanded ? <ChevronDown size={16} /> : <ChevronRight size={16} />}
            </span>
          )}
          <span className="tick" data-state={item.checked} aria-hidden="true" />
          <span className="tree-name">
            {item.name}
            {hintOf !== undefined && <span className="hint"> {hintOf(item.code)}</span>}
          </span>
          <span className="tree-count">{item.waiting ? '…' : item.count}</span>
        </li>
      ))}
    </ul>
  );
}
