import type { Code, DatasetDefinition, Field } from '#core/model/dataset.ts';
import { choose, column, FALSE, isIn, isNull, not, TRUE, text } from '#core/sql/build.ts';
import type { Expression, Literal, SqlType } from '#core/sql/tree.ts';

/** A field as a query may use it, whether its value is stored, mapped from another field, or always the same. */
export type ViewField = {
  readonly name: string;
  readonly label: string;
  readonly type: Field['type'];
  readonly role: Exclude<Field['role'], 'internal'>;
  readonly unit: string | null;
  /** The code list in its order; null = open list or no codes. */
  readonly codes: readonly Code[] | null;
  /** Digits after the point of a stored whole number; 0 for all but decimals. */
  readonly scale: number;
  readonly sqlType: SqlType;
  readonly value: Expression;
  /** True where the value is one of these; false or NULL elsewhere. */
  readonly isOneOf: (values: readonly Literal[]) => Expression;
  /** True where there is a value, else false. */
  readonly isKnown: Expression;
  /** Whether it may be filtered by, and whether its values may be shown; to group by it takes both. */
  readonly inQuery: boolean;
  readonly inOutput: boolean;
};

const SQL_TYPES: Record<Field['type'], SqlType> = {
  text: 'VARCHAR',
  category: 'VARCHAR',
  integer: 'BIGINT',
  decimal: 'BIGINT',
  boolean: 'BOOLEAN',
};

/** A field that is a column of the records file. */
export function storedField(
  field: Pick<Field, 'name' | 'label' | 'type' | 'scale' | 'unit' | 'hidden'> & {
    readonly role: ViewField['role'];
  },
  codes: readonly Code[] | null,
): ViewField {
  const value = column(field.name);
  const sqlType = SQL_TYPES[field.type];
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    role: field.role,
    unit: field.unit ?? null,
    codes,
    scale: field.type === 'decimal' ? (field.scale ?? 0) : 0,
    sqlType,
    value,
    isOneOf: (values) => isIn(value, values),
    isKnown: not(isNull(value)),
    inQuery: !field.hidden.includes('query'),
    inOutput: !field.hidden.includes('output'),
  };
}

type Common = DatasetDefinition['common'][string];
type CommonShape = { readonly name: string; readonly label: string; readonly codes: readonly Code[] };

/** A common field as this dataset fills it: a constant, or a crosswalk from one of its own fields. */
export function commonField(shape: CommonShape, common: Common, source: ViewField | null): ViewField | null {
  const base = {
    ...shape,
    type: 'category',
    role: 'dimension',
    unit: null,
    scale: 0,
    sqlType: 'VARCHAR',
    inQuery: source?.inQuery ?? true,
    inOutput: source?.inOutput ?? true,
  } as const;
  if (common.from === 'constant') {
    const holds = (values: readonly Literal[]) => values.some((value) => value.value === common.value);
    return {
      ...base,
      value: text(common.value),
      isOneOf: (values) => (holds(values) ? TRUE : FALSE),
      isKnown: TRUE,
    };
  }
  if (source === null) return null;
  const sourcesOf = new Map<string, string[]>();
  for (const [from, to] of Object.entries(common.map))
    sourcesOf.set(to, [...(sourcesOf.get(to) ?? []), from]);
  const mapped = (codes: readonly string[]) =>
    source.isOneOf(codes.flatMap((code) => sourcesOf.get(code) ?? []).map(text));
  const value = crosswalk(source.value, sourcesOf);
  return {
    ...base,
    value,
    isOneOf: (values) => mapped(values.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))),
    isKnown: not(isNull(value)),
  };
}

/** CASE of the codes that change; those that stay as they are share one branch. */
function crosswalk(source: Expression, sourcesOf: ReadonlyMap<string, readonly string[]>): Expression {
  const same: Literal[] = [];
  const branches = [];
  for (const [to, from] of sourcesOf) {
    const changed = from.filter((code) => code !== to);
    if (changed.length < from.length) same.push(text(to));
    if (changed.length > 0) branches.push({ when: isIn(source, changed.map(text)), value: text(to) });
  }
  const unchanged = same.length === 0 ? [] : [{ when: isIn(source, same), value: source }];
  return choose([...unchanged, ...branches], null);
}
