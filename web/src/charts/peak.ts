import type { QueryResult } from '#core/model/result.ts';
import { weekOf } from './series.ts';
import { WEEKDAYS } from './weekdays.ts';

/** The hour of the week with most, `Sat 18:00`; null where no hour has a number or several share the most. */
export function peakWords(result: QueryResult): string | null {
  let most = 0;
  let found: string | null = null;
  for (const [day, hours] of weekOf(result).entries())
    for (const [hour, value] of hours.entries()) {
      if (typeof value !== 'number' || value < most || value === 0) continue;
      found = value === most ? null : `${WEEKDAYS[day]} ${String(hour).padStart(2, '0')}:00`;
      most = value;
    }
  return found;
}
