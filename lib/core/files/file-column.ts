import type { ResultColumn } from '#core/model/result.ts';
import type { Query } from '#core/query/query.ts';

/** How a column's cells are written; the scale of a decimal is in digits after the point. */
export type FileKind = 'integer' | 'decimal' | 'double' | 'boolean' | 'date' | 'instant' | 'text';

/** A column of a file. */
export type FileColumn = {
  readonly name: string;
  readonly label: string;
  readonly role: ResultColumn['role'];
  readonly kind: FileKind;
  readonly scale: number;
  readonly unit: string | null;
  /** Name of the column beside it with what people read for its codes; null = it has none. */
  readonly labelName: string | null;
  /** Name of the column beside it with the mark where there is no number, in formats whose columns have one type. */
  readonly markName: string | null;
};

/** The columns of a file with this result; `labelled` names those whose codes people read otherwise. */
export function fileColumnsOf(
  query: Query,
  columns: readonly ResultColumn[],
  labelled: ReadonlySet<string>,
): readonly FileColumn[] {
  const taken = new Set(columns.map(({ name }) => name));
  const free = (name: string): string => {
    const fits = taken.has(name) ? free(`${name}_`) : name;
    taken.add(fits);
    return fits;
  };
  return columns.map(({ name, label, role, type, unit }) => {
    const scale = scaleOf(query, name, role);
    return {
      name,
      label,
      role,
      kind: kindOf(query, { name, role, type }, scale),
      scale: scale ?? 0,
      unit: unit ?? null,
      labelName: labelled.has(name) ? free(`${name}_name`) : null,
      markName: role === 'measure' ? free(`${name}_mark`) : null,
    };
  });
}

/** Digits after the point, where a number has a fixed count of them; null = it is a quotient or a coordinate. */
function scaleOf(
  { keys, measures, records }: Query,
  name: string,
  role: ResultColumn['role'],
): number | null {
  if (role === 'record') {
    const field = records?.find((one) => one.name === name);
    return field === undefined || field.reading === 'micro' ? null : field.scale;
  }
  if (role === 'group') {
    const key = keys.find((one) => one.name === name);
    return key?.kind === 'field' ? key.scale : null;
  }
  const measure = measures.find((one) => one.name === name);
  return measure?.kind === 'sum' ? measure.scale : null;
}

function kindOf(
  { records }: Query,
  { name, role, type }: Pick<ResultColumn, 'name' | 'role' | 'type'>,
  scale: number | null,
): FileKind {
  const field = role === 'record' ? records?.find((one) => one.name === name) : undefined;
  if (field?.reading === 'minute') return 'instant';
  switch (type) {
    case 'integer':
    case 'boolean':
    case 'date':
      return type;
    case 'number':
      return scale === null ? 'double' : 'decimal';
    case 'month':
    case 'text':
    case 'area':
    case 'cell':
      return 'text';
  }
}
