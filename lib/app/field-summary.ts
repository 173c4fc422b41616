import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import type { ViewField } from '#core/view/field.ts';

/** An entry of a code list as people may choose it. */
export type CodeSummary = {
  readonly code: string;
  readonly label: string;
  /** Label of the group that it belongs to, where a lookup that the profile shows says so. */
  readonly parent?: string;
};

export type FieldSummary = Pick<Field, 'name' | 'label' | 'description' | 'type' | 'role'> & {
  readonly unit?: string;
  readonly codes?: readonly CodeSummary[];
  /** What it is taken out of for everybody; absent = nothing. */
  readonly hidden?: Field['hidden'];
};

/** A field of a view as the catalogue lists it; `parents` are the labels of what its codes belong to, by code. */
export function fieldSummary(
  { fields, lookups }: DatasetDefinition,
  field: ViewField,
  parents: ReadonlyMap<string, string>,
): FieldSummary {
  const { name, label, type, role, unit, codes, inQuery, inOutput } = field;
  const named = [...fields, ...lookups].find((one) => one.name === name);
  const parentOf = (code: string) => {
    const parent = parents.get(code);
    return parent === undefined ? {} : { parent };
  };
  const hidden: Field['hidden'] = [
    ...(inQuery ? [] : (['query'] as const)),
    ...(inOutput ? [] : (['output'] as const)),
  ];
  return {
    name,
    label,
    description: named?.description ?? '',
    type,
    role,
    ...(unit === null ? {} : { unit }),
    ...(codes === null
      ? {}
      : { codes: codes.map(({ code, label }) => ({ code, label, ...parentOf(code) })) }),
    ...(hidden.length === 0 ? {} : { hidden }),
  };
}
