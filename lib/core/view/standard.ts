import { H3_RESOLUTIONS } from '#core/model/geography.ts';
import { RECORD_COLUMNS, type RecordColumn } from '#core/model/record.ts';
import type { ResultColumn } from '#core/model/result.ts';
import { choose, column, compare } from '#core/sql/build.ts';
import type { Expression, SqlType } from '#core/sql/tree.ts';

/** How an engine's value becomes a cell. */
export type Reading = 'plain' | 'month' | 'day' | 'quarter' | 'minute' | 'micro' | 'cell';

/** A field that the records of every dataset have. */
export type StandardField = {
  readonly name: string;
  readonly label: string;
  readonly type: ResultColumn['type'];
  readonly reading: Reading;
  readonly sqlType: SqlType;
  readonly value: Expression;
  /** What it tells of the place: nothing, its cell of a resolution, or all that there is. */
  readonly place: null | number | 'exact';
};

/** The local day where it is known to the day, else NULL. */
export const KNOWN_DAY: Expression = choose(
  [{ when: compare(column('date_from'), '=', column('date_to')), value: column('date_from') }],
  null,
);

function stored(
  name: string,
  label: string,
  type: ResultColumn['type'],
  reading: Reading,
  from: RecordColumn,
  place: StandardField['place'] = null,
): StandardField {
  return { name, label, type, reading, sqlType: RECORD_COLUMNS[from], value: column(from), place };
}

/**
 * What `records.fields` may name besides a dataset's own fields and the levels of geography. A record's number is of its
 * row in the file, and files lie in the order of places.
 */
export const STANDARD_FIELDS: readonly StandardField[] = [
  stored('record_id', 'Record', 'integer', 'plain', 'record_id', 'exact'),
  {
    name: 'occurred_on',
    label: 'Date',
    type: 'date',
    reading: 'day',
    sqlType: 'INTEGER',
    value: KNOWN_DAY,
    place: null,
  },
  stored('occurred_at', 'Time (UTC)', 'text', 'minute', 'utc_minute'),
  stored('year', 'Year', 'integer', 'plain', 'year'),
  stored('month', 'Month', 'month', 'month', 'month'),
  stored('weekday', 'Weekday', 'integer', 'plain', 'weekday'),
  stored('hour', 'Hour', 'integer', 'plain', 'hour'),
  stored('time_precision', 'Precision of time', 'text', 'plain', 'time_precision'),
  stored('longitude', 'Longitude', 'number', 'micro', 'longitude', 'exact'),
  stored('latitude', 'Latitude', 'number', 'micro', 'latitude', 'exact'),
  ...H3_RESOLUTIONS.map((resolution) =>
    stored(
      `cell_${resolution}`,
      `Cell (resolution ${resolution})`,
      'cell',
      'cell',
      `h3_${resolution}`,
      resolution,
    ),
  ),
  stored('location_quality', 'Quality of place', 'text', 'plain', 'location_quality'),
];
