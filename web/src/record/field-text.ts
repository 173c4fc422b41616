import { formatGroup } from '../format/number.ts';

/** One field of a record as the profile shows it. */
export type Field = {
  readonly name: string;
  readonly label: string;
  readonly about: 'time' | 'place' | 'record';
  readonly type: 'integer' | 'number' | 'text' | 'boolean' | 'month' | 'date' | 'area' | 'cell';
  readonly value: number | string | boolean | null;
  readonly text: string | null;
  readonly unit: string | null;
};

/** The value of a field as people read it. */
export function valueText({ value, text, type, unit, name, label }: Field): string {
  if (value === null) return 'Not known';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const column = { name, label, role: 'record', type, values: [] } as const;
  const shown = text ?? formatGroup(column, value);
  const code = text !== null && type === 'area' ? ` (${value})` : '';
  return `${shown}${code}${unit === null ? '' : ` ${unit}`}`;
}
