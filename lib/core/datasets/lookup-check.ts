import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { Fault } from '#core/model/error.ts';
import type { LookupShape } from '#core/model/lookup.ts';
import { isReservedName } from './reserved-name.ts';

/** Faults of the fields that a definition joins from lookup tables, as far as the definition itself can tell. */
export function lookupFieldFaults({ lookups, fields }: DatasetDefinition): readonly Fault[] {
  return lookups.flatMap(({ name, on }, i): Fault[] => {
    const at = `lookups[${i}]`;
    const source = fields.find((field) => field.name === on);
    const isTaken =
      fields.some((field) => field.name === name) || lookups.findIndex((one) => one.name === name) !== i;
    return [
      ...(isTaken
        ? [{ at: `${at}.name`, message: `"${name}" is already taken: give each field its own name` }]
        : []),
      ...(isReservedName(name)
        ? [{ at: `${at}.name`, message: `"${name}" is reserved: use another name` }]
        : []),
      ...(source === undefined
        ? [{ at: `${at}.on`, message: `there is no field "${on}": name one of the fields` }]
        : []),
      ...(source !== undefined && source.type !== 'text' && source.type !== 'category'
        ? [
            {
              at: `${at}.on`,
              message: `a ${source.type} cannot be looked up: name a field of type text or category`,
            },
          ]
        : []),
    ];
  });
}

/** Faults of a definition's lookups against the tables that there are. */
export function lookupTableFaults(
  { lookups }: DatasetDefinition,
  tables: ReadonlyMap<string, LookupShape>,
): readonly Fault[] {
  return lookups.flatMap(({ lookup, column }, i): Fault[] => {
    const table = tables.get(lookup);
    if (table === undefined)
      return [{ at: `lookups[${i}].lookup`, message: `there is no lookup table "${lookup}": add it first` }];
    return table.columns.some(({ name }) => name === column)
      ? []
      : [
          {
            at: `lookups[${i}].column`,
            message: `the lookup table "${lookup}" has no column "${column}": use ${table.columns.map(({ name }) => name).join(', ')}`,
          },
        ];
  });
}
