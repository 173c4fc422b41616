import type { QueryResult } from '#core/model/result.ts';
import { monthLabel, monthOfCell } from '../state/month.ts';

/** A record of a list as the map shows it; `at` is [longitude, latitude], null when it is not known. */
export type PlacedRecord = {
  readonly at: readonly [number, number] | null;
  readonly month: string;
  readonly category: string;
  readonly words: string;
};

/** The records of a list with their places; `labelOf` names a category. */
export function recordsOf(result: QueryResult, labelOf: (code: string) => string): readonly PlacedRecord[] {
  const values = (name: string) => result.columns.find((column) => column.name === name)?.values ?? [];
  const [lons, lats, months] = [values('longitude'), values('latitude'), values('month')];
  const kinds = result.columns.find(({ name }) => !['longitude', 'latitude', 'month'].includes(name))?.values;
  return months.map((cell, row) => {
    const [lon, lat] = [lons[row], lats[row]];
    const month = monthOfCell(cell);
    const kind = kinds?.[row];
    const category = kind === undefined ? '' : kind === null ? 'Not known' : labelOf(String(kind));
    const when = month === null ? 'Month not known' : monthLabel(month);
    return {
      at: typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : null,
      month: when,
      category,
      words: category === '' ? when : `${category}, ${when}`,
    };
  });
}
