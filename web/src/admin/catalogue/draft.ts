import type { Code, DatasetDefinition, Field, SourceLayout } from '#core/model/dataset.ts';

/** The list with one item in the place of another. */
export function replaced<Item>(list: readonly Item[], index: number, item: Item): Item[] {
  return list.map((other, place) => (place === index ? item : other));
}

export function without<Item>(list: readonly Item[], index: number): Item[] {
  return list.filter((_, place) => place !== index);
}

/** A name for code from words: `LSOA name` → `lsoa_name`. */
export function identifierOf(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 48);
}

export function withField(definition: DatasetDefinition, index: number, field: Field): DatasetDefinition {
  return { ...definition, fields: replaced(definition.fields, index, field) };
}

/** The definition with one more field, optional, as an amendment adds it. */
export function withNewField(definition: DatasetDefinition): DatasetDefinition {
  const taken = new Set(definition.fields.map((field) => field.name));
  let number = definition.fields.length + 1;
  while (taken.has(`field_${number}`)) number += 1;
  const field: Field = {
    name: `field_${number}`,
    label: 'New field',
    description: 'What this field says.',
    type: 'category',
    role: 'dimension',
    sensitivity: 'restricted',
    required: false,
    hidden: [],
  };
  return { ...definition, fields: [...definition.fields, field] };
}

/** Another name for a field wherever the definition speaks of it. */
export function renamedField(definition: DatasetDefinition, from: string, to: string): DatasetDefinition {
  const rename = (name: string) => (name === from ? to : name);
  return {
    ...definition,
    fields: definition.fields.map((field) => ({ ...field, name: rename(field.name) })),
    key: definition.key === null ? null : definition.key.map(rename),
    layouts: definition.layouts.map((layout) => ({
      ...layout,
      fields: Object.fromEntries(
        Object.entries(layout.fields).map(([field, column]) => [rename(field), column]),
      ),
    })),
    lookups: definition.lookups.map((lookup) => ({ ...lookup, on: rename(lookup.on) })),
  };
}

/** The column of a layout that fills a field; `''` = none. */
export function withSource(layout: SourceLayout, field: string, column: string): SourceLayout {
  const { [field]: _, ...others } = layout.fields;
  return { ...layout, fields: column === '' ? others : { ...others, [field]: column } };
}

/** A further layout like `layout`, where columns have other names or new ones were added at the end. */
export function layoutAfter(
  layout: SourceLayout,
  name: string,
  renames: Readonly<Record<string, string>>,
  added: readonly string[],
): SourceLayout {
  const rename = (column: string) => renames[column] ?? column;
  const time = { ...layout.time };
  if (time.kind === 'local') {
    time.date = rename(time.date);
    if (time.time !== undefined) time.time = rename(time.time);
  } else if (time.kind !== 'delivery-year') time.column = rename(time.column);
  const place = { ...layout.place };
  if (place.kind === 'wgs84') {
    place.longitude = rename(place.longitude);
    place.latitude = rename(place.latitude);
  } else if (place.kind === 'epsg27700') {
    place.easting = rename(place.easting);
    place.northing = rename(place.northing);
  }
  return {
    ...layout,
    name,
    columns: [...layout.columns.map(rename), ...added],
    time,
    place,
    fields: Object.fromEntries(
      Object.entries(layout.fields).map(([field, column]) => [field, rename(column)]),
    ),
    ...(layout.printedArea === undefined
      ? {}
      : { printedArea: { ...layout.printedArea, column: rename(layout.printedArea.column) } }),
  };
}

/** Codes as lines of `code | label | spelling; spelling`. */
export function codesText(codes: readonly Code[]): string {
  return codes
    .map(({ code, label, sources }) =>
      [code, label, sources.join('; ')].filter((part, at) => at < 2 || part !== '').join(' | '),
    )
    .join('\n');
}

/** The codes that such lines name; a line without a label is its own label. */
export function codesFrom(text: string): Code[] {
  return text
    .split('\n')
    .map((line) => line.split('|').map((part) => part.trim()))
    .filter(([code]) => code !== undefined && code !== '')
    .map(([code = '', label = '', sources = '']) => ({
      code,
      label: label === '' ? code : label,
      sources: sources
        .split(';')
        .map((source) => source.trim())
        .filter((source) => source !== ''),
    }));
}
