import type { DatasetDefinition, SourceLayout } from '#core/model/dataset.ts';
import type { Fault } from '#core/model/error.ts';

/**
 * What of an amendment would contradict records that there already are, with what to do instead. `used` are the
 * definitions under which deliveries were taken; none: there are no records, and everything may be amended.
 */
export function amendmentFaults(
  current: DatasetDefinition,
  next: DatasetDefinition,
  used: readonly DatasetDefinition[],
): readonly Fault[] {
  if (used.length === 0) return [];
  const faults = [
    ...fieldFaults(current, next, used),
    ...codeFaults(current, next, used),
    ...keyFaults(current, next),
    ...used.flatMap(({ layouts }) => layouts).flatMap(layoutCheck(current, next)),
    ...windowFaults(current, next),
  ];
  return [...new Map(faults.map((fault) => [`${fault.at} ${fault.message}`, fault])).values()];
}

/** What an amendment means for the records that there already are, in words for the person who makes it. */
export function amendmentNotes(current: DatasetDefinition, next: DatasetDefinition): readonly string[] {
  const added = next.fields.filter(({ name }) => current.fields.every((field) => field.name !== name));
  const removed = current.fields.filter(({ name }) => next.fields.every((field) => field.name !== name));
  const layouts = next.layouts.filter(({ name }) => current.layouts.every((layout) => layout.name !== name));
  const list = (names: readonly { readonly name: string }[]) => names.map(({ name }) => name).join(', ');
  return [
    ...(added.length > 0
      ? [
          `new fields (${list(added)}) are unknown on records that were delivered before; profiles hide them until they show them`,
        ]
      : []),
    ...(removed.length > 0
      ? [`the fields ${list(removed)} go; profiles that show them show nothing there`]
      : []),
    ...(layouts.length > 0
      ? [`files with the columns of ${list(layouts)} are taken as well from now on`]
      : []),
  ];
}

function fieldFaults(
  current: DatasetDefinition,
  next: DatasetDefinition,
  used: readonly DatasetDefinition[],
): readonly Fault[] {
  return current.fields.flatMap((field): Fault[] => {
    if (!used.some(({ fields }) => fields.some(({ name }) => name === field.name))) return [];
    const i = next.fields.findIndex(({ name }) => name === field.name);
    const after = next.fields[i];
    if (after === undefined)
      return [
        {
          at: 'fields',
          message: `records have the field "${field.name}": keep it and hide it from query and output instead`,
        },
      ];
    const instead = 'add a field of another name and hide this one';
    return [
      ...(after.type === field.type
        ? []
        : [
            {
              at: `fields[${i}].type`,
              message: `records hold "${field.name}" as ${field.type}, which cannot become ${after.type}: ${instead}`,
            },
          ]),
      ...(after.type !== field.type || after.scale === field.scale
        ? []
        : [
            {
              at: `fields[${i}].scale`,
              message: `records hold "${field.name}" with ${field.scale} digits after the point: ${instead}`,
            },
          ]),
    ];
  });
}

/** Codes that records may have must stay: a record would keep a code that nothing explains. */
function codeFaults(
  current: DatasetDefinition,
  next: DatasetDefinition,
  used: readonly DatasetDefinition[],
): readonly Fault[] {
  return current.fields.flatMap((field): Fault[] => {
    const after = next.fields.find(({ name }) => name === field.name);
    if (field.codeList === undefined || after?.codeList === undefined) return [];
    const delivered = used.flatMap((definition) => {
      const before = definition.fields.find(({ name }) => name === field.name)?.codeList;
      return before === undefined ? [] : (definition.codeLists[before] ?? []);
    });
    const kept = new Set((next.codeLists[after.codeList] ?? []).map(({ code }) => code));
    const gone = [...new Set(delivered.map(({ code }) => code))].filter((code) => !kept.has(code));
    return gone.map((code) => ({
      at: `codeLists.${after.codeList ?? ''}`,
      message: `records may have the code "${code}": keep it, and change its label instead`,
    }));
  });
}

function keyFaults(current: DatasetDefinition, next: DatasetDefinition): readonly Fault[] {
  if (JSON.stringify(current.key) === JSON.stringify(next.key)) return [];
  const was = current.key === null ? 'none' : current.key.join(' and ');
  return [
    {
      at: 'key',
      message: `the key decided which delivered rows are the same (${was}) and cannot be changed: add another dataset`,
    },
  ];
}

function layoutCheck(current: DatasetDefinition, next: DatasetDefinition) {
  return ({ name }: SourceLayout): readonly Fault[] => {
    const before = current.layouts.find((layout) => layout.name === name);
    const i = next.layouts.findIndex((layout) => layout.name === name);
    const after = next.layouts[i];
    if (before === undefined) return [];
    if (after === undefined)
      return [
        { at: 'layouts', message: `files came in the layout "${name}": keep it and add another beside it` },
      ];
    const at = `layouts[${i}]`;
    const instead = `keep the layout "${name}" as it is and add another`;
    return [
      ...(after.format === before.format && JSON.stringify(after.columns) === JSON.stringify(before.columns)
        ? []
        : [{ at: `${at}.columns`, message: `files came with the columns as they were: ${instead}` }]),
      ...(after.time.kind === before.time.kind
        ? []
        : [
            {
              at: `${at}.time.kind`,
              message: `records have their time from a ${before.time.kind}: ${instead}`,
            },
          ]),
      ...(after.place.kind === before.place.kind
        ? []
        : [
            {
              at: `${at}.place.kind`,
              message: `records have their place as ${before.place.kind}: ${instead}`,
            },
          ]),
    ];
  };
}

function windowFaults(current: DatasetDefinition, next: DatasetDefinition): readonly Fault[] {
  if (JSON.stringify(current.contract.window) === JSON.stringify(next.contract.window)) return [];
  return [
    {
      at: 'contract.window',
      message: `what a delivery replaces (${current.contract.window.kind}) decided which records stand and cannot be changed: add another dataset`,
    },
  ];
}
