import { ListFilter, Tags } from 'lucide-react';
import { useState } from 'react';
import type { FieldSummary } from '../api/types.ts';
import type { Asked } from '../explore/asked.ts';
import type { Choice } from '../state/catalogue.ts';
import { type Exploration, withValues } from '../state/exploration.ts';
import { FieldFilter } from './field-filter.tsx';
import { RangeFilter } from './range-filter.tsx';
import { PanelSection } from './section.tsx';

type Props = {
  readonly choice: Choice;
  readonly asked: Asked | null;
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

/** How many things are asked of a field. */
function countOf(draft: Exploration, name: string): number {
  const test = draft.tests[name];
  return (
    (draft.fields[name]?.length ?? 0) +
    (test === undefined ? 0 : test.kind === 'not' ? test.values.length : 1)
  );
}

export function CategorySection({ choice, asked, draft, onChange }: Props) {
  const field = choice.category;
  if (field === null) return null;
  return (
    <PanelSection
      title={field.label}
      icon={Tags}
      badge={countOf(draft, field.name)}
      onClear={() => onChange(withValues(draft, field.name, []))}
    >
      <FieldFilter
        key={field.name}
        id="panel-category"
        field={field}
        asked={asked}
        draft={draft}
        single={choice.access.kind === 'counts'}
        onChange={onChange}
      />
    </PanelSection>
  );
}

export function MoreFilters({ choice, asked, draft, onChange }: Props) {
  const fields = new Map([...choice.others, ...choice.ranges].map((field) => [field.name, field]));
  const used = [...fields.keys()].filter((name) => countOf(draft, name) > 0);
  if (fields.size === 0) return null;
  return (
    <PanelSection title="More filters" icon={ListFilter} badge={used.length}>
      {[...fields.values()].map((field) => (
        <Folded key={field.name} field={field} count={countOf(draft, field.name)}>
          {choice.ranges.includes(field) ? (
            <RangeFilter field={field} draft={draft} onChange={onChange} />
          ) : (
            <FieldFilter
              field={field}
              asked={asked}
              draft={draft}
              single={choice.access.kind === 'counts'}
              onChange={onChange}
            />
          )}
        </Folded>
      ))}
    </PanelSection>
  );
}

type FoldedProps = {
  readonly field: FieldSummary;
  readonly count: number;
  readonly children: React.ReactNode;
};

/** A filter that asks for its counts when it is opened, not before. */
function Folded({ field, count, children }: FoldedProps) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="more"
      id={`panel-field-${field.name}`}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        {field.label}
        {count > 0 && <span className="badge">{count}</span>}
      </summary>
      {field.description !== '' && <p className="hint">{field.description}</p>}
      {open && children}
    </details>
  );
}
