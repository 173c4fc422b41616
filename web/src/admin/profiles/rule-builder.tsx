import { Plus, Trash2 } from 'lucide-react';
import {
  depthOf,
  type GroupMode,
  newGroup,
  newRecent,
  newTest,
  type RuleColumn,
  type RuleNode,
  replaced,
} from './rule.ts';
import { RuleTestRow } from './rule-test.tsx';

const MOST_DEPTH = 3;
const MODES: Readonly<Record<GroupMode, string>> = {
  all: 'All of these hold',
  any: 'At least one of these holds',
  'not-all': 'Not all of these hold',
  none: 'None of these holds',
};

type Props = {
  readonly rule: RuleNode | null;
  readonly columns: readonly RuleColumn[];
  readonly onChange: (rule: RuleNode | null) => void;
};

/** Which records are let through, written as conditions in groups. */
export function RuleBuilder({ rule, columns, onChange }: Props) {
  const [first] = columns;
  const root = rule === null || rule.kind === 'group' ? rule : newGroup([rule]);
  return (
    <fieldset className="choices">
      <legend>Records</legend>
      {root === null ? (
        <div className="rule-empty">
          <p>Every record is let through.</p>
          <button
            type="button"
            className="button"
            disabled={first === undefined}
            onClick={() => first !== undefined && onChange(newGroup([newTest(first)]))}
          >
            <Plus size={16} aria-hidden="true" /> Only some records
          </button>
        </div>
      ) : (
        <RuleGroup
          node={root}
          columns={columns}
          depth={1}
          onChange={(key, next) => {
            const changed = replaced(root, key, next);
            onChange(changed?.kind === 'group' && changed.terms.length === 0 ? null : changed);
          }}
        />
      )}
    </fieldset>
  );
}

type GroupProps = {
  readonly node: Extract<RuleNode, { kind: 'group' }>;
  readonly columns: readonly RuleColumn[];
  readonly depth: number;
  readonly onChange: (key: number, next: RuleNode | null) => void;
};

function RuleGroup({ node, columns, depth, onChange }: GroupProps) {
  const [first] = columns;
  const add = (term: RuleNode) => onChange(node.key, { ...node, terms: [...node.terms, term] });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot have its select in the place of its legend
    <div className="rule-group" role="group" aria-label={MODES[node.mode]}>
      <div className="rule-head">
        <select
          aria-label="How the conditions go together"
          value={node.mode}
          onChange={(event) => onChange(node.key, { ...node, mode: event.target.value as GroupMode })}
        >
          {Object.entries(MODES).map(([mode, label]) => (
            <option key={mode} value={mode}>
              {label}
            </option>
          ))}
        </select>
        {depth > 1 && (
          <button
            type="button"
            className="icon-button"
            aria-label="Remove the group"
            onClick={() => onChange(node.key, null)}
          >
            <Trash2 size={18} aria-hidden="true" />
          </button>
        )}
      </div>
      {node.terms.map((term) =>
        term.kind === 'group' ? (
          <RuleGroup key={term.key} node={term} columns={columns} depth={depth + 1} onChange={onChange} />
        ) : (
          <RuleTestRow
            key={term.key}
            node={term}
            columns={columns}
            onChange={(next) => onChange(term.key, next)}
          />
        ),
      )}
      <div className="rule-foot">
        <button
          type="button"
          className="link"
          disabled={first === undefined}
          onClick={() => first !== undefined && add(newTest(first))}
        >
          Add a condition
        </button>
        <button type="button" className="link" onClick={() => add(newRecent())}>
          Add “the last months”
        </button>
        {depth < MOST_DEPTH && depthOf(node) < MOST_DEPTH && (
          <button
            type="button"
            className="link"
            disabled={first === undefined}
            onClick={() => first !== undefined && add(newGroup([newTest(first)]))}
          >
            Add a group
          </button>
        )}
      </div>
    </div>
  );
}
