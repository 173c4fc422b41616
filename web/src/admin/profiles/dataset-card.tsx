import { useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useId } from 'react';
import { precisionWords } from '#core/access/precision-words.ts';
import { rowRuleText } from '#core/access/row-rule-text.ts';
import { rowRuleWords } from '#core/access/row-rule-words.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { AreaList } from '../../api/types.ts';
import { Check, Field } from '../../form/field.tsx';
import { type AccessDraft, choosableFields } from './draft.ts';
import { FieldPicker } from './field-picker.tsx';
import { PrecisionPicker } from './precision-picker.tsx';
import { type RuleColumn, ruleOf } from './rule.ts';
import { RuleBuilder } from './rule-builder.tsx';

const ROUNDINGS = [1, 3, 5, 10, 100] as const;

type Props = {
  readonly id: string;
  readonly title: string;
  readonly access: AccessDraft;
  readonly definition: DatasetDefinition | null;
  readonly columns: readonly RuleColumn[] | null;
  readonly levels: readonly string[];
  readonly faults: readonly string[];
  readonly open: boolean;
  readonly onChange: (access: AccessDraft) => void;
  readonly onRemove: () => void;
};

/** What the profile shows of one dataset. */
export function DatasetCard(props: Props) {
  const { id, title, access, definition, columns, levels, faults, open, onChange, onRemove } = props;
  const kindName = useId();
  return (
    <details className="card dataset-access" id={`dataset-${id}`} open={open}>
      <summary>
        <h2>{title}</h2>
        <span className="tag" data-tone={access.kind === 'records' ? 'green' : 'blue'}>
          {access.kind === 'records' ? 'Records' : 'Counts only'}
        </span>
        <span className="hint">
          {access.fields.length === 1 ? '1 field' : `${access.fields.length} fields`},{' '}
          {precisionWords(access.precision)}, {access.rule === null ? 'every record' : 'some records'}
        </span>
      </summary>
      {faults.length > 0 && (
        <div className="field-fault">
          {faults.map((fault) => (
            <p className="field-error" key={fault}>
              {fault}
            </p>
          ))}
        </div>
      )}
      {definition === null || columns === null ? (
        <p className="hint">Loading its fields…</p>
      ) : (
        <div className="form">
          <div className="access-kind">
            <fieldset className="choices">
              <legend>Kind of access</legend>
              {(
                [
                  ['records', 'Records', 'single records, counts and rates'],
                  ['counts', 'Counts only', 'disclosure-controlled counts by area, cell, month and code'],
                ] as const
              ).map(([kind, label, does]) => (
                <label className="check" key={kind}>
                  <input
                    type="radio"
                    name={kindName}
                    checked={access.kind === kind}
                    onChange={() =>
                      onChange({
                        ...access,
                        kind,
                        ...(kind === 'counts' && access.precision.exact
                          ? { precision: { exact: false, cell: 9, levels: [...levels] } }
                          : {}),
                      })
                    }
                  />
                  <span>
                    <b>{label}</b> <span className="hint">{does}</span>
                  </span>
                </label>
              ))}
              <Check
                label="Downloads are allowed"
                checked={access.download}
                onChange={(download) => onChange({ ...access, download })}
              />
            </fieldset>
            <div className="form">
              <Field label="Minimum count" hint="Smaller groups are suppressed; 1 = none is.">
                {(control) => (
                  <input
                    {...control}
                    type="number"
                    min={1}
                    max={1000}
                    value={access.minimumCount}
                    onChange={(event) => onChange({ ...access, minimumCount: Number(event.target.value) })}
                  />
                )}
              </Field>
              <Field label="Counts are rounded to">
                {(control) => (
                  <select
                    {...control}
                    value={access.rounding}
                    onChange={(event) => {
                      const rounding = ROUNDINGS.find((one) => one === Number(event.target.value)) ?? 1;
                      onChange({ ...access, rounding });
                    }}
                  >
                    {ROUNDINGS.map((rounding) => (
                      <option key={rounding} value={rounding}>
                        {rounding === 1 ? 'Not rounded' : `A multiple of ${rounding}`}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            </div>
          </div>
          <PrecisionPicker
            precision={access.precision}
            levels={levels}
            exactAllowed={access.kind === 'records'}
            onChange={(precision) => onChange({ ...access, precision })}
          />
          <RuleBuilder
            rule={access.rule}
            columns={columns}
            onChange={(rule) => onChange({ ...access, rule })}
          />
          <RuleSaid rule={access.rule} columns={columns} definition={definition} />
          <FieldPicker
            fields={choosableFields(definition)}
            chosen={access.fields}
            onChange={(fields) => onChange({ ...access, fields: [...fields] })}
          />
          <button type="button" className="button button-danger align-start" onClick={onRemove}>
            <Trash2 size={16} aria-hidden="true" /> Show nothing of it
          </button>
        </div>
      )}
    </details>
  );
}

type SaidProps = {
  readonly rule: AccessDraft['rule'];
  readonly columns: readonly RuleColumn[];
  readonly definition: DatasetDefinition;
};

function RuleSaid({ rule, columns, definition }: SaidProps) {
  const queries = useQueryClient();
  if (rule === null) return null;
  const written = ruleOf(rule, columns);
  if (typeof written === 'string') return <p className="hint">{written}</p>;
  const area = (name: string, code: string) => {
    const areas = columns.find((column) => column.name === name)?.areas;
    const list = queries.getQueryData<AreaList>(['areas', areas?.level, areas?.vintage]);
    return list?.areas.find((one) => one.code === code)?.name ?? null;
  };
  const now = new Date();
  const month = now.getFullYear() * 100 + now.getMonth() + 1;
  return (
    <dl className="rule-said">
      <dt>In words</dt>
      <dd>{rowRuleWords(written, { definition, area, hides: () => false })}</dd>
      <dt>As the engine takes it</dt>
      <dd>
        <code>{rowRuleText(written, month) ?? 'every record'}</code>
      </dd>
    </dl>
  );
}
