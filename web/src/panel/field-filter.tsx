import { useId, useState } from 'react';
import type { FieldSummary } from '../api/types.ts';
import type { Asked } from '../explore/asked.ts';
import { codeLabel } from '../state/catalogue.ts';
import { type Exploration, withFieldTest, withValues } from '../state/exploration.ts';
import { CheckList, type CheckOption } from './check-list.tsx';
import { type FieldCounts, useFieldCounts } from './field-counts.ts';

type Props = {
  readonly field: FieldSummary;
  /** What the page shows; its answers give the counts. Null = of other datasets, so that they say nothing. */
  readonly asked: Asked | null;
  readonly draft: Exploration;
  /** Whether only one value can be asked for at a time, and no more than that. */
  readonly single: boolean;
  readonly id?: string;
  readonly onChange: (next: Exploration) => void;
};

type Mode = 'in' | 'not' | 'known' | 'unknown';
const MODES: readonly (readonly [Mode, string])[] = [
  ['in', 'is one of'],
  ['not', 'is none of'],
  ['known', 'is known'],
  ['unknown', 'is not known'],
];

function optionsOf(
  field: FieldSummary,
  chosen: readonly string[],
  seen: readonly CheckOption[],
): readonly CheckOption[] {
  if (field.type === 'boolean')
    return ['true', 'false'].map((code) => ({ code, label: codeLabel(field, code) }));
  const listed = field.codes !== undefined && field.codes.length > 0 ? field.codes : seen;
  const extra = chosen.filter((code) => !listed.some((option) => option.code === code));
  return [...listed, ...extra.map((code) => ({ code, label: code }))];
}

/** The editor of a filter on a field: one of, none of, known or not, with counts beside the values. */
export function FieldFilter(props: Props) {
  return props.asked === null ? (
    <Editor {...props} counted={null} />
  ) : (
    <Counted {...props} asked={props.asked} />
  );
}

function Counted(props: Props & { readonly asked: Asked }) {
  return <Editor {...props} counted={useFieldCounts(props.asked, props.field.name, true)} />;
}

function Editor({
  field,
  draft,
  single,
  id,
  onChange,
  counted,
}: Props & { readonly counted: FieldCounts | null }) {
  const modeId = useId();
  const { name, label } = field;
  const test = draft.tests[name];
  const given: Mode | null = test === undefined || test.kind === 'range' ? null : test.kind;
  const [open, setOpen] = useState<Mode>('in');
  const values = draft.fields[name] ?? [];
  const mode = given ?? (values.length > 0 ? 'in' : open);
  const chosen = test?.kind === 'not' ? test.values : values;
  const choose = (next: readonly string[], as: Mode) =>
    onChange(
      as === 'in'
        ? withValues(draft, name, next)
        : withFieldTest(draft, name, next.length === 0 ? null : { kind: 'not', values: next }),
    );
  const turn = (next: Mode) => {
    setOpen(next);
    if (next === 'known' || next === 'unknown') onChange(withFieldTest(draft, name, { kind: next }));
    else choose(chosen, next);
  };
  return (
    <div className="field-filter" id={id} tabIndex={id === undefined ? undefined : -1}>
      {!single && field.type !== 'boolean' && (
        <div className="field field-inline">
          <label htmlFor={modeId}>{label}</label>
          <select
            id={modeId}
            value={mode}
            onChange={(event) => turn(MODES.find(([key]) => key === event.target.value)?.[0] ?? 'in')}
          >
            {MODES.map(([key, words]) => (
              <option key={key} value={key}>
                {words}
              </option>
            ))}
          </select>
        </div>
      )}
      {(mode === 'in' || mode === 'not') && (
        <CheckList
          legend={label}
          options={optionsOf(field, chosen, counted?.seen ?? [])}
          chosen={chosen}
          single={single}
          counts={counted?.counts ?? null}
          onChange={(next) => choose(next, mode)}
        />
      )}
    </div>
  );
}
