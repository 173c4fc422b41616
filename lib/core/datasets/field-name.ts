import { isReservedName } from './reserved-name.ts';

const MAX_LENGTH = 48;
const LEVELS: readonly string[] = ['borough', 'ward', 'msoa', 'lsoa'];

/** A name for a field or a lookup's column after what people call it, none of those taken and not reserved. */
export function fieldNameFor(label: string, place: number, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, MAX_LENGTH - 8)
    .replace(/_+$/, '');
  const named = plain === '' ? `column_${place}` : plain;
  const free = isReservedName(named) ? `${named}_${LEVELS.includes(named) ? 'printed' : 'value'}` : named;
  if (!taken.has(free)) return free;
  for (let i = 2; ; i++) if (!taken.has(`${free}_${i}`)) return `${free}_${i}`;
}

/** A label for people after a column's header; what cannot be shown is left out. */
export function labelFor(header: string, place: number): string {
  const shown = header
    .replaceAll(/[\p{Cc}\p{Cf}\ufffd]/gu, ' ')
    .replaceAll('_', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
    .trim();
  if (shown === '') return `Column ${place}`;
  const calm = /\p{Ll}/u.test(shown) ? shown : shown.toLowerCase();
  return calm.charAt(0).toUpperCase() + calm.slice(1);
}
