import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { text } from '#core/sql/build.ts';
import type { Literal } from '#core/sql/tree.ts';
import type { FieldFilter, Query } from './query.ts';
import { describeQuery } from './words.ts';

/** What stands where a value was that could name a person. */
export const WITHHELD = '[withheld]';

/** A query as it may stand in the clear, and the whole of it where that is another. */
export type PartedQuery = {
  readonly words: string;
  readonly spec: unknown;
  /** Null: nothing in it could name a person. */
  readonly personal: { readonly words: string; readonly spec: ParsedQuerySpec } | null;
};

type Definition = Pick<DatasetDefinition, 'fields' | 'common' | 'lookups'>;
type FieldSpec = NonNullable<NonNullable<ParsedQuerySpec['where']>['fields']>[number];

/**
 * Parts what somebody typed that could name a person from the rest of their query: values that no code list has, every
 * value of a field that is not open or that identifies or is text, and the shape of a place. `definitions` are those of
 * the query's datasets.
 */
export function partPersonal(query: Query, definitions: readonly Definition[]): PartedQuery {
  const { spec } = query;
  const isClear = (filter: FieldFilter) => {
    const open = sourcesOf(filter.name, definitions).every(isOpen);
    return (value: Literal['value']) => open && isListed(value, filter);
  };
  const fields = query.fields.map((filter) => withheldFilter(filter, isClear(filter)));
  const shaped = query.space.within !== null || query.space.near !== null;
  if (!shaped && fields.every((filter, index) => filter === query.fields[index]))
    return { words: describeQuery(query), spec, personal: null };
  const clear = describeQuery({
    ...query,
    fields,
    space: shaped ? { ...query.space, near: null, within: [] } : query.space,
  });
  return {
    words: clear,
    spec: withheldSpec(query, isClear),
    personal: { words: describeQuery(query), spec },
  };
}

function withheldFilter(filter: FieldFilter, isClear: (value: Literal['value']) => boolean): FieldFilter {
  const { test } = filter;
  if (test.kind === 'range') return { ...filter, test: { kind: 'in', values: [text(WITHHELD)] } };
  if (test.kind !== 'in' && test.kind !== 'notIn') return filter;
  const clear = test.values.filter(({ value }) => isClear(value));
  if (clear.length === test.values.length) return filter;
  return { ...filter, test: { ...test, values: [...clear, text(WITHHELD)] } };
}

function withheldSpec(
  query: Query,
  isClear: (filter: FieldFilter) => (value: Literal['value']) => boolean,
): unknown {
  const { where, ...rest } = query.spec;
  const filters = new Map(query.fields.map((filter) => [filter.name, filter]));
  const fieldOf = (field: FieldSpec) => {
    const filter = filters.get(field.field);
    const clear = filter === undefined ? () => false : isClear(filter);
    const values = (all: readonly Literal['value'][]) =>
      all.map((value) => (clear(value) ? value : WITHHELD));
    if ('in' in field) return { ...field, in: values(field.in) };
    if ('notIn' in field) return { ...field, notIn: values(field.notIn) };
    return 'is' in field ? field : { field: field.field, from: WITHHELD, to: WITHHELD };
  };
  const { areas, within, near } = where?.space ?? {};
  return {
    ...rest,
    where: {
      ...where,
      ...(where?.fields === undefined ? {} : { fields: where.fields.map(fieldOf) }),
      ...(where?.space === undefined
        ? {}
        : {
            space: {
              ...(areas === undefined ? {} : { areas }),
              ...(within === undefined ? {} : { within: WITHHELD }),
              ...(near === undefined ? {} : { near: WITHHELD }),
            },
          }),
    },
  };
}

function isListed(value: Literal['value'], { codes, type }: FieldFilter): boolean {
  if (type === 'boolean') return typeof value === 'boolean';
  return codes?.some(({ code }) => code === value) ?? false;
}

function isOpen({ sensitivity, role }: Field): boolean {
  return sensitivity === 'open' && role !== 'key' && role !== 'text';
}

/** The fields behind a name in each dataset: its own, or what a common field or a lookup takes its value from. */
function sourcesOf(name: string, definitions: readonly Definition[]): readonly Field[] {
  return definitions.flatMap(({ fields, common, lookups }) => {
    const source = common[name];
    const names = [
      name,
      ...(source?.from === 'field' ? [source.field] : []),
      ...lookups.flatMap((lookup) => (lookup.name === name ? [lookup.on] : [])),
    ];
    return fields.filter((field) => names.includes(field.name));
  });
}
