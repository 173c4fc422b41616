import { Layers, ListFilter, Tags } from 'lucide-react';
import type { CodeLabel, FieldSummary } from '../api/types.ts';
import { type Choice, codeLabel } from '../state/catalogue.ts';
import { type Exploration, toggled, withValues } from '../state/exploration.ts';
import type { Grouping } from '../state/grouping.ts';
import { CheckList } from './check-list.tsx';
import { PanelSection } from './section.tsx';

type Props = {
  readonly choice: Choice;
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
  /** Codes seen in answers, for lists that are open. */
  readonly seen: readonly CodeLabel[];
};

function optionsOf(
  field: FieldSummary,
  chosen: readonly string[],
  seen: readonly CodeLabel[],
): readonly CodeLabel[] {
  if (field.type === 'boolean')
    return ['true', 'false'].map((code) => ({ code, label: codeLabel(field, code) }));
  const listed = field.codes !== undefined && field.codes.length > 0 ? field.codes : seen;
  const extra = chosen.filter((code) => !listed.some((option) => option.code === code));
  return [...listed, ...extra.map((code) => ({ code, label: code }))];
}

export function CategorySection({ choice, draft, onChange, seen }: Props) {
  const field = choice.category;
  if (field === null) return null;
  const chosen = draft.fields[field.name] ?? [];
  return (
    <PanelSection
      title={field.label}
      icon={Tags}
      badge={chosen.length}
      onClear={() => onChange(withValues(draft, field.name, []))}
    >
      <CheckList
        key={field.name}
        id="panel-category"
        legend={field.label}
        options={optionsOf(field, chosen, seen)}
        chosen={chosen}
        single={choice.access.kind === 'counts'}
        onChange={(values) => onChange(withValues(draft, field.name, values))}
      />
    </PanelSection>
  );
}

export function MoreFilters({ choice, draft, onChange }: Omit<Props, 'seen'>) {
  const fields = choice.others.filter((field) => field.type === 'boolean' || (field.codes?.length ?? 0) > 0);
  if (fields.length === 0) return null;
  const used = fields.filter((field) => (draft.fields[field.name] ?? []).length > 0);
  return (
    <PanelSection title="More filters" icon={ListFilter} badge={used.length}>
      {fields.map((field) => {
        const chosen = draft.fields[field.name] ?? [];
        return (
          <details className="more" key={field.name}>
            <summary>
              {field.label}
              {chosen.length > 0 && <span className="badge">{chosen.length}</span>}
            </summary>
            <p className="hint">{field.description}</p>
            <CheckList
              legend={field.label}
              options={optionsOf(field, chosen, [])}
              chosen={chosen}
              single={choice.access.kind === 'counts'}
              onChange={(values) => onChange(withValues(draft, field.name, values))}
            />
          </details>
        );
      })}
    </PanelSection>
  );
}

type GroupingProps = Omit<Props, 'seen' | 'choice'> & {
  readonly available: readonly Grouping[];
  readonly chosen: readonly Grouping[];
};

const MAX_GROUPS = 6;

export function GroupingSection({ available, chosen, draft, onChange }: GroupingProps) {
  const keys = chosen.map((grouping) => grouping.key);
  const full = keys.length >= MAX_GROUPS;
  return (
    <PanelSection title="Group the table by" icon={Layers}>
      <fieldset className="check-list" id="panel-grouping" tabIndex={-1}>
        <legend className="visually-hidden">Group the table by</legend>
        <div className="check-columns">
          {available.map((grouping) => {
            const on = keys.includes(grouping.key);
            return (
              <label key={grouping.key} className="check">
                <input
                  type="checkbox"
                  checked={on}
                  disabled={!on && full}
                  onChange={() => onChange({ ...draft, groupBy: toggled(keys, grouping.key) })}
                />
                <span>{grouping.label}</span>
              </label>
            );
          })}
        </div>
        {full && <p className="hint">At most {MAX_GROUPS} at once.</p>}
      </fieldset>
    </PanelSection>
  );
}
