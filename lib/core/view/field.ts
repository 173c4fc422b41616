import type { Code, DatasetDefinition, Field } from '#core/model/dataset.ts';
import { choose, column, FALSE, integer, isIn, isNull, not, nullOf, TRUE, text } from '#core/sql/build.ts';
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
type MappedShape = { readonly name: string; readonly label: string; readonly codes: readonly Code[] };

/** A common field as this dataset fills it: a constant, or a crosswalk from one of its own fields. */
export function commonField(shape: MappedShape, common: Common, source: ViewField | null): ViewField | null {
  if (common.from === 'field')
    return source === null ? null : mappedField(shape, source, Object.entries(common.map));
  const holds = (values: readonly Literal[]) => values.some((value) => value.value === common.value);
  return {
    ...shape,
    ...MAPPED,
    value: text(common.value),
    isOneOf: (values) => (holds(values) ? TRUE : FALSE),
    isKnown: TRUE,
    inQuery: true,
    inOutput: true,
  };
}

const MAPPED = { type: 'category', role: 'dimension', unit: null, scale: 0, sqlType: 'VARCHAR' } as const;

/** A field whose value is looked up by that of another, with these pairs of source and value; else it is unknown. */
export function mappedField(
  shape: MappedShape,
  source: ViewField,
  pairs: readonly (readonly [from: string, to: string])[],
): ViewField {
  const sourcesOf = new Map<string, Literal[]>();
  for (const [from, to] of pairs) {
    const literal = literalOf(from, source);
    if (literal === null) continue;
    const sources = sourcesOf.get(to) ?? [];
    sourcesOf.set(to, sources);
    sources.push(literal);
  }
  const value = crosswalk(source, sourcesOf);
  return {
    ...shape,
    ...MAPPED,
    value,
    isOneOf: (values) =>
      source.isOneOf(
        values.flatMap((one) => (typeof one.value === 'string' ? (sourcesOf.get(one.value) ?? []) : [])),
      ),
    isKnown: not(isNull(value)),
    inQuery: source.inQuery,
    inOutput: source.inOutput,
  };
}

/** A key of a map, which is text, as the value that the field stores. */
function literalOf(key: string, { type }: ViewField): Literal | null {
  switch (type) {
    case 'text':
    case 'category':
      return text(key);
    case 'boolean':
      return key === 'true' || key === 'false' ? { node: 'boolean', value: key === 'true' } : null;
    case 'integer':
      return /^-?\d{1,15}$/.test(key) ? integer(Number(key)) : null;
    case 'decimal':
      return null;
  }
}

/** CASE of the codes that change; those that stay as they are share one branch. */
function crosswalk(
  { value: source, sqlType }: ViewField,
  sourcesOf: ReadonlyMap<string, readonly Literal[]>,
): Expression {
  const same: Literal[] = [];
  const branches = [];
  for (const [to, from] of sourcesOf) {
    const changed = sqlType === 'VARCHAR' ? from.filter(({ value }) => value !== to) : from;
    if (changed.length < from.length) same.push(text(to));
    if (changed.length > 0) branches.push({ when: isIn(source, changed), value: text(to) });
  }
  const unchanged = same.length === 0 ? [] : [{ when: isIn(source, same), value: source }];
  const all = [...unchanged, ...branches];
  return all.length === 0 ? nullOf('VARCHAR') : choose(all, null);
}
