import type { DatasetDefinition } from '#core/model/dataset.ts';

/** Whether two versions of a definition read a file alike: to the same rows, with the same values and coverage. */
export function readAlike(one: DatasetDefinition, other: DatasetDefinition): boolean {
  return one.version === other.version || JSON.stringify(readingOf(one)) === JSON.stringify(readingOf(other));
}

/** What decides how a file is read, in a fixed order; labels, roles, lookups and the rest only say how it is shown. */
function readingOf({ fields, key, layouts, codeLists, own, contract }: DatasetDefinition): unknown {
  return [
    fields.map(({ name, type, scale, codeList, required }) => [name, type, scale, codeList, required]),
    key,
    layouts.map((layout) => [
      layout.name,
      layout.format,
      layout.columns,
      sorted(layout.time),
      sorted(layout.place),
      sorted(layout.fields),
      layout.nulls,
      layout.stripPrefix,
      layout.periodInName,
      layout.printedArea?.column,
      layout.printedArea?.level,
    ]),
    sorted(codeLists).map(([name, codes]) => [name, codes.map(({ code, sources }) => [code, sources])]),
    own?.field,
    own?.values,
    contract.areas,
  ];
}

function sorted<Value>(record: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
