import { Trash2 } from 'lucide-react';
import { useId } from 'react';
import type { RuleColumn, RuleNode, TestOp } from './rule.ts';
import { RuleValues } from './rule-values.tsx';

const OPS: Readonly<Record<TestOp, string>> = {
  in: 'is one of',
  'not-in': 'is none of',
  '=': 'is',
  '<>': 'is not',
  '>=': 'is at least',
  '>': 'is more than',
  '<=': 'is at most',
  '<': 'is less than',
  known: 'is known',
  unknown: 'is not known',
};
const OF_TEXT: readonly TestOp[] = ['in', 'not-in', 'known', 'unknown'];
const OF_NUMBERS: readonly TestOp[] = ['in', 'not-in', '>=', '>', '<=', '<', 'known', 'unknown'];
const GROUPS = ['Time', 'Place', 'Fields'] as const;

type Props = {
  readonly node: Exclude<RuleNode, { kind: 'group' }>;
  readonly columns: readonly RuleColumn[];
  /** Null takes the condition away. */
  readonly onChange: (next: RuleNode | null) => void;
};

/** One condition: a column, how it is compared, and with what. */
export function RuleTestRow({ node, columns, onChange }: Props) {
  const id = useId();
  const remove = (
    <button
      type="button"
      className="icon-button"
      aria-label="Remove the condition"
      onClick={() => onChange(null)}
    >
      <Trash2 size={18} aria-hidden="true" />
    </button>
  );
  if (node.kind === 'recent') {
    return (
      <div className="rule-test">
        <div className="rule-line">
          <label htmlFor={id}>In the last</label>
          <input
            id={id}
            className="short"
            inputMode="numeric"
            value={node.months}
            onChange={(event) => onChange({ ...node, months: event.target.value })}
          />
          <span>months, the current one included</span>
          <span className="push">{remove}</span>
        </div>
      </div>
    );
  }
  const column = columns.find(({ name }) => name === node.column);
  const usual = column?.type === 'integer' ? OF_NUMBERS : OF_TEXT;
  const ops = usual.includes(node.op) ? usual : [node.op, ...usual];
  return (
    <div className="rule-test">
      <div className="rule-line">
        <select
          aria-label="Column"
          value={node.column}
          onChange={(event) => onChange({ ...node, column: event.target.value, op: 'in', values: [] })}
        >
          {column === undefined && <option value={node.column}>{node.column} (not there)</option>}
          {GROUPS.map((group) => (
            <optgroup key={group} label={group}>
              {columns
                .filter((one) => one.group === group)
                .map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.label}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
        <select
          aria-label="How it is compared"
          value={node.op}
          onChange={(event) => {
            const op = event.target.value as TestOp;
            onChange({
              ...node,
              op,
              values: op === 'in' || op === 'not-in' ? node.values : node.values.slice(0, 1),
            });
          }}
        >
          {ops.map((op) => (
            <option key={op} value={op}>
              {OPS[op]}
            </option>
          ))}
        </select>
        {remove}
      </div>
      {column !== undefined && node.op !== 'known' && node.op !== 'unknown' && (
        <RuleValues
          column={column}
          several={node.op === 'in' || node.op === 'not-in'}
          values={node.values}
          onChange={(values) => onChange({ ...node, values })}
        />
      )}
    </div>
  );
}
