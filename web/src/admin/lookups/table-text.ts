import type { LookupTable } from './hooks.ts';

/** The rows of a CSV text: quoted values may hold commas, line ends and doubled quotes. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let quoted = false;
  const endValue = () => {
    row.push(value);
    value = '';
  };
  const endRow = () => {
    endValue();
    if (row.some((cell) => cell !== '')) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quoted) {
      if (char !== '"') value += char;
      else if (text[at + 1] === '"') {
        value += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && value === '') quoted = true;
    else if (char === ',' || char === '\t') endValue();
    else if (char === '\n') endRow();
    else if (char !== '\r' && char !== '\uFEFF') value += char;
  }
  if (value !== '' || row.length > 0) endRow();
  return rows;
}

/** The table with columns and rows of a CSV text, whose first line names key and columns; null without a second line. */
export function withCsv(table: LookupTable, text: string): LookupTable | null {
  const [head, ...lines] = csvRows(text);
  if (head === undefined || head.length < 2 || lines.length === 0) return null;
  const known = new Map(table.columns.map((column) => [column.label.toLowerCase(), column]));
  const taken = new Set<string>();
  const columns = head.slice(1).map((label, index) => {
    const old = known.get(label.trim().toLowerCase());
    let name = old?.name ?? columnName(label, index);
    while (taken.has(name)) name = `${name}_${index + 1}`;
    taken.add(name);
    return { name, label: label.trim() === '' ? `Column ${index + 1}` : label.trim() };
  });
  const rows = lines.map((line) => head.map((_, index) => (line[index] ?? '').trim()));
  return { ...table, keyLabel: (head[0] ?? '').trim() || 'Key', columns, rows };
}

function columnName(label: string, index: number): string {
  const name = label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 48);
  return name === '' ? `column_${index + 1}` : name;
}
