import type { DatasetAccess } from '#core/access/profile.ts';
import type { DatasetDefinition, Field, LookupField } from '#core/model/dataset.ts';
import type { Fault } from '#core/model/error.ts';
import type { LookupTable } from '#core/model/lookup.ts';

/** What one profile shows of a dataset, and the title of the profile. */
export type Shown = { readonly by: string; readonly access: DatasetAccess };

const INSTEAD =
  'take it out of there first, and have it shown again afterwards, which somebody else approves';

/**
 * What of an amendment would make profiles show more at once, without the second person that a wider profile takes:
 * a field less hidden or used for more, a name that comes to stand for something else, a lookup by another field,
 * table or column while the field that it is on is hidden.
 */
export function wideningFaults(
  current: DatasetDefinition,
  next: DatasetDefinition,
  shown: readonly Shown[],
): readonly Fault[] {
  const faults = shown.flatMap((one) => [
    ...fieldFaults(current, next, one),
    ...lookupFaults(current, next, one),
    ...commonFaults(current, next, one),
  ]);
  return [...new Map(faults.reverse().map((fault) => [fault.at, fault])).values()].reverse();
}

/** Fields that profiles show from a lookup table while they hide, in part or whole, the field that the lookup is on. */
export function blindLookups(
  definition: DatasetDefinition,
  shown: readonly Shown[],
): readonly { readonly by: string; readonly lookup: LookupField }[] {
  return definition.lookups.flatMap((lookup) =>
    shown
      .filter(
        ({ access }) => access.fields.includes(lookup.name) && !tellsWhole(definition, lookup.on, access),
      )
      .map(({ by }) => ({ by, lookup })),
  );
}

/**
 * A key for which a column of the new table tells apart what the old one did not; null when there is none. A key
 * without a row has no value, as has one with an empty text.
 */
export function keyToldApart(
  before: Pick<LookupTable, 'columns' | 'rows'>,
  after: Pick<LookupTable, 'columns' | 'rows'>,
  column: string,
): string | null {
  const [was, is] = [valuesOf(before, column), valuesOf(after, column)];
  const now = new Map<string, string>([['', '']]);
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [from, to] = [was.get(key) ?? '', is.get(key) ?? ''];
    const known = now.get(from);
    if (known !== undefined && known !== to) return key;
    now.set(from, to);
  }
  return null;
}

function valuesOf({ columns, rows }: Pick<LookupTable, 'columns' | 'rows'>, column: string) {
  const at = columns.findIndex(({ name }) => name === column) + 1;
  return new Map(rows.map((row) => [row[0] ?? '', at === 0 ? '' : (row[at] ?? '')]));
}

function fieldFaults(
  current: DatasetDefinition,
  next: DatasetDefinition,
  { by, access }: Shown,
): readonly Fault[] {
  return next.fields.flatMap((field, i): Fault[] => {
    if (!access.fields.includes(field.name)) return [];
    const before = current.fields.find(({ name }) => name === field.name);
    if (before === undefined)
      return [
        {
          at: `fields[${i}].name`,
          message: `the profile "${by}" still shows a "${field.name}" of before: use another name, or ${INSTEAD}`,
        },
      ];
    const had = usesOf(before, access);
    const more = usesOf(field, access).filter((use) => !had.includes(use));
    const what = more.some((use) => use === 'counts') ? 'count by' : 'show more of';
    return more.length === 0
      ? []
      : [
          {
            at: `fields[${i}].${before.hidden.length > field.hidden.length ? 'hidden' : 'role'}`,
            message: `the profile "${by}" would ${what} "${field.name}" at once: ${INSTEAD}`,
          },
        ];
  });
}

function lookupFaults(current: DatasetDefinition, next: DatasetDefinition, shown: Shown): readonly Fault[] {
  return blindLookups(next, [shown]).flatMap(({ by, lookup: { name, on, lookup, column } }): Fault[] => {
    const before = current.lookups.find((one) => one.name === name);
    if (before?.on === on && before.lookup === lookup && before.column === column) return [];
    return [
      {
        at: `lookups[${next.lookups.findIndex((one) => one.name === name)}]`,
        message: `the profile "${by}" shows "${name}" and hides "${on}", so that "${name}" cannot become another column or be looked up otherwise: add another lookup field, or ${INSTEAD}`,
      },
    ];
  });
}

/** Counts go by a common field also where its source itself cannot be counted by. */
function commonFaults(
  current: DatasetDefinition,
  next: DatasetDefinition,
  { by, access }: Shown,
): readonly Fault[] {
  return Object.entries(next.common).flatMap(([name, source]): Fault[] => {
    if (source.from === 'constant' || !access.fields.includes(source.field)) return [];
    if (tellsWhole(next, source.field, access)) return [];
    if (JSON.stringify(current.common[name]) === JSON.stringify(source)) return [];
    const message = `the profile "${by}" would tell more of "${source.field}" by it at once: ${INSTEAD}`;
    return [{ at: `common.${name}`, message }];
  });
}

type Use = 'query' | 'output' | 'counts';

function usesOf(field: Field, { kind }: DatasetAccess): readonly Use[] {
  const { role, hidden, type, codeList } = field;
  if (role === 'internal') return [];
  const isCounted =
    role === 'dimension' && (type === 'boolean' || (type === 'category' && codeList !== undefined));
  return [
    ...(hidden.includes('query') ? [] : (['query'] as const)),
    ...(hidden.includes('output') ? [] : (['output'] as const)),
    ...(kind === 'counts' && isCounted ? (['counts'] as const) : []),
  ];
}

function tellsWhole({ fields }: DatasetDefinition, name: string, access: DatasetAccess): boolean {
  const field = fields.find((one) => one.name === name);
  if (field === undefined || !access.fields.includes(name)) return false;
  return usesOf(field, access).length === (access.kind === 'counts' ? 3 : 2);
}
