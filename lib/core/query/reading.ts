import type { Cell } from '#core/model/result.ts';
import type { Reading } from '#core/view/standard.ts';
import { dateOf, monthText } from './calendar.ts';
import type { Key, RecordField } from './query.ts';

/** What an engine gave, as a cell of the result. Whole numbers beyond a double come as text. */
export function readCell(value: Cell, reading: Reading, scale = 0): Cell {
  if (value === null || typeof value === 'boolean') return value;
  switch (reading) {
    case 'plain':
      return scale === 0 || typeof value !== 'number' ? value : unscale(value, scale);
    case 'month':
      return monthText(Number(value));
    case 'quarter':
      return `${Math.floor(Number(value) / 10)}-Q${Number(value) % 10}`;
    case 'day':
      return dateOf(Number(value));
    case 'minute':
      return `${new Date(Number(value) * 60_000).toISOString().slice(0, 16)}Z`;
    case 'micro':
      return Number(value) / 1e6;
    case 'cell':
      return BigInt(value).toString(16);
  }
}

/** A stored whole number as the decimal that it stands for, divided once so that it is the nearest double. */
export function unscale(value: number, scale: number): number {
  return value / 10 ** scale;
}

/** A value of a group as a cell. */
export function readKey(key: Key, value: Cell): Cell {
  switch (key.kind) {
    case 'time':
      return readCell(value, TIME_READINGS[key.unit]);
    case 'cell':
      return readCell(value, 'cell');
    case 'field':
      return readCell(value, 'plain', key.scale);
    case 'ring':
      return readCell(value, 'plain');
    case 'area':
    case 'dataset':
      return value;
  }
}

const TIME_READINGS = {
  year: 'plain',
  quarter: 'quarter',
  month: 'month',
  week: 'day',
  day: 'day',
  weekday: 'plain',
  hour: 'plain',
} as const;

/** A value of a listed field as a cell. */
export function readField(field: RecordField, value: Cell): Cell {
  return readCell(value, field.reading, field.scale);
}
