import type { DatasetDefinition, SourceLayout } from '#core/model/dataset.ts';
import type { Fault } from '#core/model/error.ts';

/** Faults of a definition's layouts: columns and fields that are not there, names without a usable period. */
export function layoutFaults(definition: DatasetDefinition): readonly Fault[] {
  const { layouts } = definition;
  return layouts.flatMap((layout, i) => {
    const at = `layouts[${i}]`;
    const signature = columnsOf(layout);
    return [
      ...(layouts.findIndex(({ name }) => name === layout.name) === i
        ? []
        : [
            { at: `${at}.name`, message: `"${layout.name}" is already taken: give each layout its own name` },
          ]),
      ...(layouts.findIndex((other) => columnsOf(other) === signature) === i
        ? []
        : [
            {
              at: `${at}.columns`,
              message: 'another layout has the same columns: a file could be of either',
            },
          ]),
      ...layout.columns.flatMap((column, c) =>
        layout.columns.indexOf(column) === c
          ? []
          : [{ at: `${at}.columns[${c}]`, message: `the column "${column}" is listed twice` }],
      ),
      ...columnFaults(layout, at),
      ...fieldFaults(definition, layout, at),
      ...periodFaults(layout, at),
    ];
  });
}

function columnsOf({ format, columns }: SourceLayout): string {
  return JSON.stringify([format, columns]);
}

function columnFaults({ columns, time, place, printedArea }: SourceLayout, at: string): Fault[] {
  const named: readonly (readonly [string, string | undefined])[] = [
    ...(time.kind === 'month' || time.kind === 'instant' ? [['time.column', time.column] as const] : []),
    ...(time.kind === 'local' ? [['time.date', time.date] as const, ['time.time', time.time] as const] : []),
    ...(place.kind === 'wgs84'
      ? [['place.longitude', place.longitude] as const, ['place.latitude', place.latitude] as const]
      : []),
    ...(place.kind === 'epsg27700'
      ? [['place.easting', place.easting] as const, ['place.northing', place.northing] as const]
      : []),
    ['printedArea.column', printedArea?.column],
  ];
  return named.flatMap(([where, column]) =>
    column === undefined || columns.includes(column)
      ? []
      : [{ at: `${at}.${where}`, message: `the layout has no column "${column}"` }],
  );
}

function fieldFaults({ fields }: DatasetDefinition, layout: SourceLayout, at: string): Fault[] {
  return [
    ...Object.entries(layout.fields).flatMap(([name, column]) => [
      ...(fields.some((field) => field.name === name)
        ? []
        : [{ at: `${at}.fields.${name}`, message: `the dataset has no field "${name}"` }]),
      ...(layout.columns.includes(column)
        ? []
        : [{ at: `${at}.fields.${name}`, message: `the layout has no column "${column}"` }]),
    ]),
    ...fields.flatMap(({ name, required }) =>
      required && !Object.hasOwn(layout.fields, name)
        ? [
            {
              at: `${at}.fields`,
              message: `the required field "${name}" has no column: no row could be accepted`,
            },
          ]
        : [],
    ),
  ];
}

function periodFaults({ periodInName, time }: SourceLayout, at: string): Fault[] {
  if (periodInName === undefined) return [];
  const where = `${at}.periodInName`;
  try {
    RegExp(periodInName, 'u');
  } catch {
    return [{ at: where, message: 'not a regular expression' }];
  }
  const groups = [...periodInName.matchAll(/\(\?<([a-zA-Z]+)>/g)].map(([, name]) => name);
  if (time.kind === 'delivery-year' && !groups.includes('year'))
    return [
      { at: where, message: 'rows of this layout have no date: name a group year, as in (?<year>\\d{4})' },
    ];
  const usable =
    groups.includes('month') || groups.includes('year') || (groups.includes('from') && groups.includes('to'));
  return usable
    ? []
    : [
        {
          at: where,
          message: 'name the groups from and to, or month, or year, as in (?<month>\\d{4}-\\d{2})',
        },
      ];
}
